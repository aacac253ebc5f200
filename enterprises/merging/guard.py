"""Nothing is written for a record that was merged away: PostgreSQL looks, under a lock, when a row names its enterprise.

A merge locks both records FOR UPDATE and moves what it sees. A key is only checked at the commit, when the merged record
is still there; so a row written in another connection meanwhile would stay with it, seen by nobody. The trigger takes
the lock of the key at once: a merge waits for rows that are under way and moves them, and a row that comes during a merge
waits for it and is refused with a sentence. Every key to an enterprise gets the trigger, found as a merge finds it.
"""

import pgtrigger
from django.utils.translation import gettext_lazy as _

from core.acts import refusals
from enterprises.merging.refs import WORKED_OUT, keys_to

MERGED = "enterprise_merged"

refusals[MERGED] = _(
    "This enterprise was merged into another record meanwhile. Open that record and enter it there."
)


def guarded():
    """The keys that may not lead to a merged record; what was merged earlier and what is worked out are not rows of ours."""
    from enterprises.models import Enterprise

    return [
        ref
        for ref in keys_to(Enterprise)
        if ref.model is not Enterprise and ref.model._meta.label not in WORKED_OUT and ref.model._meta.managed
    ]


def register():
    """Give every key its trigger; `makemigrations` writes it down."""
    for ref in guarded():
        column = ref.model._meta.get_field(ref.column.removesuffix("_id")).column
        pgtrigger.register(_not_merged(column))(ref.model)


def _not_merged(column):
    return pgtrigger.Trigger(
        name=f"{column.removesuffix('_id')}_not_merged",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        func=(
            f"IF TG_OP = 'UPDATE' THEN IF NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN RETURN NEW; END IF; END IF; "
            f"PERFORM 1 FROM enterprises_enterprise WHERE id = NEW.{column} AND merged_into_id IS NULL FOR KEY SHARE; "
            f"IF NOT FOUND AND EXISTS (SELECT FROM enterprises_enterprise WHERE id = NEW.{column} "
            "AND merged_into_id IS NOT NULL) THEN "
            f"RAISE EXCEPTION 'enterprise % was merged', NEW.{column} "
            f"USING ERRCODE = 'check_violation', CONSTRAINT = '{MERGED}'; END IF; "
            "RETURN NEW;"
        ),
    )
