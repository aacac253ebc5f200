"""What is done to the master data of an enterprise. Nothing else changes its status, name or liaison."""

import secrets

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.standing import hold, still_there
from core import timeline
from core.acts import act, write_last
from core.clock import today as today_
from core.pinyin import sort_key
from core.transitions import TransitionError, in_its_words, locked, require
from enterprises import archive, sizes
from enterprises.models import Enterprise, FormerName, Product
from enterprises.models.enterprise import FLOW
from enterprises.models.registers.base import SEPARATOR
from enterprises.search import search_text
from enterprises.words import listed

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # read from a plate and typed: no 0 O 1 I
CODE_LENGTH = 5
ATTEMPTS = 8
MAX_PRODUCTS = 30
DERIVED = ("name_indexed", "search_text", "sort_key")
LISTS = {"products": gettext_lazy("main products"), "former_names": gettext_lazy("former names")}


def register_enterprise(park, by, *, name, products=(), former_names=(), at=None, **fields):
    """Enter an enterprise in the register of a park, with the sections of its archive. `by` None is an import.

    `fields` are those of the model; `products` and `former_names` are names. Raises TransitionError when its unified
    social credit code is registered already.
    """
    require(
        by is None or (by.is_station and by.park_id == park.pk),
        _("Only the station's staff register enterprises."),
    )
    fields.setdefault("region_code", park.region_code)
    with act():
        enterprise = Enterprise(park=park, name=name, **fields)
        enterprise.uscc = enterprise.uscc or None
        with still_there():
            _insert(enterprise, former_names)
        write_last(FormerName(enterprise=enterprise, name=former) for former in former_names)
        products = _cleaned(products)
        write_last(new_product(enterprise, product, position) for position, product in enumerate(products))
        archive.begin(enterprise, len(products))
        timeline.record("enterprise_registered", subject=enterprise, actor=by, at=at)
    return enterprise


def change_enterprise(enterprise_id, by, *, products=None, former_names=None, at=None, **changes):
    """Change master data. A new name keeps the old one as a former name; status and liaison have their own acts.

    `products` and `former_names` replace the lists when they are given.
    """
    with act():
        enterprise = _mine(enterprise_id, by)
        old_name = enterprise.name
        changed = [name for name, value in changes.items() if getattr(enterprise, name) != value]
        for name in changed:
            setattr(enterprise, name, changes[name] if name != "uscc" else changes[name] or None)
        products_changed = products is not None and _set_products(enterprise, products)
        names_changed = former_names is not None and _set_former_names(enterprise, former_names)
        if enterprise.name != old_name:
            FormerName.objects.create(enterprise=enterprise, name=old_name, until=today_())
        if changed or names_changed:
            derive(enterprise)
            _save(enterprise, [*changed, *DERIVED, "updated_at"])
        if {"industry", "industry_id", "size_reason"} & set(changed):
            sizes.recompute(enterprise)
        if changed or products_changed or names_changed:
            archive.refresh(enterprise)
            lists = {"products": products_changed, "former_names": names_changed}
            _tell_changes(
                enterprise, by, at, old_name, changed, [name for name, moved in lists.items() if moved]
            )
    return enterprise


def change_status(enterprise_id, by, status, *, reason="", on=None, at=None):
    """Move an enterprise on in its life. Leaving the park sets the day it left; coming back clears it."""
    on = on or today_()
    require(status != Enterprise.Status.MERGED, _("Records are merged on a page of its own."))
    with act():
        enterprise = _mine(enterprise_id, by)
        before, gone = enterprise.get_status_display(), status in Enterprise.Status.GONE
        if gone and enterprise.admitted_on and on < enterprise.admitted_on:
            raise TransitionError(_("The enterprise cannot leave before it was admitted."))
        changes = {"updated_at": enterprise.updated_at}
        if gone and enterprise.left_on is None:
            changes["left_on"] = on
        elif not gone and enterprise.left_on is not None:
            changes["left_on"] = None
        if enterprise.status == Enterprise.Status.APPLICANT and enterprise.admitted_on is None:
            changes["admitted_on"] = on
        _require_code(enterprise, status)
        FLOW.move(enterprise, status, **changes)
        timeline.record(
            "enterprise_status",
            subject=enterprise,
            actor=by,
            at=at,
            before=str(before),
            after=str(enterprise.get_status_display()),
            reason=reason,
        )
    return enterprise


def change_liaison(enterprise_id, by, liaison, *, at=None):
    """Name the person of the station whom the enterprise calls."""
    with act(), still_there():
        hold(liaison)
        enterprise = _mine(enterprise_id, by)
        _set_liaison(enterprise, liaison)
        timeline.record("enterprise_liaison", subject=enterprise, actor=by, at=at, name=str(liaison))
    return enterprise


def find_again(enterprise):
    """Bring what the enterprise is found by up to date, in the caller's act: by its names, and those merged into it."""
    derive(enterprise)
    _save(enterprise, [*DERIVED, "updated_at"])


