"""What the auditor reads: sign-ins, and who changed which row when. Never what stands in a business row."""

from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessFailureLog, AccessLog
from django.apps import apps
from django.db.models import CharField, F, Value, Window
from django.db.models.functions import Lag
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from core.badges import Badge
from core.clock import moments

LIMIT = 200  # newest rows shown


@dataclass(frozen=True)
class SignIn:
    """One line of the sign-in log."""

    at: datetime
    username: str
    name: str
    badge: Badge
    address: str
    browser: str
    left_at: datetime | None = None


@dataclass(frozen=True)
class Change:
    """One line of the change log."""

    at: datetime
    table: str
    label: str
    row: int
    who: str
    address: str
    request: str
    detail: str = ""


def _between(rows, field, first, last):
    """Rows of the days from `first` to `last`, both included."""
    start, end = moments(first, last)
    if start:
        rows = rows.filter(**{f"{field}__gte": start})
    if end:
        rows = rows.filter(**{f"{field}__lt": end})
    return rows


def sign_ins(username="", first=None, last=None):
    """The newest sign-ins, failures and locks."""
    good, bad = AccessLog.objects.all(), AccessFailureLog.objects.all()
    if username:
        good, bad = good.filter(username=username), bad.filter(username=username)
    good = list(_between(good, "attempt_time", first, last).order_by("-attempt_time")[:LIMIT])
    bad = list(_between(bad, "attempt_time", first, last).order_by("-attempt_time")[:LIMIT])
    rows = sorted([*good, *bad], key=lambda row: row.attempt_time, reverse=True)[:LIMIT]
    names = dict(
        User.objects.filter(username__in={row.username for row in rows}).values_list("username", "name")
    )
    return [
        SignIn(
            row.attempt_time,
            row.username,
            names.get(row.username, ""),
            _outcome(row),
            row.ip_address,
            "" if row.user_agent == "<unknown>" else row.user_agent,  # what axes writes for none
            getattr(row, "logout_time", None),
        )
        for row in rows
    ]


def _outcome(row):
    if isinstance(row, AccessLog):
        return Badge("ok", "login", pgettext("log", "signed in"))
    if row.locked_out:
        return Badge("bad", "lock", pgettext("log", "locked"))
    return Badge("warn", "alert-triangle", pgettext("log", "refused"))


def history_tables():
    """{code: (words, event model)} of all tables with a history."""
    found = {}
    for model in apps.get_models():
        tracked = getattr(model, "pgh_tracked_model", None)
        if tracked is not None:
            found[tracked._meta.label_lower] = (str(tracked._meta.verbose_name), model)
    return dict(sorted(found.items(), key=lambda item: item[0]))


def changes(table="", username="", first=None, last=None):
    """The newest changes of business rows: table, number of the row, kind of change, who, from where."""
    tables = history_tables()
    user_id = (
        User.objects.filter(username=username).values_list("pk", flat=True).first() if username else None
    )
    if username and user_id is None:
        return []
    parts = []
    for code, (_words, model) in tables.items():
        if table and code != table:
            continue
        rows = _between(model.objects.all(), "pgh_created_at", first, last)
        if user_id:
            rows = rows.filter(pgh_context__user=user_id)
        parts.append(
            rows.annotate(pgh_table=Value(code, output_field=CharField()))
            .order_by("-pgh_id")
            .values_list("pgh_created_at", "pgh_table", "pgh_label", "pgh_obj_id", "pgh_context", "pgh_id")[
                :LIMIT
            ]
        )
    if not parts:
        return []
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    rows = sorted(found, key=lambda row: (row[0], row[5]), reverse=True)[:LIMIT]
    details = {
        "accounts.user": _account_details([row for row in rows if row[1] == "accounts.user"]),
        "core.transfer": _transfer_details([row[5] for row in rows if row[1] == "core.transfer"]),
    }
    return [
        Change(
            at,
            tables[code][0],
            label_words(label),
            obj_id,
            (context or {}).get("name", ""),
            (context or {}).get("address", ""),
            (context or {}).get("request", ""),
            details.get(code, {}).get(event_id, ""),
        )
        for at, code, label, obj_id, context, event_id in rows
    ]


def label_words(label):
    """Kind of a change in words."""
    return {
        "insert": pgettext("log", "entered"),
        "update": pgettext("log", "changed"),
        "delete": pgettext("log", "deleted"),
    }.get(label, label)


def _transfer_details(event_ids):
    """{event id: words} of exports and imports: what, by which filter or from which file, how many rows."""
    events = history_tables()["core.transfer"][1].objects.filter(pgh_id__in=event_ids or [0])
    found = {}
    for row in events:
        said = [row.get_kind_display(), row.title, row.source_name or row.options.get("filter", "")]
        count = row.result.get("rows", sum(row.result.get("entered", {}).values()) or None)
        if count is not None:
            said.append(ngettext("%(n)s row", "%(n)s rows", count) % {"n": count})
        found[row.pgh_id] = " · ".join(str(word) for word in said if word)
    return found


WATCHED = ("role", "is_active", "park_id", "password_changed_at")


def _account_details(rows):
    """{event id: words} for changes of accounts: role, park, closing, password. Accounts are no business rows.

    Asked also when no account is among the rows, so that the page costs the same whatever it shows.
    """
    event = history_tables()["accounts.user"][1]
    before = {
        f"was_{name}": Window(Lag(name), partition_by=F("pgh_obj_id"), order_by=F("pgh_id").asc())
        for name in WATCHED
    }
    wanted = {row[5] for row in rows}
    events = event.objects.filter(pgh_obj_id__in={row[3] for row in rows} or {0}).annotate(**before)
    roles = dict(User._meta.get_field("role").flatchoices)
    found = {}
    for row in events.iterator():
        if row.pgh_id not in wanted or row.pgh_label != "update":
            continue
        said = []
        if row.role != row.was_role:
            said.append(
                _("role: %(before)s → %(after)s")
                % {"before": roles.get(row.was_role, "—"), "after": roles.get(row.role, row.role)}
            )
        if row.park_id != row.was_park_id:
            said.append(_("park changed"))
        if row.is_active != row.was_is_active:
            said.append(_("account opened") if row.is_active else _("account closed"))
        if row.password_changed_at != row.was_password_changed_at:
            said.append(_("password changed"))
        found[row.pgh_id] = " · ".join(said)
    return found
