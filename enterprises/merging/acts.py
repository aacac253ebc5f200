"""The two acts: merge one record into another, and undo it."""

from functools import reduce
from operator import or_

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.utils.translation import gettext as _

from core import timeline
from core.acts import act
from core.clock import now, today
from core.transitions import TransitionError, locked, require
from enterprises import archive, sizes
from enterprises.actions import change_enterprise, find_again
from enterprises.merging import rows
from enterprises.merging.plan import plan
from enterprises.merging.refs import keys_to
from enterprises.models import ArchiveSection, Enterprise, FormerName, KeyPerson, Merge, YearlyFigures
from enterprises.models.enterprise import FLOW
from enterprises.registers.derive import hours_of, training_due

MERGED = Enterprise.Status.MERGED
OF_LOSER = ("status", "uscc", "uscc_missing_reason")


def merge(winner_id, loser_id, by, *, values=None):
    """Merge one record into another of the same park; returns the Merge.

    `values` are master data of the kept record that are taken from elsewhere ({field: value}).
    """
    values = dict(values or {})
    with act():
        winner, loser = _both(winner_id, loser_id, by)
        made = plan(loser, winner)
        done = Merge(park_id=winner.park_id, winner=winner, loser=loser, by=by, at=now())
        done.was = {name: getattr(loser, name) for name in OF_LOSER}
        given = values.get("uscc") and values["uscc"] == loser.uscc
        FLOW.move(
            loser,
            MERGED,
            merged_into=winner,
            updated_at=now(),
            **{"uscc": None, "uscc_missing_reason": _merged_words(winner)} if given else {},
        )
        done.moved, done.removed = rows.carry_out(made)
        done.sections = _take_confirmations(done, winner)
        before = {name: _plain(winner, name) for name in (*values, "size_class")}
        names = set(winner.former_names.values_list("pk", flat=True))
        winner = change_enterprise(winner.pk, by, **values)
        if made.changes.get(YearlyFigures):
            sizes.recompute(winner)
        done.values = {
            name: [old, _plain(winner, name)] for name, old in before.items() if old != _plain(winner, name)
        }
        new_names = winner.former_names.exclude(pk__in=names).values_list("pk", flat=True)
        done.values |= {"former_names": list(new_names)} if new_names else {}
        _settle(winner)
        _count_hours(made.into.get(KeyPerson, {}).values())
        done.save()
        timeline.record(
            "enterprise_merged",
            subject=winner,
            actor=by,
            internal=True,
            name=loser.name,
            code=loser.short_code,
        )
        rows.check_keys()
    return done


def undo(merge_id, by):
    """Make two records of one again; what was added since stays with the one that was kept."""
    with act():
        found = Merge.objects.get(pk=merge_id)
        require(by.is_station and found.park_id == by.park_id, _("Only the station's staff undo a merge."))
        winner, loser = _locked(found.winner_id, found.loser_id)
        found = locked(Merge.objects.all(), merge_id)
        undoable(found, winner)
        back = {
            name: pair[0]
            for name, pair in found.values.items()
            if name != "former_names" and _plain(winner, name) == pair[1]
        }
        gave_code = found.was["uscc"] and found.was["uscc"] != loser.uscc
        if gave_code and winner.uscc == found.was["uscc"] and "uscc" not in back:
            raise TransitionError(_("Both records would have the same credit code."))
        names = set(winner.former_names.values_list("pk", flat=True))
        change_enterprise(winner.pk, by, **_typed(back))
        try:
            FLOW.move(
                loser,
                found.was["status"],
                merged_into=None,
                updated_at=now(),
                **{name: found.was[name] for name in OF_LOSER if name != "status"},
            )
            rows.take_back(found)
            rows.check_keys()
        except IntegrityError as error:
            raise TransitionError(
                _(
                    "What was moved cannot go back: since then something with the same number or name was entered."
                )
            ) from error
        made_now = set(winner.former_names.values_list("pk", flat=True)) - names
        FormerName.objects.filter(pk__in=made_now | set(found.values.get("former_names", ()))).delete()
        _give_back_confirmations(found)
        for enterprise in (winner, loser):
            enterprise.refresh_from_db()
            _settle(enterprise)
        _count_hours(KeyPerson.objects.filter(enterprise__in=[winner, loser]).values_list("pk", flat=True))
        found.undone_at, found.undone_by = now(), by
        found.save(update_fields=["undone_at", "undone_by"])
        timeline.record(
            "enterprise_unmerged",
            subject=winner,
            actor=by,
            internal=True,
            name=loser.name,
            code=loser.short_code,
        )
    return found


