"""Documents of the checklist: brought, looked at, sent back, left out."""

from django.utils.translation import gettext as _

from core import attachments
from core.acts import act
from core.clock import today
from core.models import Attachment
from core.transitions import TransitionError, locked
from licensing import telling
from licensing.actions.steps import line, take_up
from licensing.models import CaseDocument, Paper


def locked_paper(right, document_id, user):
    """(case, document), both locked, the case first."""
    rows = CaseDocument.objects.visible_to(user)
    case_id = rows.values_list("case_id", flat=True).get(pk=document_id)
    case = take_up(right, case_id, user)
    document = locked(rows, document_id)
    document.case = case
    return case, document


def save_paper(document, **changes):
    """Change columns of a document, in the caller's act."""
    for name, value in changes.items():
        setattr(document, name, value)
    document.save(update_fields=[*changes, "updated_at"])


def upload_document(document_id, user, *, files=(), note=""):
    """Files for a document: of the enterprise they wait for the station, the station's own are there at once."""
    with act():
        case, document = locked_paper("upload", document_id, user)
        if document.status == Paper.WAIVED:
            raise TransitionError(_("“%(label)s” is not needed any more.") % {"label": document.label})
        if document.status == Paper.RECEIVED and not user.is_station:
            raise TransitionError(
                _("“%(label)s” is there and was looked at. Ask the station to send it back first.")
                % {"label": document.label}
            )
        attachments.attach_all(document, files, user)
        if user.is_station:
            save_paper(document, status=Paper.RECEIVED, settled_on=today(), settled_by=user, note=note)
        else:
            save_paper(document, status=Paper.PROVIDED, note=note)
            telling.provided(case, document)
        line("case_document", case, user, label=document.label, state=str(document.get_status_display()))
    return document


def settle_document(document_id, user, *, status, note=""):
    """It is there, or it is not needed (with a reason)."""
    with act():
        case, document = locked_paper("paper", document_id, user)
        if status == Paper.WAIVED and not note.strip():
            raise TransitionError(_("Say why it is not needed."))
        if status not in (Paper.RECEIVED, Paper.WAIVED) or document.status == status:
            raise TransitionError(
                _("“%(label)s” stands at “%(state)s” already.")
                % {"label": document.label, "state": document.get_status_display()}
            )
        save_paper(document, status=status, settled_on=today(), settled_by=user, note=note)
        line("case_document", case, user, label=document.label, state=str(document.get_status_display()))
    return document


def return_document(document_id, user, *, note, due_on=None):
    """It is missing, or has to be brought again: what is wrong with it, and until when."""
    with act():
        case, document = locked_paper("paper", document_id, user)
        if due_on and due_on < today():
            raise TransitionError(_("This day is over. Choose one from today on."))
        if document.taken_id:
            give_back(document, user, note)
        save_paper(
            document,
            status=Paper.MISSING,
            source="",
            taken_type=None,
            taken_id=None,
            settled_on=None,
            settled_by=None,
            note=note,
            due_on=due_on,
        )
        line("case_document", case, user, label=document.label, state=str(document.get_status_display()))
        telling.asked_for(case, document)
    return document


def give_back(document, user, reason):
    """The files a document shares with what it was taken from go; the station's and the enterprise's own stay."""
    theirs = Attachment.objects.filter(object_type=document.taken_type_id, object_id=document.taken_id)
    for attachment in attachments.attachments_of(document).filter(file__in=theirs.values("file")):
        attachments.remove(attachment, user, reason)
