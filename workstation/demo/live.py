"""The live layer: open requests and plans around the day of the first start, made by the acts people use."""

from datetime import datetime, time, timedelta

from django.core.files.base import ContentFile

from core.attachments import check_upload
from core.calendars import calendar
from core.clock import now
from enterprises.archive import asking
from enterprises.models import Enterprise
from enterprises.registers import REGISTERS, proposals
from enterprises.registers.forms import form_of
from reminders.models import DueReminder
from reminders.sweep import sweep
from servicedesk import actions
from servicedesk.models import Channel, Status
from visits.actions import PlanLine, plan_visits
from workstation.demo.source import SHANGHAI

NEW_REMINDERS = 3  # days


class Days:
    """Days counted in working days from the first start."""

    def __init__(self, today):
        self.calendar = calendar()
        self.today = today if self.calendar.is_workday(today) else self.calendar.next_workday(today)

    def at(self, offset):
        """The day `offset` working days from today; backwards when negative."""
        if offset > 0:
            return self.calendar.add_working_days(self.today, offset)
        day = self.today
        while offset < 0:
            day -= timedelta(days=1)
            offset += self.calendar.is_workday(day)
        return day

    def moment(self, offset, clock="10:00"):
        """A moment on that day."""
        return datetime.combine(self.at(offset), time.fromisoformat(clock), tzinfo=SHANGHAI)


def load_live(people, enterprises, rows, today):
    """Requests in all open states, plans for today and the days after, next visits of the coming weeks."""
    days = Days(today)
    for row in rows["requests"]:
        load_request(people, enterprises, row, days)
    for row in rows["visits"]:
        author = people[row["author"]]
        plan_visits(
            author,
            [
                PlanLine(
                    enterprises[row["enterprise"]],
                    days.at(row["planned_wd"]),
                    time.fromisoformat(row["planned_time"]),
                )
            ],
            purpose=row["purpose"],
            companions=[people[name] for name in row["companions"]],
            note=row["plan_note"],
            at=days.moment(-3),
        )
    for row in rows.get("next_visits", ()):
        Enterprise.objects.filter(pk=enterprises[row["enterprise"]].pk).update(
            next_visit_on=today + timedelta(days=row["in_days"])
        )


def load_archive_work(people, enterprises, rows):
    """What the station has asked for its archives and waits for, and changes that enterprises have proposed."""
    for row in rows.get("asked", ()):
        asking.ask(enterprises[row["enterprise"]].pk, row["sections"], people[row["by"]])
    for row in rows.get("proposed", ()):
        enterprise, by = enterprises[row["enterprise"]], people[row["by"]]
        register = REGISTERS[row["register"]]
        known = register.model.objects.get(enterprise=enterprise, **row["row"]) if "row" in row else None
        proposals.propose(proposed_form(register, enterprise, by, known, row["values"]), by)


def proposed_form(register, enterprise, by, row, values):
    """The form of a register as an enterprise would post it."""
    blank = form_of(register)(user=by, enterprise=enterprise, **({"instance": row} if row else {}))
    stands = {bound.name: bound.value() for bound in blank if bound.name != "files"}
    posted = {name: str(value) for name, value in (stands | values).items() if value not in (None, "", False)}
    form = form_of(register)(posted, user=by, enterprise=enterprise, **({"instance": row} if row else {}))
    if not form.is_valid():
        raise ValueError(f"{register.code} of {enterprise}: {form.errors}")
    return form


def settle_reminders(today):
    """Who works here was told of what was due all along; only the reminders of the last days are new to them."""
    sweep(today - timedelta(days=NEW_REMINDERS))
    DueReminder.objects.filter(state="OWED").update(state="SENT", settled_at=now())


def load_request(people, enterprises, row, days):
    """One request, brought to its state by the acts of those who did it."""
    enterprise = enterprises[row["enterprise"]]
    lead = people["lead"] if enterprise.park_id == people["lead"].park_id else people["stranger"]
    holder = people.get(row["holder"])
    came = days.moment(row["submitted_wd"], row["submitted_time"])
    said = {
        "title": row["title"],
        "detail": row["detail"],
        "category": row["category"],
        "contact_name": row["contact_name"],
        "contact_mobile": row["contact_mobile"],
        "at": came,
    }
    if row["channel"] == Channel.WEB:
        request = actions.submit_request(people[row["submitted_by"]], enterprise, **said)
    else:
        request = actions.log_request(
            holder if holder and holder.is_station else lead,
            enterprise,
            channel=row["channel"],
            urgency=row["urgency"],
            **said,
        )
    status = row["status"]
    if status == Status.REGISTERED:
        return
    later = came + timedelta(minutes=20)
    actions.assign_request(request.pk, lead, holder, at=later)
    if status == Status.ASSIGNED:
        return
    request.refresh_from_db()
    if request.status == Status.ASSIGNED:
        actions.start_request(request.pk, holder, at=later + timedelta(minutes=20))
    if status == Status.WAITING_ENTERPRISE:
        actions.ask_back(
            request.pk, holder, reason=row["waiting_reason"], at=days.moment(row["waiting_since_wd"])
        )
    elif status == Status.ANSWERED:
        actions.answer_request(
            request.pk,
            holder,
            text=row["answer"],
            files=[file_of(row["answer_file"])] if "answer_file" in row else (),
            at=days.moment(row["answered_wd"], row["answered_time"]),
        )


def file_of(row):
    """A text file that an answer speaks of, checked like any other upload."""
    return check_upload(ContentFile("\r\n".join(row["lines"]).encode("utf-8-sig"), name=row["name"]))
