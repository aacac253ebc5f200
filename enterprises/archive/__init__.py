"""The quality archive: which sections apply, what state they are in, and who has confirmed them (DOMAIN §2).

How the states come about:

- What a section needs is data (`RequiredItem`): rows that have to be there, and fields that have to be filled in every
  row. BASIC needs fields of the master data. `required` and `present` are their numbers, `filled` the share in percent;
  the percentage of the archive is Σ present ÷ Σ required over its sections. What is on paper only is not filled.
- A section is EMPTY while its registers have no rows (BASIC: nothing but name and code) and nobody has seen it on
  paper; COMPLETE when all it needs is there and an officer has confirmed it as entered here (BASIC: either way); else PARTIAL. An officer who has seen it on
  paper confirms it so: that counts as PARTIAL.
- CERT and BRAND apply once there is any: a row, or one confirmed on paper. RECORD is filled by the system from visits,
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
    first_sections,
    refresh,
    refresh_all,
    still_true,
    take_back_section,
)
from enterprises.archive.shown import grid, meters_of, rows_of, shown
from enterprises.archive.states import (
    BASIC_LABELS,
    GRID,
    WHEN_ANY,
    applicable,
    completeness,
    having,
    in_state,
    stale,
    stale_before,
    state_of,
    sums_of,
)

__all__ = [
    "BASIC_LABELS",
    "GRID",
    "WHEN_ANY",
    "applicable",
    "begin",
    "check_applies",
    "completeness",
    "confirm_archive",
    "confirm_section",
    "confirmed",
    "first_sections",
    "grid",
    "having",
    "in_state",
    "meters_of",
    "refresh",
    "refresh_all",
    "rows_of",
    "shown",
    "stale",
    "stale_before",
    "state_of",
    "still_true",
    "sums_of",
    "take_back_section",
]
