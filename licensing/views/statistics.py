"""`/licensing/statistics/`: how many, how long, where the days went; every number opens its cases."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.roles import READERS
from core.exchange.sheets import download, workbook_of
from core.figures import figures
from core.models import Park
from core.periods import choices, read
from core.views import Page
from licensing.board import whole
from licensing.figures import issued_door, opened_door, refused_door
from licensing.models import Bottleneck, Holder, Kind, Stage
from licensing.statistics import MOST, Statistics, part_of
from licensing.words import days_words

NOTHING = "—"
NAMES = {"stage": Stage, "holder": Holder, "gap": Bottleneck}


def said(value):
    """A number of days, or a dash."""
    return NOTHING if value is None else whole(float(value))


class StatisticsPage(Page):
    """The page; `asked` reads period and kind from the address, for it and for its file."""

    roles = READERS
    title = gettext_lazy("Statistics of licence assistance")

    def asked(self):
        """(Statistics, sentence about an address that could not be understood or "")."""
        user, query = self.request.user, self.request.GET
        period, complaint = read(user, query)
        kind = query.get("kind", "")
        if kind and kind not in Kind.values:
            kind, complaint = "", complaint or _("There is no such kind of case; all kinds are shown.")
        parks = list(Park.objects.order_by("name", "pk")) if user.sees_all_parks else ()
        self.of_kind = f"&kind={kind}" if kind else ""
        return Statistics(user, period, kind, parks), complaint

    def get(self, request):
        """Numbers of the period in the address."""
        numbers, complaint = self.asked()
        period = numbers.period
        query = f"{period.query}{self.of_kind}"
        return self.render(
            "licensing/statistics.html",
            {
                "crumbs": [(_("Licence assistance"), reverse("licensing:list")), (self.title, None)],
                "period": period,
                "complaint": complaint,
                "periods": [
                    {
                        "label": choice.label,
                        "query": f"period={choice.code}{self.of_kind}",
                        "current": choice.code == period.code,
                    }
                    for choice in choices(request.user)
                ],
                "kinds": [("", _("all kinds")), *Kind.choices],
                "kind": numbers.kind,
                "figs": self.tiles(numbers),
                "chart": self.chart(numbers),
                "holders": [self.row(numbers, took) for took in numbers.holders()],
                "stages": [self.row(numbers, took) for took in numbers.stages()],
                "gaps": [self.row(numbers, took) for took in numbers.gaps()],
                "looked_at": min(numbers.now.issued, MOST),
                "capped": numbers.now.issued > MOST,
                "by_park": [self.park_row(numbers, park, n) for park, n in numbers.by_park()],
                "export_url": f"{reverse('licensing:statistics_file')}?{query}",
            },
        )

    def issued_url(self, period, more=""):
        """The list of the licences behind a number."""
        return issued_door(period, f"{self.of_kind}{more}")

    def tiles(self, numbers):
        """The numbers on top, each beside the one of as many days before."""
        now, then, period = numbers.now, numbers.then, numbers.period
        days = pgettext("unit", "days")

        def tile(code, label, value, url, says, unit=""):
            unit = "" if value == NOTHING else unit
            return {"code": code, "label": label, "value": value, "unit": unit, "url": url, "says": says}

        def earlier(value):
            return _("the period before: %(value)s") % {"value": value}

        return [
            tile(
                "issued",
                figures["CASES_ISSUED"].label,
                now.issued,
                self.issued_url(period),
                earlier(then.issued),
                figures["CASES_ISSUED"].unit,
            ),
            tile(
                "median",
                _("Median"),
                said(now.median),
                self.issued_url(period),
                earlier(said(then.median)),
                days,
            ),
            tile(
                "slow",
                _("Nine in ten within"),
                said(now.slow),
                self.issued_url(period),
                earlier(said(then.slow)),
                days,
            ),
            tile(
                "on_target",
                figures["LICENCE_ON_TARGET"].label,
                NOTHING if now.on_target is None else now.on_target,
                self.issued_url(period, "&target=in"),
                _("%(n)s of %(all)s; the period before: %(before)s")
                % {
                    "n": now.in_target,
                    "all": now.issued,
                    "before": NOTHING if then.on_target is None else f"{then.on_target}%",
                },
                "%",
            ),
            tile(
                "opened",
                figures["CASES_OPENED"].label,
                now.opened,
                opened_door(period, self.of_kind),
                earlier(then.opened),
                figures["CASES_OPENED"].unit,
            ),
            tile(
                "refused",
                figures["CASES_REFUSED"].label,
                now.refused,
                refused_door(period, self.of_kind),
                earlier(then.refused),
                figures["CASES_REFUSED"].unit,
            ),
            tile(
                "saved",
                _("Working days saved"),
                now.saved if now.limited else NOTHING,
                self.issued_url(period, "&limit=has"),
                _("the law gave the authority %(limit)s, it took %(took)s, in %(n)s cases")
                % {"limit": now.limit_days, "took": now.authority_days, "n": now.limited}
                if now.limited
                else _("no case with a limit was decided"),
                days,
            ),
        ]

    def chart(self, numbers):
        """Median days month by month, or year by year, as chart and table."""
        rows = []
        for start, one in numbers.line():
            label = f"{start:%Y}" if numbers.by == "year" else f"{start:%Y-%m}"
            part = part_of(numbers.period, start, numbers.by)
            rows.append((label, said(one.median), self.issued_url(part)))
        return {
            "id": "chart-median",
            "kind": "bar",
            "unit": pgettext("unit", "days"),
            "name": _("Median days to the licence"),
            "say": _("Median days to the licence: ")
            + ", ".join(f"{label} {value}" for label, value, _url in rows),
            "head": [_("Year") if numbers.by == "year" else _("Month"), _("Median days to the licence")],
            "rows": rows,
        }

    def row(self, numbers, took):
        """A stage, a holder or a bottleneck; its numbers open their cases as long as all of them were looked at."""
        holders = "、".join(str(Holder(holder).label) for holder in took.holder.split(",") if holder)
        linked, ran = numbers.now.issued <= MOST, "gap" if took.part == "gap" else "ran"
        return {
            "label": NAMES[took.part](took.code).label,
            "holder": holders if took.part == "stage" else "",
            "cases": took.cases,
            "cases_url": self.issued_url(numbers.period, f"&{ran}={took.code}") if linked else "",
            "median": said(took.median),
            "slow": said(took.slow),
            "late": took.late,
            "late_url": self.issued_url(numbers.period, f"&red={took.code}") if linked and took.late else "",
            "red": f"{took.red}%",
            "days": days_words(took.days),
        }

    def park_row(self, numbers, park, one):
        """A park beside the others."""
        more = f"&park={park.pk}"
        return {
            "label": park.name,
            "opened": one.opened,
            "opened_url": opened_door(numbers.period, f"{self.of_kind}{more}"),
            "issued": one.issued,
            "issued_url": self.issued_url(numbers.period, more),
            "median": said(one.median),
            "slow": said(one.slow),
            "on_target": NOTHING if one.on_target is None else f"{one.on_target}%",
            "in_target_url": self.issued_url(numbers.period, f"{more}&target=in"),
            "refused": one.refused,
            "refused_url": refused_door(numbers.period, f"{self.of_kind}{more}"),
            "saved": one.saved if one.limited else NOTHING,
        }


class StatisticsFile(StatisticsPage):
    """`/licensing/statistics.xlsx`: the same numbers as a workbook."""

    def get(self, request):
        """One sheet: what the tables of the page say."""
        numbers, _complaint = self.asked()
        period = numbers.period
        heads = [
            _("Table"), _("Name"), _("Cases"), _("Median days"), _("Nine in ten within, days"),
            _("Within the target or what was allowed"), _("Days in all"),
        ]  # fmt: skip
        file, _count = workbook_of(self.title, heads, self.lines(numbers))
        name = _("Licence assistance %(first)s to %(last)s") % {"first": period.first, "last": period.last}
        return download(file, f"{name}.xlsx")

    def lines(self, numbers):
        """Rows of the sheet."""

        def line(table, label, n):
            return [
                table,
                label,
                n.issued,
                n.median,
                n.slow,
                n.on_target,
                sum(d * k for d, k in n.counts.items()),
            ]

        yield line(_("All"), _("this period"), numbers.now)
        yield line(_("All"), _("the period before"), numbers.then)
        yield [_("All"), figures["CASES_OPENED"].label, numbers.now.opened, None, None, None, None]
        yield [_("All"), figures["CASES_REFUSED"].label, numbers.now.refused, None, None, None, None]
        limited = numbers.now
        yield [_("All"), _("Working days saved"), limited.limited, None, None, None, limited.saved]
        for took in numbers.holders():
            yield [_("Who had it"), Holder(took.code).label, *self.took(took)]
        for took in numbers.stages():
            yield [_("Stage"), Stage(took.code).label, *self.took(took)]
        for took in numbers.gaps():
            yield [_("What held it up"), Bottleneck(took.code).label, *self.took(took)[:3], None, took.days]
        for start, one in numbers.line():
            yield line(_("Course"), f"{start:%Y}" if numbers.by == "year" else f"{start:%Y-%m}", one)
        for park, one in numbers.by_park():
            yield line(_("Park"), park.name, one)

    def took(self, row):
        """Cases, median, slowest tenth, share within what was allowed, days in all."""
        within = None if row.red is None else 100 - row.red
        return [row.cases, row.median, row.slow, within, row.days]
