"""The departments that may take part in a station (DOMAIN §1.6), offered when a park is set up."""

import json
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def offered():
    """[{code, name, short_name, usual}]: the usual five are ticked beforehand."""
    return json.loads(
        (Path(__file__).resolve().parent / "data" / "departments.json").read_text(encoding="utf-8")
    )
