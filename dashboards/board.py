"""The manager's page in parts: tiles, what needs attention, archive grid, charts. Made of figures (core.figures)."""

from calendar import monthrange

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.badges import Badge
from core.counting import counts_of
from core.figures import figures, share
from core.reading import read
from dashboards import economy, licences
from dashboards.figures import PREFIX
from enterprises.archive import grid
from enterprises.models import Enterprise
from servicedesk.models import Category, ServiceRequest, Status
from visits.querysets import missed

FIGURES = (
    "ENTERPRISES_IN_PARK",
    "ARCHIVE_BUILT",
    "ENTERPRISES_VISITED",
    "CONSULTED_PERSONS",
    "REQUESTS_ON_TIME",
    "VISITS",
    "REQUESTS_SUBMITTED",
    "REQUESTS_OPEN",
    "SATISFACTION",
    "REQUESTS_BY_SUBJECT",
    "REQUESTS_OVERDUE",
    *licences.FIGURES,
)
TRENDS = (
    "ARCHIVE_BUILT",
    "ENTERPRISES_VISITED",
    "CONSULTED_PERSONS",
    "VISITS",
    "REQUESTS_SUBMITTED",
    "REQUESTS_DUE",
    "REQUESTS_KEPT",
    "REQUESTS_OPEN",
    "SATISFIED",
    "RATED",
    *licences.TRENDS,
)
GRID_COLUMNS = 60


def percent(value):
    """`94.64%`, or — without a base."""
    return "—" if value is None else f"{value.normalize():f}%" if value else "0%"


def percentage(value):
    """A share on a tile: without a base a dash, and no sign behind it."""
    return {"value": "—", "unit": ""} if value is None else {"value": f"{value:.1f}"}


def tile(code, period, **shown):
    """One tile: the figure's label, unit and door, and what is shown on it."""
    figure = figures[code]
    return {"label": figure.label, "unit": figure.unit, "url": figure.url(period), **shown}


def board_context(user, period):
    """Everything the page shows of a period."""
    stated = [code for code in figures if code.startswith(PREFIX)]
    reading = read([*FIGURES, *stated], user, period, TRENDS)
    return {
        "figs": tiles(reading),
        "licence_figs": licences.licence_tiles(reading, tile),
        "statistics_url": f"{reverse('licensing:statistics')}?{period.query}",
        "alerts": alerts(user, reading),
        "heat": heat(user),
        "visits_chart": visits_chart(reading),
        "categories": categories(reading),
        "states": states(reading),
        "economy": economy.latest(user, reading),
    }


def tiles(reading):
    """The eight numbers."""
    values, period = reading.values, reading.period
    total = values["ENTERPRISES_IN_PARK"]
    of_total = _("/ %(n)s") % {"n": total}
    built, visited = values["ARCHIVE_BUILT"], values["ENTERPRISES_VISITED"]
    visits, persons = reading.trend_values("VISITS"), reading.trend_values("CONSULTED_PERSONS")
    submitted = reading.trend_values("REQUESTS_SUBMITTED")
    missing = total - built
    return [
        tile(
            "ARCHIVE_BUILT",
            period,
            value=built,
            unit=of_total,
            trend=reading.trend_values("ARCHIVE_BUILT"),
            says=_("%(share)s built, %(n)s to go") % {"share": percent(share(built, total)), "n": missing}
            if missing
            else _("all built"),
        ),
        tile(
            "ENTERPRISES_VISITED",
            period,
            value=visited,
            unit=of_total,
            trend=reading.trend_values("ENTERPRISES_VISITED"),
            says=_("%(share)s covered, %(n)s visits in all")
            % {"share": percent(share(visited, total)), "n": values["VISITS"]},
        ),
        tile(
            "CONSULTED_PERSONS",
            period,
            value=values["CONSULTED_PERSONS"],
            trend=persons,
            says=quarters(persons),
        ),
        on_time_tile(reading),
        tile(
            "VISITS",
            period,
            value=values["VISITS"],
            trend=visits,
            says=_("%(n)s a month on average") % {"n": round(sum(visits) / len(visits))} if visits else "",
        ),
        tile(
            "REQUESTS_SUBMITTED",
            period,
            value=values["REQUESTS_SUBMITTED"],
            trend=submitted,
            says=quarters(submitted),
        ),
        open_tile(reading),
        tile(
            "SATISFACTION",
            period,
            **percentage(values["SATISFACTION"]),
            trend=shares(reading, "SATISFIED", "RATED"),
            says=ngettext("%(n)s rating", "%(n)s ratings", values["RATED"]) % {"n": values["RATED"]},
        ),
    ]


