"""Merging two records of one enterprise, and undoing it (FEATURES 1.6).

Everything that points at the merged record is found through the models (`refs`), so that a new app's key cannot be
forgotten: foreign keys (hidden ones and those of many-to-many tables too), pairs of content type and id, and the ids
without a key that `refs.PLAIN` names. `plan` works out what becomes of each row:

- It moves to the kept record.
- Where the kept record has the same thing already (a unique key says so), its row stays; the other one is taken out and
  kept in the `Merge`, and what hangs below it (files, standards, hours) goes to the row that stays.
- Rows that are worked out (sections of the archive, lines of a licence's scope) are not moved but worked out again.

The merged record stays as it was, with the status MERGED and where it went: nobody sees or counts it, its address leads
to the kept one. Undone, exactly what was moved goes back, what was taken out returns, and what was added since stays
with the kept record, unless it hangs below something that goes back.
"""

from enterprises.merging.acts import merge, undo, undoable
from enterprises.merging.offered import merge_acts
from enterprises.merging.plan import plan

__all__ = ["merge", "merge_acts", "plan", "undo", "undoable"]
