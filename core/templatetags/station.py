"""The tags and filters every template may use (they are built-ins of the engine; nothing to load).

Small parts only: an icon, a badge, a due date, a spark line, a form field, dates as the look sets them. Larger
parts are includes in `templates/components/`, each with its contract in a comment.
"""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core import masking
from core.clock import now, today
from core.due import short_day, weekday
from core.fieldset import errors_of, render_field
from core.kept_words import kept_words

register = template.Library()

TONES = {"", "ok", "warn", "bad", "info"}


# ---- icons, badges, due dates ----------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _icon(name, label, css):
    classes = f"ti {css}".strip()
    href = f"{static('vendor/icons.svg')}#i-{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', classes, href
    )


@register.simple_tag
def icon(name, label="", css=""):
    """A Tabler outline icon of the sprite. Decorative unless it has a `label`."""
    return _icon(str(name), str(label), css) if name else ""


@register.simple_tag
def status(badge, look="st"):
    """A `core.badges.Badge`: icon + word on a tint (`look="tx"`: the same as a line of text, for tables)."""
    return _status(badge.css, badge.icon, str(badge.label), look) if badge else ""


@lru_cache(maxsize=2048)
def _status(css, icon_name, label, look):
    tone = f" {look}-{css}" if css in TONES and css else ""
    return format_html('<span class="{}{}">{}{}</span>', look, tone, icon(icon_name), label)


@register.simple_tag
def due(due):
    """A `core.due.Due`: the date above, its distance below."""
    return _due(due) if due else ""


@lru_cache(maxsize=2048)
def _due(due):
    shown = due.line1
    if due.date:
        shown = format_html('<time class="nb" datetime="{}">{}</time>', due.date.isoformat(), due.line1)
    second = format_html("<span>{}{}</span>", icon(due.icon), due.line2) if due.line2 else ""
    return format_html(
        '<div class="due{}"><b>{}</b>{}</div>', f" {due.level}" if due.level else "", shown, second
    )


@register.simple_tag
def due_line(due):
    """A Due in one line, as in the mini lists: only its distance, tinted."""
    if not due:
        return ""
    tone = {"soon": " tx-warn", "late": " tx-bad"}.get(due.level, "")
    return format_html('<span class="tx{}">{}{}</span>', tone, icon(due.icon), due.line2 or due.line1)


@register.simple_tag
def stars(score, out_of=5):
    """A rating: filled and empty stars with the words for it."""
    if score is None:
        return ""
    words = _("%(score)s of %(out_of)s stars") % {"score": score, "out_of": out_of}
    return format_html(
        '<span class="stars-r" role="img" aria-label="{}">{}</span>',
        words,
        "★" * int(score) + "☆" * (int(out_of) - int(score)),
    )


# ---- figures ---------------------------------------------------------------------------------------------------------


def spark_points(values, goal=None, width=88, height=28, pad=2, top=3):
    """Coordinates of a spark line: ([(x, y)], y of the goal or None). Gaps (None) are left out."""
    numbers = [float(value) for value in values if value is not None]
    if not numbers:
        return [], None
    goal = None if goal == "" else goal  # a tile without a goal
    span = [*numbers, float(goal)] if goal is not None else numbers
    low, high = min(span), max(span)
    room = height - 2 * top

    def y(value):
        if high == low:
            return round(height / 2, 1)
        return round(top + (high - float(value)) / (high - low) * room, 1)

    step = (width - 2 * pad) / (len(values) - 1) if len(values) > 1 else 0
    points = [
        (round(pad + step * place, 1), y(value)) for place, value in enumerate(values) if value is not None
    ]
    return points, None if goal is None else y(goal)


@register.simple_tag
def sparkline(values, goal=None):
    """A line of the last values with a dot on the newest and a dashed goal; drawn by the server, hidden from speech."""
    points, goal_y = spark_points(list(values or []), goal)
    if len(points) < 2:
        return ""
    line = (
        format_html('<line class="goal" x1="0" x2="88" y1="{}" y2="{}"/>', goal_y, goal_y)
        if goal_y is not None
        else ""
    )
    path = " ".join(f"{x},{y}" for x, y in points)
    return format_html(
        '<svg class="spark" viewBox="0 0 88 28" aria-hidden="true" focusable="false">{}'
        '<polyline points="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        line,
        path,
        *points[-1],
    )


