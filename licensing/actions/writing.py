"""Letters about a case."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.acts import act
from core.clock import today
from core.numbering import format_number, take_numbers
from licensing import letters
from licensing.actions.steps import line, take_up
from licensing.models import CaseLetter

KIND = "HJ"


def make_letter(case_id, user, kind, *, to, text):
    """A letter with its number, as it was written; the course of the case says that it was made."""
    with act(), override(settings.LANGUAGE_CODE):
        case = take_up("letter", case_id, user)
        documents = list(case.documents.all())
        letters.check(kind, case, documents)
        (number,) = take_numbers(case.park_id, KIND, today().year)
        letter = CaseLetter.objects.create(
            park_id=case.park_id,
            case=case,
            number=format_number(KIND, today().year, number),
            kind=kind,
            to=to,
            title=letters.title(kind, case),
            text=text,
            documents=letters.listed(kind, documents),
            sender=_("Quality workstation of %(park)s") % {"park": case.park.name},
            dated_on=today(),
            made_by=user,
        )
        line(
            "case_letter",
            case,
            user,
            internal=True,
            letter=letter.number,
            kind=str(letter.get_kind_display()),
            to=to,
        )
    return letter
