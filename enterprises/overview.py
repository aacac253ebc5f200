"""The first tab of an enterprise's page: how complete, what is due, what is open, what happened, whom to call."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Invitation
from accounts.roles import OFFICERS, READERS, STATION, Role
from core import timeline
from core.changes import changes_of, readable_fields
from core.clock import today
from core.contributions import work
from core.due import due_of
from core.ids import row_id
from core.masking import mask_email, mask_mobile
from core.timeline import KINDS
from enterprises import archive
from enterprises.actions import LISTS
from enterprises.badges import flag_badges
from enterprises.forms import STEPS
from enterprises.models import Contact, Enterprise, YearlyFigures
from enterprises.words import listed
from reminders import coming

LINES = (12, 60, 300)
# of the master data, what is between the people of the station
STATION_ONLY = {"notes", "size_reason", "last_visited_on", "next_visit_on"}
OPEN_SHOWN = 6
CONTACTS_SHOWN = 5
# who has to be there: role of the contact, and the mark of the enterprise that asks for it ("" for all)
EXPECTED = ((Contact.Role.QUALITY, ""), (Contact.Role.FOOD_SAFETY_OFFICER, "is_food"),
            (Contact.Role.EQUIPMENT_SAFETY, "uses_special_equipment"))  # fmt: skip


def parts(user, enterprise):
    """What the overview reads: its people, and what is not finished, from every app that has work here."""
    return [
        enterprise.contacts.all(),
        *(source.open_of(user, enterprise)[:OPEN_SHOWN] for source in work.sorted()),
    ]


def show(request, enterprise):
    """Template and context of the overview, out of what its `parts` gave."""
    user = request.user
    read = enterprise.archive_read
    contacts, *unfinished = enterprise.also_read
    return "enterprises/overview.html", {
        "archive_percent": read.percent,
        "archive_built_on": enterprise.archive_built_on,
        "meters": archive.meters_of(enterprise, read),
        "archive_url": reverse("enterprises:tab", args=[enterprise.pk, "archive"]),
        "coming": coming_items(user, enterprise),
        "open_items": open_items(user, unfinished),
        "contacts": [contact_row(contact, user) for contact in contacts[:CONTACTS_SHOWN]],
        "contacts_url": reverse("enterprises:tab", args=[enterprise.pk, "contacts"]),
        "contacts_count": len(contacts),
        "nobody": nobody_yet(enterprise, contacts) if user.role in STATION else [],
        "add_contact_url": reverse("enterprises:add_contact", args=[enterprise.pk]),
        **timeline_of(request, enterprise),
    }


def coming_items(user, enterprise):
    """What is due, soonest first, for `components/mini.html`."""
    return [
        {
            "title": deadline.title,
            "url": deadline.url,
            "due": due_of(deadline.due_on),
            "line2": _("%(day)s · %(what)s")
            % {"day": _short(deadline.due_on), "what": deadline.source.label},
            **_act_of(deadline, user),
        }
        for deadline in coming.of_subject(user, enterprise)
    ]


def _act_of(deadline, user):
    """Where it is begun at once, when that is not the page of the thing itself."""
    url = deadline.act_url(user)
    return {"line2_url": url, "line2_label": deadline.source.act} if url and url != deadline.url else {}


def open_items(user, unfinished):
    """What is not finished."""
    found = []
    for source, rows in zip(work.sorted(), unfinished, strict=True):
        found += source.items(rows, user, "open") if rows else []
    found.sort(key=lambda item: (item.due_on is None, item.due_on or date.max))
    return [
        {"title": item.title, "url": item.url, "badge": item.badge, "due": item.due, "line2": item.why}
        for item in found
    ]


def _short(day):
    return f"{day:%m-%d}" if day.year == today().year else f"{day:%Y-%m-%d}"


# ---- people ----------------------------------------------------------------------------------------------------------


def contact_row(contact, user, shown=None):
    """A contact as it may be shown: the enterprise sees its own numbers, others a masked one."""
    own = user.role == Role.ENTERPRISE
    full = own or contact.pk == shown
    return {
        "contact": contact,
        "mobile": contact.mobile if full else mask_mobile(contact.mobile),
        "email": contact.email if full else mask_email(contact.email),
        "full": full,
        "show_url": reverse("enterprises:show_mobile", args=[contact.enterprise_id, contact.pk])
        if (contact.mobile or contact.email) and not full and user.role in OFFICERS
        else "",
    }


def nobody_yet(enterprise, contacts):
    """Roles that have to be filled and are not."""
    there = {contact.role for contact in contacts}
    return [
        role.label for role, flag in EXPECTED if role not in there and (not flag or getattr(enterprise, flag))
    ]


# ---- timeline --------------------------------------------------------------------------------------------------------


def sees_internal(user):
    """Whether internal lines are for this user."""
    return user.role in READERS or user.role == Role.DEPARTMENT


def kinds_of(user, enterprise):
    """{"kind:…": lines of that kind}, to be counted with the other numbers of the page."""
    internal = sees_internal(user)
    return {
        f"kind:{kind}": timeline.of_subject(enterprise, internal=internal, kinds=[kind]) for kind in KINDS
    }


def timeline_of(request, enterprise):
    """Lines, the chips by kind with their counts, and the address of what was earlier."""
    user, asked = request.user, request.GET
    kinds = [code for code in KINDS if code in asked.getlist("kind")]
    wanted = next((n for n in LINES if str(n) == asked.get("lines")), LINES[0])
    before = row_id(asked.get("before"))
    counts = {code: enterprise.counts[f"kind:{code}"] for code in KINDS}
    rows = timeline.of_subject(enterprise, internal=sees_internal(user), kinds=kinds)
    entries = list((rows if before is None else timeline.earlier(rows, before))[: wanted + 1])
    more, entries = len(entries) > wanted, entries[:wanted]
    changes = changes_of(
        entries, shows=lambda model: shown_fields(user, model), masked=user.role != Role.ENTERPRISE
    )
    query = [("kind", code) for code in kinds]
    left = sum(counts[code] for code in kinds or KINDS) - len(entries)
    return {
        "lines": timeline.lines(entries, addresses(entries, user), changes),
        "kinds": [
            {"label": _("All"), "url": "?", "count": sum(counts.values()), "current": not kinds},
            *(
                {
                    "label": KINDS[code][0],
                    "url": f"?{urlencode([('kind', each) for each in KINDS if (each in kinds) != (each == code)])}",
                    "count": counts[code],
                    "current": code in kinds,
                }
                for code in KINDS
                if counts[code] or code in kinds
            ),
        ],
        "older_url": f"?{urlencode([*query, *_earlier(wanted, entries, before)])}" if more else "",
        "older_label": ngettext("%(n)s earlier line", "%(n)s earlier lines", left) % {"n": left}
        if before is None
        else _("Earlier lines"),
        "newest_url": f"?{urlencode(query)}" if before is not None else "",
    }


def _earlier(wanted, entries, before):
    """The next page of the timeline: longer ones first, then what lies before the last line shown."""
    longer = next((n for n in LINES if n > wanted), None)
    if longer and before is None:
        return [("lines", longer)]
    return [("lines", wanted), ("before", entries[-1].pk)]


def shown_fields(user, model):
    """Names of the fields of a model whose changes this user may see behind a line of the timeline."""
    ours = model._meta.app_label == Enterprise._meta.app_label
    if model is YearlyFigures and user.role not in STATION | {Role.MANAGER, Role.ENTERPRISE}:
        return ()
    if user.role in READERS:
        return readable_fields(model)
    hidden = STATION_ONLY if user.role == Role.ENTERPRISE else {"notes", "size_reason"}
    return readable_fields(model, hidden) if ours else ()


def addresses(entries, user):
    """{(type, id): address} of the records behind the lines that the user may open.

    The station and its readers may open what stands on the line of an enterprise of their park; of others each record
    is asked for by its own scope.
    """
    wanted = {}
    for entry in entries:
        if entry.object_type_id:
            wanted.setdefault(entry.object_type_id, set()).add(entry.object_id)
    found = {}
    for type_id, ids in wanted.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        if model is None or not hasattr(model, "get_absolute_url"):
            continue
        if user.role not in READERS and hasattr(model.objects, "visible_to"):
            ids = set(model.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
        found.update({(type_id, pk): model(pk=pk).get_absolute_url() for pk in ids})
    return found


# ---- the other tabs --------------------------------------------------------------------------------------------------


def data_groups(user, enterprise):
    """[(heading, [(label, value)])] of the master data; what is for the station stays there."""
    field, hidden = enterprise._meta.get_field, set()
    if user.role not in READERS:
        hidden = {"notes", "size_reason"}
    if enterprise.uscc:
        hidden.add("uscc_missing_reason")
    lists = {
        "products": [product.name for product in enterprise.products.all()],
        "former_names": list(enterprise.former_names.order_by("pk").values_list("name", flat=True)),
    }
    groups = []
    for title, names in STEPS:
        facts = []
        for name in names:
            if name in hidden or isinstance(field_or_none(enterprise, name), BooleanField):
                continue
            if name in lists:
                facts.append((LISTS[name], listed(lists[name])))
            else:
                facts.append((field(name).verbose_name, shown_value(enterprise, name)))
        groups.append((title, facts))
    marks = [badge.label for badge in flag_badges(enterprise)]
    groups[2][1].append((_("Marks"), listed(marks)))
    return groups


def field_or_none(enterprise, name):
    """The model's field, or None for child rows."""
    return next((field for field in enterprise._meta.concrete_fields if field.name == name), None)


def shown_value(enterprise, name):
    """A value in words: choices by label, days in full, the industry with its name."""
    if hasattr(enterprise, f"get_{name}_display"):
        return getattr(enterprise, f"get_{name}_display")()
    value = getattr(enterprise, name)
    if name == "industry":
        return str(value) if value else ""
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else value


def open_invitations(enterprise):
    """Links that were sent and not used yet."""
    return {"invitations": list(Invitation.objects.of_subject(enterprise.pk).usable())}
