"""Acts on licence cases: nothing else changes a state, a stage or a document."""

from licensing.actions.diagnosing import close_as_not_needed, record_diagnosis
from licensing.actions.ending import (
    issue_licence,
    refuse_licence,
    result_number,
    terminate_case,
    withdraw_case,
)
from licensing.actions.gaps import close_bottleneck, note_bottleneck, open_bottleneck
from licensing.actions.moving import give_case, hand_over_cases, hold_case, move_case, resume_case
from licensing.actions.opening import open_case
from licensing.actions.papers import return_document, settle_document, upload_document
from licensing.actions.talking import record_contact, settle_promise
from licensing.actions.writing import make_letter

__all__ = [
    "close_as_not_needed",
    "close_bottleneck",
    "give_case",
    "hand_over_cases",
    "hold_case",
    "issue_licence",
    "make_letter",
    "move_case",
    "note_bottleneck",
    "open_bottleneck",
    "open_case",
    "record_contact",
    "record_diagnosis",
    "refuse_licence",
    "result_number",
    "resume_case",
    "return_document",
    "settle_document",
    "settle_promise",
    "terminate_case",
    "upload_document",
    "withdraw_case",
]