def hand_over_enterprises(leaver, successor, by):
    """Give all enterprises of a leaver to a successor, in the caller's transaction; returns how many."""
    require(by.is_station, _("Only the station's staff name a liaison."))
    rows = list(
        Enterprise.objects.editable_by(by)
        .filter(liaison=leaver)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    for enterprise in rows:
        _set_liaison(enterprise, successor)
        timeline.record("enterprise_liaison", subject=enterprise, actor=by, name=str(successor))
    return len(rows)


def _mine(enterprise_id, by):
    """The enterprise, locked, for one who keeps its master data; `by` None is an import."""
    rows = Enterprise.objects.all() if by is None else Enterprise.objects.visible_to(by)
    enterprise = locked(rows, enterprise_id)
    require(by is None or by.is_station, _("Master data are kept by the station's staff."))
    return enterprise


def derive(enterprise, former_names=None):
    """Everything that follows from the names and codes."""
    if former_names is None:
        former_names = enterprise.former_names.values_list("name", flat=True)
        former_names = list(former_names.union(enterprise.merged.values_list("name", flat=True)))
    enterprise.name_indexed = enterprise.name
    enterprise.sort_key = sort_key(enterprise.name)
    enterprise.search_text = search_text(
        [enterprise.name, enterprise.short_name, *former_names],
        [enterprise.uscc, enterprise.short_code, enterprise.legacy_reg_no, enterprise.legacy_org_code],
    )


def _insert(enterprise, former_names):
    """Save a new enterprise under a plate code nobody has."""
    drawn = ["".join(secrets.choice(CODE_ALPHABET) for _i in range(CODE_LENGTH)) for _n in range(ATTEMPTS)]
    taken = set(Enterprise.objects.filter(short_code__in=drawn).values_list("short_code", flat=True))
    free = [code for code in drawn if code not in taken]
    if not free:
        raise TransitionError(_("No plate code could be drawn. Please save once more."))
    enterprise.short_code = free[0]
    derive(enterprise, former_names)
    _save(enterprise)


def _save(enterprise, fields=None):
    """Save; a code that somebody else registered in the meantime is said in a sentence."""
    with in_its_words(Enterprise):
        enterprise.save(update_fields=fields, force_insert=fields is None)


def _cleaned(products):
    """Names of main products, each once."""
    return list(dict.fromkeys(name for name in products if name))[:MAX_PRODUCTS]


def _set_products(enterprise, names):
    """Make the main products these, in this order; returns whether that changed anything."""
    names = _cleaned(names)
    there = list(enterprise.products.all())
    if [product.name for product in there] == names:
        return False
    kept = {product.name: product for product in there if product.name in names}
    gone = [product.pk for product in there if product.name not in names]
    if gone:
        Product.objects.filter(pk__in=gone).delete()
    for position, name in enumerate(names):
        if name in kept and kept[name].position != position:
            kept[name].position = position
            kept[name].save(update_fields=["position"])
    Product.objects.bulk_create(
        new_product(enterprise, name, position) for position, name in enumerate(names) if name not in kept
    )
    return True


def new_product(enterprise, name, position):
    """A main product that was named, not yet written."""
    return Product(
        park_id=enterprise.park_id,
        enterprise=enterprise,
        name=name,
        position=position,
        searched=SEPARATOR.join([name, ""]),
        search_text=search_text([name], []),
    )


def _set_former_names(enterprise, names):
    """Make the former names these; returns whether that changed anything."""
    names = list(dict.fromkeys(name for name in names if name))
    there = {former.name: former for former in enterprise.former_names.all()}
    gone = [former.pk for name, former in there.items() if name not in names]
    new = [name for name in names if name not in there]
    if gone:
        FormerName.objects.filter(pk__in=gone).delete()
    FormerName.objects.bulk_create(FormerName(enterprise=enterprise, name=name) for name in new)
    return bool(gone or new)


def _set_liaison(enterprise, liaison):
    """Only a person of the same station can be the liaison."""
    if not (liaison.is_active and liaison.is_station and liaison.park_id == enterprise.park_id):
        raise TransitionError(
            _("%(name)s does not work at this station and cannot be its liaison.") % {"name": liaison}
        )
    if enterprise.liaison_id == liaison.pk:
        raise TransitionError(_("%(name)s is the liaison already.") % {"name": liaison})
    enterprise.liaison = liaison
    enterprise.save(update_fields=["liaison", "updated_at"])


def _require_code(enterprise, status):
    """Whoever is more than an applicant has a code, or a reason why not."""
    if status != Enterprise.Status.APPLICANT and not (enterprise.uscc or enterprise.uscc_missing_reason):
        raise TransitionError(_("Enter the unified social credit code, or say why there is none."))


def _tell_changes(enterprise, by, at, old_name, changed, lists):
    """One line for a new name, one for the rest."""
    if enterprise.name != old_name:
        timeline.record("enterprise_renamed", subject=enterprise, actor=by, at=at, name=old_name)
    words = [str(enterprise._meta.get_field(name).verbose_name) for name in changed if name != "name"]
    words += [str(LISTS[name]) for name in lists]
    if words:
        timeline.record("enterprise_changed", subject=enterprise, actor=by, at=at, what=listed(words))
