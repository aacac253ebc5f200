"""What the enterprise does to its own registers: it proposes, and the station accepts or sends back.

A change of what matters leaves the row as it was confirmed until somebody of the station has decided. Columns that do not
matter (`Register.free`) are written at once. Locks: the enterprise, then the change, then the row.
"""

from copy import copy

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core import attachments, timeline
from core.acts import act
from core.clock import now
from core.models import Attachment
from core.transitions import StaleForm, TransitionError, in_its_words, locked, require
from enterprises.models import Enterprise, RegisterChange, Source
from enterprises.models.changes import FLOW
from enterprises.registers import acts
from enterprises.registers.forms import form_of
from enterprises.registers.numbers import normal_standard
from enterprises.registers.register import REGISTERS
from enterprises.words import listed
from reminders.messages import notify

ICON = "clipboard-check"
FOLLOWS = ("type_code", "hours_required")  # left empty these follow from something else
Kind, Status = RegisterChange.Kind, RegisterChange.Status


def propose(form, by, *, guard=None, files=(), captions=(), tell=True):
    """Take a form of the enterprise: returns the row when nothing that matters changed, else the pending change.
    `guard(row)` may refuse a row that was changed since the form was opened. `tell` False: the caller sends one message
    for many changes (`tell_station`)."""
    register, row = form.register, None if form.new else form.instance
    with act():
        enterprise = _own(form.enterprise.pk, by)
        changed = changed_fields(form)
        if row is not None:
            row = locked(register.model.objects.visible_to(by), row.pk)
            if guard:
                guard(row)
            if not changed and not files:
                raise TransitionError(_("Nothing is different from what is confirmed already."))
            if not files and not set(changed) - set(register.free):
                acts.write_changes(register, row, enterprise, by, {n: form.changes()[n] for n in changed})
                return row
        change = RegisterChange(
            park_id=enterprise.park_id,
            enterprise=enterprise,
            register=register.code,
            kind=Kind.ADD if row is None else Kind.CHANGE,
            row_id=None if row is None else row.pk,
            row_seen=None if row is None else row.updated_at,
            name=name_of(form),
            values=posted_values(form),
            changed=changed,
            proposed_by=by,
            proposed_at=now(),
        )
        _keep(change, enterprise, by, files, captions, tell=tell)
    return change


def propose_removal(register, pk, by, *, reason):
    """The enterprise asks for a row to be taken out."""
    with act():
        rows = register.model.objects.visible_to(by)
        enterprise = _own(rows.values_list("enterprise_id", flat=True).get(pk=pk), by)
        row = locked(rows, pk)
        change = RegisterChange(
            park_id=enterprise.park_id,
            enterprise=enterprise,
            register=register.code,
            kind=Kind.REMOVE,
            row_id=row.pk,
            row_seen=row.updated_at,
            name=str(row)[:100],
            reason=reason,
            proposed_by=by,
            proposed_at=now(),
        )
        _keep(change, enterprise, by)
    return change


def correct(change_id, form, by, *, files=(), captions=(), tell=True):
    """The enterprise says it otherwise: a change that was sent back, or is not decided yet."""
    with act():
        change, enterprise = _change(change_id, by)
        require(acts.may_propose(by), _("Only the enterprise corrects what it has proposed."))
        if change.kind == Kind.REMOVE or not change.is_open:
            raise decided(change)
        changed = changed_fields(form)
        if not changed and not files:
            raise TransitionError(_("Nothing is different from what is confirmed already."))
        values = {
            "name": name_of(form),
            "values": posted_values(form),
            "changed": changed,
            "row_seen": None if form.new else form.instance.updated_at,
            "proposed_by": by,
            "proposed_at": now(),
            "updated_at": now(),
        }
        if change.status == Status.RETURNED:
            FLOW.move(change, Status.PENDING, **values)
        else:
            for name, value in values.items():
                setattr(change, name, value)
            change.save(update_fields=list(values))
        attachments.attach_all(change, files, by, captions)
        _proposed(change, enterprise, by, tell)
    return change


def accept(change_id, by, *, guard=None, seen=""):
    """The station accepts: the ordinary act writes the row, confirmed today. `guard(row)` may refuse a row that was
    changed since the page was opened, `seen` is when the change had last been said otherwise by then."""
    with act():
        change, enterprise = _change(change_id, by)
        require(acts.may_edit(by), _("Only the station's staff decide about proposed changes."))
        if change.status != Status.PENDING:
            raise decided(change)
        if seen and change.updated_at.isoformat() != seen:
            raise StaleForm(_("The enterprise has said it otherwise while you compared. Compare again."))
        register = REGISTERS[change.register]
        row = _apply(change, register, by, guard or _as_seen(change))
        FLOW.move(
            change,
            Status.ACCEPTED,
            decided_by=by,
            decided_at=now(),
            row_id=row.pk if row is not None else change.row_id,
            updated_at=now(),
        )
        if row is not None:
            _give_files(change, row)
        _line("change_accepted", change, enterprise, by)
        _tell_enterprise(change, by, _("Accepted: %(what)s"))
    return change


