"""Acts on licence cases: nothing else changes a state, a stage or a document."""

from licensing.actions.diagnosing import close_as_not_needed, record_diagnosis
from licensing.actions.ending import (
    issue_licence,
    refuse_licence,
    result_number,
    result_of,
    terminate_case,
    withdraw_case,
)
from licensing.actions.gaps import close_bottleneck, note_bottleneck, open_bottleneck
from licensing.actions.moving import give_case, hand_over_cases, hold_case, move_case, resume_case
from licensing.actions.opening import open_case
from licensing.actions.papers import return_document, settle_document, upload_document
from licensing.actions.refusing import ask_remedy, decide_remedy, try_again, waive_remedy
from licensing.actions.renewing import renew
from licensing.actions.reusing import take_document
from licensing.actions.talking import record_contact, settle_promise
from licensing.actions.testing import cancel_sample, deliver_samples, record_report, take_sample
from licensing.actions.writing import make_letter

__all__ = [
    "ask_remedy",
    "cancel_sample",
    "close_as_not_needed",
    "close_bottleneck",
    "decide_remedy",
    "deliver_samples",
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
    "record_report",
    "refuse_licence",
    "renew",
    "result_number",
    "result_of",
    "resume_case",
    "return_document",
    "settle_document",
    "settle_promise",
    "take_document",
    "take_sample",
    "terminate_case",
    "try_again",
    "upload_document",
    "waive_remedy",
    "withdraw_case",
]
