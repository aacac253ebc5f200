"""Licence assistance on the manager's page: how long it takes, the share in time, what is over its target."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.figures import figures

FIGURES = (
    "LICENCE_TURNAROUND",
    "LICENCE_ON_TARGET",
    "CASES_OVER_TARGET",
    "CASES_OPEN",
    "CASES_WITH_ENTERPRISE",
    "CASES_WITH_BODY",
    "CASES_WITH_AUTHORITY",
)
TRENDS = ("CASES_ISSUED", "CASES_OPEN")


def licence_tiles(reading, tile):
    """Median, share in time, over target, open; each opens its rows."""
    values, period = reading.values, reading.period
    issued, late, middle = values["CASES_ISSUED"], values["CASES_OVER_TARGET"], values["LICENCE_TURNAROUND"]
    in_time = values["LICENCE_ON_TARGET"]
    unit = figures["LICENCE_TURNAROUND"].unit
    return [
        tile(
            "LICENCE_TURNAROUND",
            period,
            **{"value": "—", "unit": ""} if middle is None else {"value": f"{middle}", "unit": unit},
            says=ngettext("%(n)s licence issued", "%(n)s licences issued", issued) % {"n": issued},
        ),
        tile(
            "LICENCE_ON_TARGET",
            period,
            **{"value": "—", "unit": ""} if in_time is None else {"value": f"{in_time:.1f}"},
            trend=reading.trend_values("CASES_ISSUED"),
            says=_("%(n)s by the target day of the case") % {"n": values["CASES_IN_TARGET"]},
        ),
        tile(
            "CASES_OVER_TARGET",
            period,
            value=late,
            says=_("past their target day today") if late else _("none over target"),
            tone="bad" if late else "",
            says_icon="alert-circle",
        ),
        tile(
            "CASES_OPEN",
            period,
            value=values["CASES_OPEN"],
            trend=reading.trend_values("CASES_OPEN"),
            says=_("enterprise %(enterprise)s, testing body %(body)s, authority %(authority)s")
            % {
                "enterprise": values["CASES_WITH_ENTERPRISE"],
                "body": values["CASES_WITH_BODY"],
                "authority": values["CASES_WITH_AUTHORITY"],
            },
        ),
    ]
