"""What stands beside the stages on the page of a case: its diagnosis, what it renews or follows, a refusal, what may
serve as a document."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from core.badges import Badge
from core.due import short_day
from licensing.actions import reusing
from licensing.models import CaseContact, CaseDiagnosis, CaseRemedy, LicenceCase, ProcedureDocument, Verdict
from licensing.rights import may


def parts(user, case):
    """What of it is read with the page, in the order of `Beside`."""
    before = CaseContact.objects.visible_to(user).filter(case_id=case.follows_id).select_related("by")
    looks = case.is_open and may("upload", user, case)
    licences, certificates, earlier = reusing.sources(case)
    return (
        CaseDiagnosis.objects.filter(case=case),
        CaseRemedy.objects.filter(case=case),
        LicenceCase.objects.visible_to(user).filter(follows=case).order_by("-pk"),
        before if case.follows_id else before.none(),
        licences if looks else licences.none(),
        certificates if looks else certificates.none(),
        earlier if looks else earlier.none(),
        ProcedureDocument.objects.filter(procedure=case.procedure_id),
    )


def family(kind):
    """`IPL` of `IPL_NEW`: the licence, whatever is asked about it."""
    return kind.removesuffix("_NEW").removesuffix("_RENEW").removesuffix("_CHANGE")


class Beside:
    """Made of a case and of what `parts` gave."""

    def __init__(
        self, user, case, diagnoses, remedies, followers, before, licences, certificates, earlier, wanted
    ):
        self.user, self.case = user, case
        self.found, self.remedy = next(iter(diagnoses), None), next(iter(remedies), None)
        self.followers, self.before = list(followers), list(before)
        self.licences, self.certificates, self.earlier = list(licences), list(certificates), list(earlier)
        self.kinds = {row.label: row.licence_kind for row in wanted}

    def diagnosis(self):
        """What was found, as it stood then; where it is made while nothing was."""
        case, row = self.case, self.found
        query = {"case": case.pk, "product": case.product, "enterprise": case.enterprise_id}
        asked = may("diagnose", self.user, case)
        url = f"{reverse('licensing:diagnosis')}?{urlencode(query)}" if asked else ""
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

    def facts(self):
        """[(label, words, address)] of what it renews, follows and is followed by."""
        case, found = self.case, []
        for row in (case.renews, case.renews_certificate):
            if row is not None:
                number = getattr(row, "number", "") or getattr(row, "cert_no", "")
                found.append((_("Renews"), f"{row} {number}", row.get_absolute_url()))
        if case.follows_id:
            found.append(
                (_("Follows the refused case"), case.follows.number, case.follows.get_absolute_url())
            )
        found += [(_("Begun anew as"), row.number, row.get_absolute_url()) for row in self.followers]
        return found

    def refusal(self):
        """Reasons, until when it may be disputed, what came of it, what may be done; None where nothing was refused."""
        case, remedy, user = self.case, self.remedy, self.user
        if remedy is None and case.status != LicenceCase.Status.REFUSED:
            return None
        pk, acts = [case.pk], []
        state = remedy.status if remedy else "OPEN"
        if may("dispute", user, case):
            if state in ("OPEN", "WAIVED", "UPHELD"):
                url = reverse("licensing:dispute", args=pk)
                acts.append({"label": _("Dispute the refusal"), "url": url, "icon": "gavel"})
            if state == "OPEN":
                url, why = reverse("licensing:let_be", args=pk), {"label": _("Reason")}
                acts.append(
                    {"label": _("Accept the refusal"), "url": url, "icon": "circle-minus", "reason": why}
                )
            if state == "ASKED":
                url = reverse("licensing:dispute_outcome", args=pk)
                acts.append(
                    {"label": _("What came of the dispute"), "url": url, "icon": "gavel", "primary": True}
                )
        if may("again", user, case):
            url = reverse("licensing:again", args=pk)
            new = {"label": _("New case out of this one"), "url": url, "icon": "plus", "post": True}
            acts.append(new | {"primary": state != "ASKED"})
        return {"remedy": remedy, "reasons": case.end_reason or getattr(remedy, "refusal", ""), "acts": acts}

    def taken(self, document):
        """What may serve as a document that is not there: the best as one click, and how many more there are."""
        if document.is_there or not may("upload", self.user, self.case):
            return None
        offered = reusing.offers_for(document, self.licences, self.certificates, self.earlier, self.kinds)
        if not offered:
            return None
        url, best = reverse("licensing:reuse", args=[document.pk]), offered[0]
        return {
            "url": url,
            "what": best.key if best.fits else "",
            "label": f"{best.label} · {best.line2}" if best.fits else "",
            "more": len(offered) - best.fits,
        }

    def history(self):
        """[(day, who, what)] of contacts of the refused case before."""
        return [
            {
                "day": short_day(row.happened_at.date()),
                "who": " · ".join(part for part in (row.get_party_display(), row.person) if part),
                "text": row.text,
            }
            for row in self.before
        ]