def undoable(found, winner):
    """TransitionError when a merge cannot be undone, with the reason."""
    if found.undone_at:
        raise TransitionError(_("This merge was undone already."))
    if not found.can_be_undone:
        raise TransitionError(_("A merge can be undone for 30 days; this one is older."))
    if winner.status == MERGED:
        raise TransitionError(
            _("“%(name)s” was itself merged into another record since. Undo that merge first.")
            % {"name": winner.name}
        )


def _both(winner_id, loser_id, by):
    """Both records, locked, for one who keeps the archives of their park."""
    require(by.is_station, _("Only the station's staff merge records."))
    if winner_id == loser_id:
        raise TransitionError(_("A record cannot be merged into itself."))
    winner, loser = _locked(winner_id, loser_id)
    if {winner.park_id, loser.park_id} != {by.park_id}:
        raise ObjectDoesNotExist
    for each in (winner, loser):
        if each.status == MERGED:
            raise TransitionError(
                _("“%(name)s” was merged into “%(into)s” meanwhile.")
                % {"name": each.name, "into": each.merged_into.name}
            )
    return winner, loser


def _locked(winner_id, loser_id):
    """Both records, locked against new rows that point at them; rows of the floors above come first, as their acts do."""
    for model in dict.fromkeys(ref.model for ref in keys_to(Enterprise)):
        if model._meta.app_label != Enterprise._meta.app_label:
            of_both = [ref for ref in keys_to(Enterprise) if ref.model is model]
            reach = reduce(or_, (ref.at(Enterprise, [winner_id, loser_id]) for ref in of_both))
            list(
                model._base_manager.filter(reach)
                .order_by("pk")
                .select_for_update(of=("self",), no_key=True)
                .values_list("pk")
            )
    there = {
        row.pk: row
        for row in Enterprise.objects.filter(pk__in=[winner_id, loser_id])
        .order_by("pk")
        .select_for_update(of=("self",))
    }
    if len(there) < 2:
        raise Enterprise.DoesNotExist
    return there[winner_id], there[loser_id]


def _merged_words(winner):
    return (_("Merged into %(name)s") % {"name": winner.name})[:100]


def _plain(enterprise, name):
    """A value as JSON keeps it."""
    field = enterprise._meta.get_field(name)
    value = getattr(enterprise, field.attname)
    return (
        value if value is None or isinstance(value, (bool, str, int)) else field.value_to_string(enterprise)
    )


def _typed(values):
    """Values as JSON kept them, as the model takes them."""
    fields = {name: Enterprise._meta.get_field(name) for name in values}
    return {fields[name].attname: fields[name].to_python(value) for name, value in values.items()}


def _take_confirmations(done, winner):
    """Sections that somebody has seen for the merged record only count as seen for the kept one."""
    mine = {row.section: row for row in ArchiveSection.objects.filter(enterprise=winner)}
    taken = []
    for saved in done.removed.get(ArchiveSection._meta.label, ()):
        fields = saved["fields"]
        row = mine.get(fields["section"]) or ArchiveSection(
            enterprise=winner, park_id=winner.park_id, section=fields["section"]
        )
        if fields["confirmed_on"] and not row.confirmed_on:
            row.on_paper, row.confirmed_on = fields["on_paper"], fields["confirmed_on"]
            row.confirmed_by_id = fields["confirmed_by"]
            row.save()
            taken.append([row.section, str(row.confirmed_on), row.confirmed_by_id])
    return taken


def _give_back_confirmations(found):
    for section, day, person in found.sections:
        ArchiveSection.objects.filter(
            enterprise_id=found.winner_id, section=section, confirmed_on=day, confirmed_by=person
        ).update(on_paper=False, confirmed_on=None, confirmed_by=None)


def _settle(enterprise):
    """What follows from the rows and names that are there now."""
    enterprise.refresh_from_db()
    find_again(enterprise)
    archive.refresh(enterprise)


def _count_hours(people):
    """Hours of training of people whose trainings moved."""
    for person in KeyPerson.objects.filter(pk__in=list(people)):
        person.hours_this_year = hours_of(person, today().year)
        person.training_due_on = training_due(person.hours_required, person.hours_this_year, today())
        person.save(update_fields=["hours_this_year", "training_due_on", "updated_at"])