def send_back(change_id, by, *, reason):
    """The station cannot accept it so: the enterprise is told why, and may correct and send it again."""
    with act():
        change, enterprise = _change(change_id, by)
        require(acts.may_edit(by), _("Only the station's staff decide about proposed changes."))
        if change.status != Status.PENDING:
            raise decided(change)
        FLOW.move(change, Status.RETURNED, decided_by=by, decided_at=now(), answer=reason, updated_at=now())
        _line("change_returned", change, enterprise, by, reason=reason)
        _tell_enterprise(change, by, _("Please correct: %(what)s"), reason)
    return change


def withdraw(change_id, by):
    """The enterprise takes it back; the row stays as it was."""
    with act():
        change, enterprise = _change(change_id, by)
        require(acts.may_propose(by), _("Only the enterprise withdraws what it has proposed."))
        if not change.is_open:
            raise decided(change)
        FLOW.move(change, Status.WITHDRAWN, updated_at=now())
        _line("change_withdrawn", change, enterprise, by)
    return change


# ---- what is asked and understood ------------------------------------------------------------------------------------


def open_change_of(code, pk):
    """The change of a row that is under way, or None."""
    return RegisterChange.objects.open().filter(register=code, row_id=pk).for_page().first()


def row_of(change, user):
    """The row a change is about as it stands now; None for a new one, or when it is gone."""
    if change.row_id is None:
        return None
    model = REGISTERS[change.register].model
    related = [name for name in REGISTERS[change.register].fields if model._meta.get_field(name).is_relation]
    return model.objects.visible_to(user).filter(pk=change.row_id).select_related(*related).first()


def form_of_change(change, row, user, data=None, files=None, **kwargs):
    """The form of the register with the values as they were proposed, or as `data` says."""
    given = {"instance": row} if row is not None else {}
    return form_of(REGISTERS[change.register])(
        data, files, user=user, enterprise=change.enterprise, with_files=True, **given, **kwargs
    )


def posted_values(form):
    """The fields as they were typed, to be read again by the same form; without signs PostgreSQL cannot keep."""
    names = [name for name in form.fields if name != "files" and name in form.data]
    typed = {name: str(form.data[name]).replace("\0", "") for name in names}
    return {name: text.encode("utf-8", "ignore").decode() for name, text in typed.items()}


def changed_fields(form):
    """Names of the columns in which a valid form differs from its row; of a new row those that are filled in."""
    found = []
    for name in form.register.fields:
        if name not in form.cleaned_data:
            continue
        value = form.cleaned_data[name]
        if form.new:
            if value not in (None, "", False):
                found.append(name)
        elif name == "standard":
            if normal_standard(value) != form.instance.standard.number:
                found.append(name)
        elif value in (None, "") and name in FOLLOWS:
            continue
        elif getattr(form.instance, name) != value:
            found.append(name)
    return found


def name_of(form):
    """What the row will be called."""
    if not form.new:
        return str(form.instance)[:100]
    for name in (form.register.title.partition("__")[0], *form.register.natural_key):
        value = form.cleaned_data.get(name)
        if value not in (None, ""):
            column = form.register.model._meta.get_field(name)
            return str(dict(column.flatchoices).get(value, value))[:100]
    return str(form.register.one)[:100]


# ---- steps -----------------------------------------------------------------------------------------------------------


def _own(enterprise_id, by):
    """The enterprise, locked, for one of its own people."""
    enterprise = locked(Enterprise.objects.visible_to(by), enterprise_id)
    require(acts.may_propose(by), _("Only the enterprise's own people propose changes."))
    return enterprise


def _change(change_id, by):
    """(change, enterprise), both locked, the enterprise first."""
    rows = RegisterChange.objects.visible_to(by)
    enterprise = locked(Enterprise.objects.visible_to(by), acts.enterprise_of(rows, change_id))
    change = locked(rows.select_related("proposed_by"), change_id)  # who is told about it
    change.enterprise = enterprise
    return change, enterprise


