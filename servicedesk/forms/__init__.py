"""Forms of the service desk."""

from servicedesk.forms.acts import (
    AmendForm,
    AnswerForm,
    AskBackForm,
    AssignForm,
    EmptyForm,
    NoteForm,
    RateForm,
    ReasonForm,
    ReplyForm,
)
from servicedesk.forms.intake import ConsultationForm, LogForm, QuickLogForm, SubmitForm
from servicedesk.forms.status import StatusForm

__all__ = [
    "AmendForm",
    "AnswerForm",
    "AskBackForm",
    "AssignForm",
    "ConsultationForm",
    "EmptyForm",
    "LogForm",
    "NoteForm",
    "QuickLogForm",
    "RateForm",
    "ReasonForm",
    "ReplyForm",
    "StatusForm",
    "SubmitForm",
]
