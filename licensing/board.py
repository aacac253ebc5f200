"""What the page of a case shows of its clocks: four numbers, the lanes of the holders, the table of the stages."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.badges import Badge
from core.calendars import calendar
from core.clock import today as today_
from core.due import short_day
from licensing import relay
from licensing.clock import holds_of, legs_of
from licensing.models import Holder, Stage, Status
from licensing.usual import experience
from licensing.words import days_words, source_words

COLUMNS = 36  # of the picture; longer cases are scaled
COLUMN_PX, LETTER_PX = (
    24,
    13,
)  # what a bar has room for on a desk: a word that does not fit is left to the table


def whole(days):
    """A number of days as people say it."""
    days = round(days, 1)
    return f"{days:.0f}" if days == round(days) else f"{days:.1f}"


@dataclass(frozen=True)
class Ahead:
    """A stage to come, with its forecast days."""

    stage: str
    holder: str
    first: date
    last: date


class Board:
    """Made of a case and of its legs, pauses and the stages of its procedure, which were read before."""

    def __init__(self, case, legs, pauses, stages, today=None):
        self.case = case
        self.today = today or today_()
        self.end = case.ends_on if not case.is_open else self.today
        self.rows, self.holds = list(legs), holds_of(pauses)
        self.legs = legs_of(self.rows)
        self.planned = {stage.stage: stage for stage in stages}
        musts = [stage for stage in case.route if stage not in case.optional]
        self.experience = experience(case.kind, case.stage, case.park_id, musts)
        self.calendar = calendar()
        self.forecast = self._forecast() if case.status == Status.RUNNING else None
        self.ahead = self._ahead() if self.forecast else []

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def usual(self, stage):
        """What a stage of this route usually takes."""
        planned = self.planned.get(stage)
        return self.experience.of_stage(
            stage, planned.n if planned else 0, planned.unit if planned else relay.CALENDAR_DAYS
        )

    @property
    def to_come(self):
        """The stages that must still follow."""
        case = self.case
        place = case.route.index(case.stage) + 1 if case.stage in case.route else len(case.route)
        return [stage for stage in case.route[place:] if stage not in case.optional]

    def _forecast(self):
        """When the licence will come."""
        leg = self.legs[-1]
        planned = [self.planned[stage] for stage in (self.case.stage, *self.to_come) if stage in self.planned]
        return relay.forecast(
            leg.began,
            relay.leg_days(leg, self.holds, self.today),
            self.experience.here.ahead,
            self.experience.everywhere.ahead,
            sum(relay.in_calendar_days(stage.n, stage.unit) for stage in planned),
            self.today,
        )

    def _ahead(self):
        """What is left of the present stage and those to come, drawn so that they end on the forecast day."""
        stages = [self.case.stage, *self.to_come]
        leg = self.legs[-1]
        gone = relay.leg_days(leg, self.holds, self.today)
        shares = [self.usual(stage).median for stage in stages]
        shares[0] = max(shares[0] - gone, 0)
        room, total = (self.forecast.on - self.today).days, sum(shares)
        found, begun = [], 0.0
        for stage, share in zip(stages, shares, strict=True):
            first = self.today + timedelta(days=round(begun))
            begun += share * room / total if total else 0
            last = self.today + timedelta(days=round(begun))
            holder = self.planned[stage].holder if stage in self.planned else leg.holder
            found.append(Ahead(stage, holder, first, last))
        return found

    def clock(self):
        """The four numbers on top: [(label, value, second line, badge)]."""
        case = self.case
        days = relay.service_days(case.opened_on, self.end)
        found = [
            {
                "k": _("Relay clock"),
                "day": _("day %(n)s") % {"n": days},
                "small": _("/ target %(n)s days") % {"n": case.target_days},
            }
        ]
        if case.is_open:
            since = (self.today - case.holder_since).days
            found.append(
                {
                    "k": _("Who has the baton"),
                    "v": case.get_holder_display(),
                    "sub": _("for %(days)s; “%(stage)s” since %(day)s")
                    % {
                        "days": days_words(since),
                        "stage": case.get_stage_display(),
                        "day": short_day(self.legs[-1].began),
                    },
                }
            )
            found.append(self._expected())
        else:
            found.append(
                {
                    "k": _("How it ended"),
                    "v": Status(case.status).label,
                    "sub": short_day(case.ends_on),
                }
            )
            found.append(
                {
                    "k": pgettext("licence case", "Number"),
                    "v": case.result_number or "—",
                    "sub": case.end_reason,
                }
            )
        found.append(self._distance())
        return found

    def _expected(self):
        """The forecast with its range."""
        if self.forecast is None:
            return {"k": _("Expected issue"), "v": "—", "sub": _("not reckoned while it is on hold")}
        forecast = self.forecast
        if not forecast.cases:
            sub = _("by the usual durations of the procedure; too few cases are finished yet for a range")
        else:
            sub = _("%(range)s%% of %(n)s cases: %(first)s to %(last)s") % {
                "range": relay.RANGE,
                "n": forecast.cases,
                "first": short_day(forecast.first),
                "last": short_day(forecast.last),
            }
        return {"k": _("Expected issue"), "v": short_day(forecast.on), "sub": sub}

    def _distance(self):
        """How far from the target: of an open case by its forecast, of a finished one by what it took."""
        case = self.case
        until = self.forecast.on if self.forecast else self.end
        left = (case.target_on - until).days
        if left < 0:
            badge = Badge("bad", "alert-circle", _("%(n)s days over") % {"n": -left})
        elif left <= 2 and case.is_open:
            badge = Badge("warn", "clock", _("only %(n)s days left over") % {"n": left})
        else:
            badge = Badge("ok", "circle-check", _("%(n)s days left over") % {"n": left})
        return {
            "k": _("Against the target"),
            "badge": badge,
            "sub": _("target %(day)s") % {"day": short_day(case.target_on)},
        }

    def authority(self):
        """The authority's clock: working days since acceptance and what the law gives it; None before."""
        case, limit = self.case, self.case.procedure.decision_days
        if case.accepted_on is None:
            return None
        end = case.decided_on or self.end
        used = relay.authority_days(case.accepted_on, end, self.legs, self.calendar)
        words = _("%(n)s working days since acceptance") % {"n": used}
        if not limit:
            return words
        words = _("%(n)s of %(limit)s working days since acceptance") % {"n": used, "limit": limit}
        if case.decided_on is None and case.is_open:
            due = relay.authority_due(case.accepted_on, limit, self.legs, self.calendar)
            if due.date is None:
                return _("%(words)s; its clock stands still") % {"words": words}
            by = " · ".join([short_day(due.date), *([_("provisional")] if due.provisional else [])])
            return _("%(words)s; the law gives it until %(day)s") % {"words": words, "day": by}
        return words

    def held(self):
        """Days on hold within the service clock."""
        return relay.held_days(self.holds, self.case.opened_on, self.end)

    # ---- picture -----------------------------------------------------------------------------------------------------

    def lanes(self):
        """One lane for each holder, scaled to the columns of the picture."""
        case = self.case
        last = max(self.end, case.target_on, self.forecast.on if self.forecast else self.end)
        span = max((last - case.opened_on).days + 1, COLUMNS)

        def column(day):
            return min(int((day - case.opened_on).days * COLUMNS / span) + 1, COLUMNS)

        def bar(first, until, **more):
            begin = column(first)
            width = max(min(round((until - first).days * COLUMNS / span), COLUMNS + 1 - begin), 1)
            label = str(Stage(more["stage"]).label)
            fits = width * COLUMN_PX >= len(label) * LETTER_PX
            return {"css": f"d{begin} w{width}", "label": label if fits else "", **more}

        days = relay.days_by_holder(self.legs, self.holds, self.end)
        found = []
        for holder in Holder.values:
            bars = [
                bar(leg.began, leg.until(self.end), now=leg.ended is None and case.is_open, stage=leg.stage)
                for leg in self.legs
                if leg.holder == holder and leg.until(self.end) > leg.began
            ]
            bars += [
                bar(part.first, part.last, plan=True, stage=part.stage)
                for part in self.ahead
                if part.holder == holder and part.last > part.first
            ]
            if not bars and holder not in days:
                continue
            found.append(
                {
                    "label": Holder(holder).label,
                    "days": days_words(days.get(holder, 0)),
                    "usual": self._usual_of(holder),
                    "on": case.is_open and case.holder == holder,
                    "bars": bars,
                }
            )
        return {
            "lanes": found,
            "today": column(self.end) if case.is_open else 0,
            "target": column(case.target_on),
            "opened": short_day(case.opened_on),
            "target_day": short_day(case.target_on),
        }

    def _usual_of(self, holder):
        """The medians of the stages that are this holder's, in words."""
        stages = [
            stage
            for stage in self.case.route
            if stage in self.planned
            and self.planned[stage].holder == holder
            and stage not in self.case.optional
        ]
        total = sum(self.usual(stage).median for stage in stages)
        return _("usually %(n)s") % {"n": round(total)} if stages else ""

    def _usual_words(self, stage):
        """Median and slowest tenth; without enough finished cases what the procedure gives, in its own unit."""
        usual, planned = self.usual(stage), self.planned.get(stage)
        if usual.source != relay.RULE or planned is None:
            return f"{whole(usual.median)} / {whole(usual.slow)}"
        if planned.unit == relay.WORKING_DAYS:
            return ngettext("%(n)s working day", "%(n)s working days", planned.n) % {"n": planned.n}
        return days_words(planned.n)

    # ---- table -------------------------------------------------------------------------------------------------------

    def stages(self):
        """The rows of the table: stages run, the one at hand, those to come."""
        found = []
        ahead = {part.stage: part for part in self.ahead}
        for row, leg in zip(self.rows, self.legs, strict=True):
            used = relay.used(leg, self.holds, self.end, self.calendar)
            found.append(
                {
                    "label": row.get_stage_display(),
                    "holder": row.get_holder_display(),
                    "from": leg.began,
                    "to": leg.ended,
                    "days": days_words(relay.leg_days(leg, self.holds, self.end)),
                    "usual": self._usual_words(leg.stage),
                    "badge": self._badge(leg, used),
                    "note": row.note,
                    "exit": self._exit(leg.stage) if leg.ended is None and self.case.is_open else "",
                }
            )
        if self.case.is_open:
            for stage in self.to_come:
                planned = self.planned.get(stage)
                found.append(
                    {
                        "label": Stage(stage).label,
                        "exit": self._exit(stage),
                        "holder": planned.get_holder_display() if planned else "",
                        "expected": ahead[stage].last if stage in ahead else None,
                        "days": "—",
                        "usual": self._usual_words(stage),
                        "badge": Badge("", "circle-dashed", pgettext("stage", "to come")),
                    }
                )
        return found

    def _exit(self, stage):
        """What has to be so before a stage is over."""
        return self.planned[stage].exit if stage in self.planned else ""

    def _badge(self, leg, used):
        """Green, amber, red by what the stage was allowed; with the word beside it."""
        tone = relay.colour(used, leg.n)
        over = used - leg.n
        if leg.ended is None and self.case.is_open:
            if tone == relay.RED:
                return Badge("bad", "alert-circle", _("%(n)s over") % {"n": over})
            words = pgettext("stage", "at hand")
            return Badge(tone, "clock" if tone == relay.AMBER else "progress", words)
        if tone == relay.RED:
            return Badge("warn", "alert-triangle", _("%(n)s over") % {"n": over})
        return Badge("ok", "check", pgettext("stage", "done"))

    def source(self):
        """Where the usual days come from."""
        return source_words(self.usual(self.case.stage))
