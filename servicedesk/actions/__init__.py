"""What is done to requests and consultations. Nothing else changes a status; pages, jobs and imports call these.

`at` dates an act back (imported history, the demo): then nobody is told.
"""

from servicedesk.actions.consultations import amend_consultation, log_consultation
from servicedesk.actions.handling import (
    add_note,
    amend_request,
    answer_request,
    ask_back,
    assign_request,
    close_request,
    start_request,
)
from servicedesk.actions.intake import Need, create_requests, log_request, submit_request
from servicedesk.actions.jobs import close_answered, forget_attempts, hand_over_requests
from servicedesk.actions.own import rate_request, reopen_request, reply_request, withdraw_request

__all__ = [
    "Need",
    "add_note",
    "amend_consultation",
    "amend_request",
    "answer_request",
    "ask_back",
    "assign_request",
    "close_answered",
    "close_request",
    "create_requests",
    "forget_attempts",
    "hand_over_requests",
    "log_consultation",
    "log_request",
    "rate_request",
    "reopen_request",
    "reply_request",
    "start_request",
    "submit_request",
    "withdraw_request",
]