def shares(reading, part, whole):
    """The share month by month, where there is a base."""
    pairs = zip(reading.trend_values(part), reading.trend_values(whole), strict=True)
    return [float(share(n, of)) for n, of in pairs if of]


def on_time_tile(reading):
    """Share of requests finished on time."""
    values, period = reading.values, reading.period
    due, kept = values["REQUESTS_DUE"], values["REQUESTS_KEPT"]
    return tile(
        "REQUESTS_ON_TIME",
        period,
        **percentage(values["REQUESTS_ON_TIME"]),
        trend=shares(reading, "REQUESTS_KEPT", "REQUESTS_DUE"),
        says=_("%(due)s finished, %(kept)s on time") % {"due": due, "kept": kept},
    )


def open_tile(reading):
    """What is open today, whatever the period."""
    values, period = reading.values, reading.period
    late = values["REQUESTS_OVERDUE"]
    return tile(
        "REQUESTS_OPEN",
        period,
        value=values["REQUESTS_OPEN"],
        trend=reading.trend_values("REQUESTS_OPEN"),
        says=ngettext("%(n)s overdue", "%(n)s overdue", late) % {"n": late} if late else _("none overdue"),
        tone="bad" if late else "",
        says_icon="alert-circle",
    )


def quarters(values):
    """`上季 79，本季 92`: the last three months of the period beside the three before."""
    if len(values) < 6:
        return ""
    return _("quarter before %(before)s, last quarter %(last)s") % {
        "before": sum(values[-6:-3]),
        "last": sum(values[-3:]),
    }


def alerts(user, reading):
    """What needs attention today, each with its door; nothing that is fine."""
    rows = {
        "missed": missed(user),
        "unassigned": ServiceRequest.objects.visible_to(user).open().filter(status=Status.REGISTERED),
        "unbuilt": Enterprise.objects.visible_to(user).in_park().filter(archive_built_on=None),
    }
    unsettled = figures["PRODUCTS_UNSETTLED"]
    if (
        not user.sees_all_parks
    ):  # the products of all parks are too many to look at on every visit of the page
        rows["unsettled"] = unsettled.rows(user, reading.period)
    n = {**counts_of(rows), "late": reading.values["REQUESTS_OVERDUE"]}
    found = []
    if n["late"]:
        found.append(
            {
                "badge": Badge("bad", "alert-octagon", _("overdue")),
                "title": ngettext("%(n)s request is overdue", "%(n)s requests are overdue", n["late"])
                % {"n": n["late"]},
                "url": reverse("servicedesk:requests") + "?tab=late",
                "act": _("See %(n)s") % {"n": n["late"]},
            }
        )
    if n["unassigned"]:
        found.append(
            {
                "badge": Badge("warn", "inbox", _("not assigned")),
                "title": ngettext(
                    "%(n)s request is in nobody's hands",
                    "%(n)s requests are in nobody's hands",
                    n["unassigned"],
                )
                % {"n": n["unassigned"]},
                "url": reverse("servicedesk:requests") + "?status=REGISTERED",
                "act": _("See %(n)s") % {"n": n["unassigned"]},
            }
        )
    if n["missed"]:
        found.append(
            {
                "badge": Badge("warn", "walk", _("not visited")),
                "title": ngettext(
                    "%(n)s enterprise was not visited for too long",
                    "%(n)s enterprises were not visited for too long",
                    n["missed"],
                )
                % {"n": n["missed"]},
                "url": reverse("visits:missed"),
                "act": ngettext("See %(n)s enterprise", "See %(n)s enterprises", n["missed"])
                % {"n": n["missed"]},
            }
        )
    if n["unbuilt"]:
        found.append(
            {
                "badge": Badge("info", "folder-off", _("no archive")),
                "title": ngettext(
                    "%(n)s enterprise has no complete archive yet",
                    "%(n)s enterprises have no complete archive yet",
                    n["unbuilt"],
                )
                % {"n": n["unbuilt"]},
                "url": reverse("enterprises:list") + "?built=no",
                "act": ngettext("See %(n)s enterprise", "See %(n)s enterprises", n["unbuilt"])
                % {"n": n["unbuilt"]},
            }
        )
    if n.get("unsettled"):
        found.append(
            {
                "badge": Badge("warn", "book", _("standards")),
                "title": ngettext(
                    "%(n)s product has no standard, an undeclared or an obsolete one",
                    "%(n)s products have no standard, an undeclared or an obsolete one",
                    n["unsettled"],
                )
                % {"n": n["unsettled"]},
                "url": unsettled.url(reading.period),
                "act": _("See %(n)s") % {"n": n["unsettled"]},
            }
        )
    return found


