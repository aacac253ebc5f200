"""Merging two records of one enterprise: choose the other one, compare, merge; and undo it."""

from django import forms
from django.contrib import messages
from django.db.models import BooleanField
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.roles import STATION
from core.ids import row_id
from enterprises import merging
from enterprises.fields import EnterpriseChoiceField
from enterprises.forms import STEPS
from enterprises.lookalikes import look_alikes
from enterprises.models import Enterprise
from enterprises.overview import shown_value
from enterprises.tables import short_facts
from enterprises.views.base import FormOfEnterprise, OfEnterprise
from enterprises.views.details import RowMixin

KEPT, OTHER = "kept", "other"
# what is not chosen: acts of their own, rows that move, what is worked out, and what goes along with the code
NOT_CHOSEN = {"status", "former_names", "products", "size_class", "size_reason", "uscc_missing_reason"}
FIELDS = tuple(name for _title, names in STEPS for name in names if name not in NOT_CHOSEN)
SHOWN_DOUBLES = 8
# how rows that are not spoken of by the name of their table are called; None: nothing a reader knows
WORDS = {
    "core.TimelineEntry": gettext_lazy("lines of the timeline"),
    "core.Submission": None,
    "enterprises.Enterprise": gettext_lazy("records merged earlier"),
    "reminders.Message": pgettext_lazy("rows that move", "messages"),
    "reminders.DueReminder": pgettext_lazy("rows that move", "reminders"),
}


class OtherForm(forms.Form):
    """Which record stands for the same enterprise."""

    other = EnterpriseChoiceField(label=gettext_lazy("The other record"))

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].rows = rows


