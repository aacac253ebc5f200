"""The live layer: open requests and plans around the day of the first start, made by the acts people use."""

from datetime import datetime, time, timedelta

from django.core.files.base import ContentFile

from core.attachments import check_upload
from core.calendars import calendar
from enterprises.models import Enterprise
from servicedesk import actions
from servicedesk.models import Channel, Status
from visits.actions import PlanLine, plan_visits
from workstation.demo.source import SHANGHAI


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