def heat(user):
    """The grid enterprises × sections for one park of up to 60 enterprises; larger parks use the list (None)."""
    if user.park_id is None:
        return None
    return grid(user, user.park, limit=GRID_COLUMNS)


def visits_chart(reading):
    """Visits by month, as chart and table."""
    months = reading.trend("VISITS")
    url = figures["VISITS"].url(reading.period)
    rows, words = [], []
    for position, (month, value) in enumerate(months):
        label = (
            _("%(y)s-%(m)s") % {"y": f"{month:%y}", "m": month.month}
            if position == 0 or month.month == 1
            else (_("month %(m)s") % {"m": month.month})
        )
        rows.append((label, value, reverse("visits:list") + month_query(month)))
        words.append(f"{label} {value}")
    total = sum(value for _month, value in months)
    best = max(months, key=lambda pair: pair[1], default=None)
    caption = ""
    if total:
        caption = _("%(mean)s a month on average; most in month %(month)s (%(n)s).") % {
            "mean": round(total / len(months)),
            "month": best[0].month,
            "n": best[1],
        }
    return {
        "id": "chart-visits",
        "kind": "bar",
        "unit": _("times"),
        "name": _("Visits"),
        "say": _("Visits by month: ") + ", ".join(words),
        "head": [_("Month"), _("Visits")],
        "rows": rows,
        "url": url,
        "total": ngettext("%(n)s visit", "%(n)s visits", total) % {"n": total},
        "caption": caption or _("No visit in this period."),
        "is_empty": not total,
    }


def month_query(month):
    """`?from=2010-03-01&to=2010-03-31`"""
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return f"?from={month:%Y-%m-%d}&to={last:%Y-%m-%d}"


def categories(reading):
    """Requests submitted in the period, by subject."""
    names = {category.pk: category.name for category in Category.objects.all()}
    found = reading.details.get("REQUESTS_BY_SUBJECT", {})
    counted = sorted(
        ((code, names[code], n) for code, n in found.items() if n), key=lambda row: (-row[2], row[0])
    )
    url = figures["REQUESTS_SUBMITTED"].url(reading.period)
    total = sum(n for _code, _name, n in counted)
    bars = [
        {
            "label": name,
            "url": f"{url}&category={code}",
            "value": n,
            "shown": ngettext("%(n)s request", "%(n)s requests", n) % {"n": n},
            "small": f"{round(n * 100 / total)}%",
        }
        for code, name, n in counted
    ]
    return {
        "bars": bars,
        "max": max((n for _code, _name, n in counted), default=1),
        "url": url,
        "total": ngettext("%(n)s request", "%(n)s requests", total) % {"n": total},
        "caption": _("Most about %(name)s.") % {"name": bars[0]["label"]}
        if bars
        else _("No request in this period."),
    }


def states(reading):
    """Requests submitted in the period, by state."""
    counted = {code: n for code, n in reading.details.get("REQUESTS_SUBMITTED", {}).items() if n}
    url = figures["REQUESTS_SUBMITTED"].url(reading.period)
    return {
        "bars": [
            {
                "label": Status(code).label,
                "url": f"{url}&status={code}",
                "value": counted[code],
                "shown": ngettext("%(n)s request", "%(n)s requests", counted[code]) % {"n": counted[code]},
            }
            for code in Status.values
            if code in counted
        ],
        "max": max(counted.values(), default=1),
    }