class MergeForm(forms.Form):
    """For each field in which the records differ: whose value stays."""

    def __init__(self, *args, user, kept, other, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept, self.other = kept, other
        for name in FIELDS:
            mine, theirs = _value(kept, name), _value(other, name)
            if mine == theirs:
                continue
            self.fields[name] = forms.ChoiceField(
                label=kept._meta.get_field(name).verbose_name,
                choices=[(KEPT, mine), (OTHER, theirs)],
                widget=forms.RadioSelect,
                initial=OTHER if theirs and not mine else KEPT,
            )

    def rows(self):
        """[(bound field, [(value, words, chosen)])] for the table."""
        return [
            (
                bound,
                [
                    (
                        value,
                        _words(self.kept if value == KEPT else self.other, bound.name),
                        bound.value() == value,
                    )
                    for value in (KEPT, OTHER)
                ],
            )
            for bound in self
        ]

    def values(self):
        """The values that are taken from the other record."""
        taken = [name for name, choice in self.cleaned_data.items() if choice == OTHER]
        values = {name: getattr(self.other, name) for name in taken}
        if "uscc" in values:
            values["uscc_missing_reason"] = self.other.uscc_missing_reason
        return values


def _value(enterprise, name):
    return getattr(enterprise, enterprise._meta.get_field(name).attname)


def _words(enterprise, name):
    """A value in words."""
    if isinstance(enterprise._meta.get_field(name), BooleanField):
        return _("yes") if getattr(enterprise, name) else _("no")
    if name == "uscc":
        return enterprise.uscc or enterprise.uscc_missing_reason
    return shown_value(enterprise, name)


class MergePage(FormOfEnterprise):
    """`/enterprises/<id>/merge/`: choose the other record; with `?other=<id>` the preview and the act."""

    roles = STATION
    title = gettext_lazy("Merge a duplicate")
    tab = "data"
    form_class = MergeForm
    template_name = "enterprises/merge.html"
    save_label = gettext_lazy("Merge")
    other = None

    def setup(self, request, *args, **kwargs):
        """Find the other record too."""
        super().setup(request, *args, **kwargs)
        if self.enterprise is None:
            return
        rows = Enterprise.objects.editable_by(request.user).select_related("industry", "liaison")
        self.rows = rows.filter(park_id=self.enterprise.park_id).exclude(pk=self.enterprise.pk)
        asked = row_id(request.GET.get("other"))
        if asked is not None:
            self.other = self.rows.filter(pk=asked).first()

    def get(self, request, *args, **kwargs):
        """Which one, then the preview."""
        return super().get(request, *args, **kwargs) if self.other else self.ask(request)

    def post(self, request, *args, **kwargs):
        """The act; without another record there is nothing to merge."""
        return super().post(request, *args, **kwargs) if self.other else self.ask(request, status=409)

    def ask(self, request, status=200):
        """The look-alikes, and a picker."""
        typed = {name: value for name, value in request.GET.items() if name.startswith("other")}
        form = OtherForm(request.GET if typed else None, rows=self.rows)
        if typed and form.is_valid() and request.method == "GET":
            return HttpResponseRedirect(f"{request.path}?other={form.cleaned_data['other'].pk}")
        found = look_alikes(self.enterprise.name, request.user, besides=self.enterprise)
        return self.render(
            "enterprises/merge_pick.html",
            {
                "form": form,
                "crumbs": self.crumbs((self.title, None)),
                "intro": _("Which record stands for the same enterprise as “%(name)s”?")
                % {"name": self.enterprise.name},
                "similar": [
                    (
                        each.enterprise,
                        short_facts(each.enterprise),
                        f"{request.path}?other={each.enterprise.pk}",
                    )
                    for each in found.rows
                    if each.enterprise.park_id == self.enterprise.park_id
                ],
            },
            status=422 if typed and status == 200 else status,
        )

    def get_form_kwargs(self):
        """Both records."""
        return {"kept": self.enterprise, "other": self.other}

    def intro(self):
        """What will happen."""
        return _("“%(other)s” goes into “%(kept)s”. The merge can be undone for 30 days.") % {
            "other": self.other.name,
            "kept": self.enterprise.name,
        }

    def extra_context(self, form):
        """What moves, and what stands in both."""
        made = merging.plan(self.other, self.enterprise)
        return {
            **super().extra_context(form),
            "kept": self.enterprise,
            "other": self.other,
            "moving": _moving(made),
            "doubles": _doubles(made),
            "swap_url": f"{reverse('enterprises:merge', args=[self.other.pk])}?other={self.enterprise.pk}",
        }

    def save(self, form):
        """The act."""
        merging.merge(self.enterprise.pk, self.other.pk, self.request.user, values=form.values())
        return self.enterprise

    def done_url(self, obj):
        """The page of the one that is left."""
        return obj.get_absolute_url()

    def done_message(self, obj):
        """The echo."""
        return _(
            "“%(other)s” was merged into this record. On the tab of the master data it can be undone."
        ) % {"other": self.other.name}


def _moving(made):
    """[(words, number)] of what moves, most first."""
    found = [
        (str(WORDS.get(model._meta.label, model._meta.verbose_name)), number)
        for model, number in made.moving().items()
        if WORDS.get(model._meta.label, "") is not None
    ]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _doubles(made):
    """[(words, number, names)] of what stands in both records."""
    found = []
    for model, pairs in made.doubled().items():
        rows = model._base_manager.filter(pk__in=list(pairs)[:SHOWN_DOUBLES])
        names = [_name(row) for row in rows]
        found.append((str(model._meta.verbose_name), len(pairs), names))
    return found


def _name(row):
    """A row in words, where its own are for the machine."""
    return str(getattr(row, "user", None) or getattr(row, "year", None) or row)


class UndoMerge(RowMixin, OfEnterprise):
    """`/enterprises/<id>/merges/<merge>/undo/`: GET asks first, POST makes two records of one again."""

    roles = STATION
    related, row_kwarg = "merges", "merge"
    title = gettext_lazy("Undo a merge")

    def get(self, request, pk, merge):
        """What will happen."""
        merging.undoable(self.row, self.enterprise)
        words = {"name": self.row.loser.name}
        return self.render(
            "generic/confirm.html",
            {
                "crumbs": self.crumbs((self.title, None)),
                "intro": _(
                    "“%(name)s” becomes a record of its own again: exactly what was moved goes back. What was added since "
                    "stays here, unless it hangs below something that goes back."
                )
                % words,
                "facts": [
                    (_("Merged"), f"{self.row.at:%Y-%m-%d}"),
                    (_("By"), self.row.by.name),
                    (_("Can be undone until"), f"{self.row.undo_until:%Y-%m-%d}"),
                ],
                "save_label": _("Undo the merge"),
                "bad": True,
                "cancel_url": self.tab_url("data"),
            },
        )

    def post(self, request, pk, merge):
        """The act."""
        done = merging.undo(self.row.pk, request.user)
        messages.success(request, _("“%(name)s” is a record of its own again.") % {"name": done.loser.name})
        return HttpResponseRedirect(self.enterprise.get_absolute_url())
