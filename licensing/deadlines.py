"""What of a case is dated: its stage, what somebody promised, what the enterprise has to bring."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import STATION, Role
from core.clock import today
from enterprises import deadlines as archive
from licensing import kept_usual
from licensing.models import CaseContact, CaseDocument, CaseRemedy, Holder, LicenceCase, Sample, Status
from licensing.words import pace_words
from reminders.sources import DeadlineSource, register


@register
class Stages(DeadlineSource):
    """Who is in charge is reminded of the stage; the enterprise too while it has the baton."""

    code = "case-stage"
    label = _("stage of a licence case")
    icon = "certificate"
    act = _("Pass the baton on")
    act_address = "/licensing/{}/move/"
    act_roles = STATION
    model = LicenceCase
    lead_days = (1, 0, -3)
    address = "/licensing/{}/"
    order = 20

    def due(self, rows):
        """Cases that run."""
        return rows.running().annotate(
            **self.columns(
                due_on="stage_due_on",
                subject_id="enterprise_id",
                subject_label="enterprise__name",
                title="product",
            )
        )

    def said(self, object_ids):
        """Who has the baton for how long, and what is usual."""
        rows = kept_usual.with_usual(LicenceCase.objects.filter(pk__in=object_ids))
        return {row.pk: pace_words(row) for row in rows}

    def recipients(self, rows):
        """In charge; the people of the enterprise in its turn."""
        turn = rows.filter(holder=Holder.ENTERPRISE, enterprise__memberships__is_active=True)
        return [
            rows.values_list("pk", "owner_id"),
            turn.values_list("pk", "enterprise__memberships__user_id"),
        ]


class OfCase(DeadlineSource):
    """Something that belongs to a case."""

    def titled(self, rows, due_on, title):
        """With the columns of the ledger; the subject is the enterprise of the case."""
        return rows.annotate(
            **self.columns(
                due_on=due_on,
                subject_id=F("case__enterprise_id"),
                subject_label=F("case__enterprise__name"),
                title=title,
            )
        )


@register
class Promises(OfCase):
    """What authority or testing body promised for a day."""

    code = "case-promise"
    label = _("promise in a licence case")
    icon = "phone"
    act = _("What came of it")
    act_address = "/licensing/promises/{}/"
    act_roles = STATION
    model = CaseContact
    lead_days = (1, 0, -1)
    address = "/licensing/promises/{}/"
    order = 21

    def due(self, rows):
        """Open promises of open cases."""
        return self.titled(rows.owed().filter(case__closed_on=None), "promised_on", "promise")

    def recipients(self, rows):
        """In charge."""
        return [rows.values_list("pk", "case__owner_id")]


@register
class Documents(OfCase):
    """What the enterprise has to bring for a case."""

    code = "case-document"
    label = _("document of a licence case")
    icon = "file-upload"
    act = pgettext_lazy("document", "Upload")
    act_address = "/licensing/documents/{}/upload/"
    act_roles = frozenset({Role.ENTERPRISE})
    model = CaseDocument
    lead_days = (3, 1, 0, -1)
    address = "/licensing/documents/{}/upload/"
    order = 22

    def due(self, rows):
        """Missing documents with a day, of cases that run."""
        rows = rows.missing().filter(
            due_on__isnull=False, owed_by=Holder.ENTERPRISE, case__status=Status.RUNNING
        )
        return self.titled(rows, "due_on", "label")

    def recipients(self, rows):
        """The people of the enterprise, and who is in charge."""
        theirs = rows.filter(case__enterprise__memberships__is_active=True)
        return [
            theirs.values_list("pk", "case__enterprise__memberships__user_id"),
            rows.values_list("pk", "case__owner_id"),
        ]


@register
class Reports(OfCase):
    """A testing body has agreed to report by a day."""

    code = "sample-report"
    label = _("test report of a licence case")
    icon = "microscope"
    act = _("Record the report")
    act_address = "/licensing/samples/{}/report/"
    act_roles = STATION
    model = Sample
    lead_days = (1, 0, -1, -3)
    address = "/licensing/samples/{}/report/"
    order = 24

    def due(self, rows):
        """Samples in test."""
        return self.titled(rows.in_test(), "due_on", "name")

    def recipients(self, rows):
        """In charge of the case."""
        return [rows.values_list("pk", "case__owner_id")]


@register
class Remedies(OfCase):
    """Until when a refusal may be disputed."""

    code = "case-remedy"
    label = _("reconsideration of a refusal")
    icon = "gavel"
    act = _("Dispute the refusal")
    act_address = "/licensing/remedies/{}/"
    act_roles = STATION
    model = CaseRemedy
    lead_days = (30, 15, 7, 1)
    address = "/licensing/remedies/{}/"
    order = 23

    def due(self, rows):
        """Nothing asked for yet, not let be, and there is still time."""
        return self.titled(rows.open().filter(reconsider_by__gte=today()), "reconsider_by", "case__product")

    def recipients(self, rows):
        """In charge, and the people of the enterprise."""
        theirs = rows.filter(case__enterprise__memberships__is_active=True)
        return [
            rows.values_list("pk", "case__owner_id"),
            theirs.values_list("pk", "case__enterprise__memberships__user_id"),
        ]


# what runs out in the archive is renewed here
for _code, _register in (
    ("licence", "licences"),
    ("licence-apply", "licences"),
    ("certificate", "certificates"),
):
    archive.sources[_code].act = _("Renew")
    archive.sources[_code].act_address = f"/licensing/renew/{_register}/{{}}/"
