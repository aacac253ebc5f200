"""Badges of enterprises that stand for more than one column: the archive as a whole, a section."""

from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.badges import Badge
from enterprises.models import Enterprise, SectionState

FLAG_WORDS = (
    "is_food",
    "uses_special_equipment",
    "needs_production_licence",
    "key_energy_user",
    "is_two_high",
)
FLAG_WARNINGS = ("in_abnormal_list", "serious_dishonest")


def section_badge(state):
    """The badge of a section's state."""
    css, icon = SectionState.BADGES[state]
    return Badge(css, icon, SectionState(state).label)


def archive_badge(enterprise, states):
    """The badge of an archive: built, to be updated, or not built with how many sections are missing."""
    states = list(states)
    empty, stale = states.count(SectionState.EMPTY), states.count(SectionState.STALE)
    return summed_badge(bool(enterprise.archive_built_on), empty, stale, get_language())


@lru_cache
def summed_badge(built, empty, stale, language):
    """The same, of how many sections are empty and how many are to be confirmed again."""
    if not built:
        words = ngettext("not built, %(n)s section missing", "not built, %(n)s sections missing", empty) % {
            "n": empty
        }
        return Badge("bad", "circle-dashed", words if empty else _("not confirmed"))
    if stale:
        return Badge("warn", "refresh-alert", _("to be updated"))
    return Badge("ok", "circle-check", _("built"))


def flag_badges(enterprise):
    """The marks an enterprise carries."""
    field = Enterprise._meta.get_field
    found = [Badge("", "tag", field(name).verbose_name) for name in FLAG_WORDS if getattr(enterprise, name)]
    found += [
        Badge("bad", "alert-octagon", field(name).verbose_name)
        for name in FLAG_WARNINGS
        if getattr(enterprise, name)
    ]
    return found
