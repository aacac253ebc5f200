"""What is there already serves again: licences and certificates of the archive, documents of earlier cases."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, Subquery
from django.utils.translation import gettext as _

from core import attachments
from core.acts import act
from core.clock import today
from core.ids import row_id
from core.models import Attachment
from core.transitions import TransitionError
from enterprises.models import Certificate, Licence
from licensing import telling
from licensing.actions.papers import locked_paper, save_paper
from licensing.actions.steps import line
from licensing.models import CaseDocument, Paper

LOOKED_AT = 200  # documents of earlier cases, the newest first


@dataclass(frozen=True)
class Found:
    """Something that may serve as a document. `key` names it in a form; `fits` that it is the same kind or label."""

    key: str
    label: str
    line2: str
    row: object
    fits: bool

    @property
    def url(self):
        """Its page."""
        return self.row.get_absolute_url()


def sources(case):
    """(licences, certificates, earlier documents) of the enterprise that may serve, to be read together."""
    valid = Q(due_on=None) | Q(due_on__gte=today())
    earlier = CaseDocument.objects.filter(case__enterprise_id=case.enterprise_id, status=Paper.RECEIVED)
    return (
        Licence.objects.filter(valid, enterprise_id=case.enterprise_id).live().order_by("-valid_to", "-pk"),
        Certificate.objects.filter(valid, enterprise_id=case.enterprise_id)
        .live()
        .order_by("-valid_to", "-pk"),
        earlier.exclude(case_id=case.pk)
        .exclude(
            taken_id__isnull=False
        )  # what was taken from the archive is offered from there, while it is valid
        .select_related("case")
        .order_by("-settled_on", "-pk")[:LOOKED_AT],
    )


def offers_for(document, licences, certificates, earlier, kinds):
    """[Found] for one document, what fits first; `kinds` maps labels to the kind of licence that serves."""
    wanted, found, seen = kinds.get(document.label, ""), [], set()
    for row in earlier:
        if row.label == document.label:
            day = row.settled_on or row.updated_at.date()
            line2 = _("%(number)s, received %(day)s") % {"number": row.case.number, "day": f"{day}"}
            found.append(Found(f"document-{row.pk}", row.label, line2, row, True))
    for name, rows in (("licence", licences), ("certificate", certificates)):
        for row in rows:
            said = str(row)
            fits = (name == "licence" and row.kind == wanted) or said in document.label
            number = getattr(row, "number", "") or getattr(row, "cert_no", "")
            until = f"{row.due_on}" if row.due_on else _("without end")
            line2 = _("%(number)s, valid to %(day)s") % {"number": number, "day": until}
            found.append(Found(f"{name}-{row.pk}", said, line2, row, fits))
    found = [each for each in found if not (each.key in seen or seen.add(each.key))]
    return sorted(found, key=lambda each: (not each.fits, each.key.startswith("document")))


def named(case, key):
    """The row a key of a form names, when it may serve for this case; None otherwise."""
    name, _dash, pk = str(key).partition("-")
    places = dict(zip(("licence", "certificate", "document"), sources(case), strict=True))
    if name not in places or row_id(pk) is None:
        return None
    rows = places[name]
    return next((row for row in rows if row.pk == row_id(pk)), None)


def source_of(row):
    """Where something came from, in words."""
    if isinstance(row, CaseDocument):
        return f"{row.case.number} · {row.label}"
    return f"{row} {getattr(row, 'number', '') or getattr(row, 'cert_no', '')}".strip()[:200]


def take_document(document_id, user, key):
    """Take what is there already: its files are shared, not copied. The enterprise's choice is looked at first."""
    with act():
        case, document = locked_paper("upload", document_id, user)
        if document.status not in Paper.OPEN:
            raise TransitionError(
                _("“%(label)s” stands at “%(state)s” already.")
                % {"label": document.label, "state": document.get_status_display()}
            )
        row = named(case, key)
        if row is None:
            raise TransitionError(_("What you chose is not there any more, or is no longer valid."))
        attachments.share(document, attachments.attachments_of(row), user)
        status = Paper.RECEIVED if user.is_station else Paper.PROVIDED
        save_paper(
            document,
            status=status,
            source=source_of(row),
            taken_type=ContentType.objects.get_for_model(row),
            taken_id=row.pk,
            settled_on=today() if user.is_station else None,
            settled_by=user if user.is_station else None,
        )
        line("case_document", case, user, label=document.label, state=str(document.get_status_display()))
        if not user.is_station:
            telling.provided(case, document)
    return document


def parts_of(cases):
    """(documents, their files) of the first case of a queryset, to be read together."""
    documents = CaseDocument.objects.filter(case_id=Subquery(cases.values("pk")[:1]))
    documents = documents.filter(status__in=(Paper.RECEIVED, Paper.WAIVED))
    kind = ContentType.objects.get_for_model(CaseDocument)
    files = Attachment.objects.filter(object_type=kind, object_id__in=documents.values("pk"), removed_at=None)
    return documents, files.order_by("position", "pk")


class Carried:
    """The documents of an earlier case come along under the same labels; `status` says how (None: as they stood)."""

    def __init__(self, before, documents, files, user, status=None):
        self.before, self.user, self.status = before, user, status
        self.documents = {row.label: row for row in documents if not (status and row.status == Paper.WAIVED)}
        self.files = {}
        for row in files:
            self.files.setdefault(row.object_id, []).append(row)

    def columns(self, label, on):
        """The columns of a document of the new case, or None."""
        old = self.documents.get(label)
        if old is None:
            return None
        status = self.status or old.status
        there = status in (Paper.RECEIVED, Paper.WAIVED)
        return {
            "status": status,
            "source": f"{self.before.number} · {label}"[:200],
            "note": old.note,
            "taken_type": ContentType.objects.get_for_model(CaseDocument),
            "taken_id": old.pk,
            "settled_on": on if there else None,
            "settled_by": self.user if there else None,
        }

    def share(self, made):
        """The files of what came along."""
        kind = ContentType.objects.get_for_model(CaseDocument)
        for document in made:
            if document.taken_type_id == kind.pk and (files := self.files.get(document.taken_id)):
                attachments.share(document, files, self.user)
