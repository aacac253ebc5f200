"""The quality archive: which sections apply, what state they are in, and who has confirmed them (DOMAIN §2).

How the states come about, until the registers of the sections are kept in the station:

- BASIC is what is in the master data. `BASIC_REQUIRED` lists what it needs; `filled` is the share of that which is
  there. Name and code alone make no section (they are needed to register at all): it is EMPTY until something else is
  known or an officer has seen it on paper, COMPLETE when everything is there and an officer has confirmed it, else
  PARTIAL.
- Another section needs two things: that it is kept, and that it is entered here. An officer who has seen it on paper
  confirms the first; that counts as PARTIAL (50 %). Without it the section is EMPTY.
- CERT and BRAND apply once there is any; to confirm one on paper says so. RECORD is filled by the system from visits,
  requests and notices and is neither confirmed nor counted.
- STALE is computed when it is read: confirmed more than 12 months ago, counted from max(confirmed on, `live_from`).
  It still counts as built.

An archive is built (建档, "53 of 56") when BASIC and every applicable section are at least PARTIAL and an officer of
the station has confirmed the archive as a whole. `archive_built_on` is the first day on which all of that held; it
falls back to nothing when one of the conditions falls, e.g. when food production begins and nobody has seen the food
section.
"""

from enterprises.archive.acts import (
    begin,
    check_applies,
    confirm_archive,
    confirm_section,
    confirmed,
    refresh,
    take_back_section,
)
from enterprises.archive.shown import grid, meters_of, rows_of, shown
from enterprises.archive.states import (
    BASIC_REQUIRED,
    GRID,
    WHEN_ANY,
    applicable,
    completeness,
    having,
    in_state,
    missing_basics,
    stale,
    stale_before,
    state_of,
)

__all__ = [
    "BASIC_REQUIRED",
    "GRID",
    "WHEN_ANY",
    "applicable",
    "begin",
    "check_applies",
    "completeness",
    "confirm_archive",
    "confirm_section",
    "confirmed",
    "grid",
    "having",
    "in_state",
    "meters_of",
    "missing_basics",
    "refresh",
    "rows_of",
    "shown",
    "stale",
    "stale_before",
    "state_of",
    "take_back_section",
]
