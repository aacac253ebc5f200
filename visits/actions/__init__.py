"""What is done to visits. Nothing else changes their status."""

from visits.actions.correct import (
    amend_visit,
    check_amend,
    check_void,
    may_amend,
    may_amend_freely,
    may_void,
    void_visit,
)
from visits.actions.log import check_open_plan, log_visit
from visits.actions.plan import PlanLine, cancel_visit, hand_over_plans, plan_visit, plan_visits, replan

__all__ = [
    "PlanLine",
    "amend_visit",
    "cancel_visit",
    "check_amend",
    "check_open_plan",
    "check_void",
    "hand_over_plans",
    "log_visit",
    "may_amend",
    "may_amend_freely",
    "may_void",
    "plan_visit",
    "plan_visits",
    "replan",
    "void_visit",
]
