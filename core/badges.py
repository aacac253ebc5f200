"""Status badges: icon + word + tint. One map beside the choices; templates never choose a colour (look, rule 4)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Badge:
    """`css` is one of "", "ok", "warn", "bad", "info"; `icon` a Tabler outline icon; `label` 2-6 characters."""

    css: str
    icon: str
    label: str


def badge_of(obj, field="status"):
    """The badge of a choices field. Its enumeration stands in the model under the field's name in capitals (`status`:
    `Status`) and carries `BADGES = {value: (css, icon)}`."""
    choices = getattr(obj, field.title().replace("_", ""))
    css, icon = choices.BADGES[getattr(obj, field)]
    return Badge(css, icon, str(choices(getattr(obj, field)).label))