def decided(change):
    """Somebody was faster."""
    who = change.decided_by if change.decided_by_id else change.proposed_by
    return TransitionError(
        _("This change is “%(status)s” by now (%(who)s). Reload the page to see it.")
        % {"status": change.get_status_display(), "who": who}
    )


def _keep(change, enterprise, by, files=(), captions=(), tell=True):
    """Write a new change with its files, its line and its message."""
    with in_its_words(RegisterChange):
        change.save(force_insert=True)
    attachments.attach_all(change, files, by, captions)
    _proposed(change, enterprise, by, tell)


def _proposed(change, enterprise, by, tell):
    """The line, and the message to the liaison."""
    register = REGISTERS[change.register]
    names = [str(register.label_of(name)) for name in change.changed]
    _line("change_proposed", change, enterprise, by, what=listed(names) or str(change.get_kind_display()))
    if tell:
        tell_station(enterprise, [change])


def tell_station(enterprise, changes):
    """One message to the liaison, whether one thing was proposed or many."""
    if not changes or not enterprise.liaison_id:
        return
    change, n = changes[0], len(changes)
    with override(settings.LANGUAGE_CODE):
        what = f"{REGISTERS[change.register].one} {change.name}"
        several = ngettext("%(n)s change of its registers", "%(n)s changes of its registers", n) % {"n": n}
        notify(
            [enterprise.liaison],
            kind="register:proposed",
            icon=ICON,
            title=_("%(enterprise)s proposes: %(what)s")
            % {"enterprise": enterprise, "what": what if n == 1 else several},
            url=change.get_absolute_url() if n == 1 else waiting_url(enterprise),
            about=change if n == 1 else enterprise,
        )


def waiting_url(enterprise):
    """The list of what an enterprise has proposed and nobody has decided."""
    return f"{reverse('enterprises:changes')}?enterprise={enterprise.pk}"


def _apply(change, register, by, guard):
    """Do what was proposed by the ordinary acts; returns the row, None when it was removed."""
    rows = register.model.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=change.row_id).first() if change.kind != Kind.ADD else None
    if change.kind != Kind.ADD and row is None:
        raise TransitionError(
            _("The row has been removed since. Send the change back, or have it withdrawn.")
        )
    if row is not None:
        guard(row)
    if change.kind == Kind.REMOVE:
        acts.remove_row(register.code, row.pk, by, reason=change.reason)
        return None
    form = form_of_change(change, copy(row), by, data=change.values)  # which it may fill in
    if why := _refused(form):
        raise TransitionError(why)
    values = form.changes()
    if change.kind == Kind.ADD:
        return acts.add_row(
            register.code, change.enterprise_id, by, source=Source.ENTERPRISE, book=form.book, **values
        )
    wanted = set(change.changed)
    if "standard" in wanted:
        wanted |= {"standard_number", "standard_title"}
    values = {name: value for name, value in values.items() if name in wanted}
    acts.write_changes(register, row, change.enterprise, by, values, form.book)
    return row


def why_not(change, row, user):
    """Why what was proposed cannot be entered any more, or ""."""
    return _refused(form_of_change(change, copy(row), user, data=change.values))


def _refused(form):
    if form.is_valid():
        return ""
    words = [f"{form.fields[n].label}：{e[0]}" if n in form.fields else e[0] for n, e in form.errors.items()]
    return _("It cannot be entered so any more: %(why)s") % {"why": listed(words)}


def _as_seen(change):
    """The guard of one who has not looked at the row: it must be as the enterprise saw it."""

    def guard(row):
        if row.updated_at != change.row_seen:
            raise StaleForm(_("The row was changed after the enterprise proposed this. Compare again."))

    return guard


def _give_files(change, row):
    """The files of the change belong to the row from now on."""
    Attachment.objects.filter(
        object_type=ContentType.objects.get_for_model(change), object_id=change.pk
    ).update(object_type=ContentType.objects.get_for_model(row), object_id=row.pk)


def _line(sentence, change, enterprise, by, **said):
    timeline.record(
        sentence,
        subject=enterprise,
        actor=by,
        about=change,
        register=str(REGISTERS[change.register].one),
        name=change.name,
        **said,
    )


def _tell_enterprise(change, by, title, body=""):
    """A message to who proposed it."""
    with override(settings.LANGUAGE_CODE):
        what = f"{REGISTERS[change.register].one} {change.name}"
        notify(
            [change.proposed_by],
            kind=f"register:{change.status.lower()}",
            icon=ICON,
            title=title % {"what": what},
            body=f"{by}：{body}" if body else "",
            url=change.get_absolute_url(),
            about=change,
        )
