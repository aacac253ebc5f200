"""What stands beside the stages on the page of a case: its diagnosis."""

from urllib.parse import urlencode

from django.urls import reverse

from core.badges import Badge
from licensing.models import Verdict
from licensing.rights import may


def family(kind):
    """`IPL` of `IPL_NEW`: the licence, whatever is asked about it."""
    return kind.removesuffix("_NEW").removesuffix("_RENEW").removesuffix("_CHANGE")


def diagnosis_of(user, case, row):
    """What was found, as it stood then; where it is made while nothing was."""
    query = {"case": case.pk, "product": case.product, "enterprise": case.enterprise_id}
    url = f"{reverse('licensing:diagnosis')}?{urlencode(query)}" if may("diagnose", user, case) else ""
    if row is None:
        return {"url": url} if url else None
    css, icon = Verdict.BADGES[row.verdict]
    return {
        "badge": Badge(css, icon, row.get_verdict_display()),
        "said": row.said,
        "day": row.made_for,
        "other": bool(row.said.get("kind")) and family(row.said["kind"]) != family(case.kind),
        "url": url,
    }
