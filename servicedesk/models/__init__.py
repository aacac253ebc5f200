"""Service requests and consultations: the one inbox for web, phone, walk-in and visit (DOMAIN §14)."""

from servicedesk.models.choices import FLOW, SATISFIED, Category, CategoryWord, Channel, PromiseRule, Status
from servicedesk.models.consultation import Consultation, StatusAttempt
from servicedesk.models.request import RequestMessage, RequestPause, ServiceRequest

__all__ = [
    "FLOW",
    "SATISFIED",
    "Category",
    "CategoryWord",
    "Channel",
    "Consultation",
    "PromiseRule",
    "RequestMessage",
    "RequestPause",
    "ServiceRequest",
    "Status",
    "StatusAttempt",
]