@register.filter
def money(value, places=None):
    """A figure as people read it: thousands parted by commas, no trailing zeros, — for nothing."""
    if value is None or value == "":
        return "—"
    number = Decimal(str(value))
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-int(places)))
        return f"{number:,}"
    number = number.normalize()
    if number == number.to_integral():
        number = number.quantize(Decimal(1))
    return f"{number:,f}"


@register.filter
def percent(value, places=0):
    """`94.64%`; — when there was no base."""
    return "—" if value is None else f"{money(value, places)}%"


# ---- dates -----------------------------------------------------------------------------------------------------------


def _as_date(value):
    if hasattr(value, "hour"):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _time(value, shown):
    return format_html('<time class="nb" datetime="{}">{}</time>', value.isoformat(), shown)


@register.filter
def day(value):
    """`11-26 周四` (with the year when it is not this year's), for tables."""
    if not value:
        return "—"
    return _day(_as_date(value), today(), get_language())


@lru_cache(maxsize=2048)
def _day(value, on, language):
    return _time(value, short_day(value, on))


@register.filter
def day_long(value):
    """`11 月 26 日（周四）`, for sentences to enterprises."""
    if not value:
        return "—"
    value = _as_date(value)
    pattern = (
        pgettext("day in a sentence", "%(weekday)s %(day)s/%(month)s")
        if value.year == today().year
        else pgettext("day in a sentence, other year", "%(weekday)s %(day)s/%(month)s/%(year)s")
    )
    words = {"weekday": weekday(value), "day": value.day, "month": value.month, "year": value.year}
    return _time(value, pattern % words)


@register.filter
def day_full(value):
    """`2026-11-26`, where the year matters."""
    if not value:
        return "—"
    value = _as_date(value)
    return _time(value, f"{value:%Y-%m-%d}")


@register.filter
def moment(value, with_time=False):
    """When something happened: `今天 08:52`, `11-17`, `2010-11-17`; `with_time` adds the clock to days of this year."""
    if not value:
        return "—"
    if not hasattr(value, "hour"):
        local, clock = value, ""
    else:
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        clock = f"{local:%H:%M}"
    here = timezone.localtime(now())
    if _as_date(local) == here.date():
        shown = _("today %(time)s") % {"time": clock} if clock else _("today")
    elif local.year == here.year:
        shown = f"{local:%m-%d} {clock}" if with_time and clock else f"{local:%m-%d}"
    else:
        shown = f"{local:%Y-%m-%d}"
    return _time(value, shown)


# ---- words -----------------------------------------------------------------------------------------------------------


@register.filter
def mask_mobile(value):
    """`138****0000`."""
    return masking.mask_mobile(value)


@register.filter
def initial(value):
    """The first character of a name, for the round badge of a person."""
    return str(value).strip()[:1]


@register.filter
def filesize_words(value):
    """`3.1 MB`."""
    size = float(value or 0)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1024
    return ""


@register.filter
def lines(value):
    """Typed text with its line breaks, escaped."""
    return format_html_join(mark_safe("<br>"), "{}", ((part,) for part in str(value or "").splitlines()))


@register.simple_tag(takes_context=True)
def kept_rows(context, kept, action=""):
    """[(label, value)] of kept form fields, in the words of the form they came from."""
    return kept_words(kept, action or context["request"].path)


@register.filter
def undo_url(message):
    """The address in the extra tags of a message (`extra_tags="undo:/requests/3/undo/"`), or an empty string."""
    for tag in (message.extra_tags or "").split():
        if tag.startswith("undo:/") and not tag.startswith("undo://"):
            return tag.removeprefix("undo:")
    return ""


# ---- forms and pages -------------------------------------------------------------------------------------------------


@register.simple_tag
def field(bound, **options):
    """One form field: label, error, input, help, wired for speech. See `core.fieldset.render_field`."""
    return render_field(bound, **options)


@register.simple_tag
def error_list(form, *formsets):
    """[(id of the field, sentence)] of everything wrong in a form and its formsets, for the summary on top."""
    found = errors_of(form)
    for formset in formsets:
        found += errors_of(formset)
    return found


@register.simple_tag
def behaviour(*names):
    """`<script>` tags of the behaviours a page needs: `{% behaviour "picker" "autosave" %}`."""
    return format_html_join(
        "\n", '<script type="module" src="{}"></script>', ((static(f"js/{name}.js"),) for name in names)
    )


@register.simple_tag
def photo_limit():
    """The largest file an upload field takes, in bytes."""
    return settings.ATTACHMENT_MAX_BYTES


@register.filter
def get(mapping, key):
    """`{{ counts|get:code }}`."""
    return mapping.get(key) if mapping else None
