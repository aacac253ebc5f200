"""What keeps a case from going on: noted, and out of the way."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing import actions
from licensing.gap_forms import GapClosedForm, GapForm
from licensing.models import CaseBottleneck, Stage
from licensing.rights import may
from licensing.views.acts import ActPage
from licensing.views.papers import OfCase
from licensing.words import days_words


class NewGap(ActPage):
    """`/licensing/<id>/bottleneck/`: something is in the way."""

    act = "bottleneck"
    form_class = GapForm
    form_code = "case-gap"
    one_time = True
    template_name = "generic/form.html"
    save_label = gettext_lazy("Note a bottleneck")

    def save(self, form):
        """Note it."""
        self.row = actions.open_bottleneck(self.object.pk, self.request.user, **form.cleaned_data)
        return self.row

    def done_url(self, obj):
        """Back to the case."""
        return self.back_to(f"{self.object.get_absolute_url()}#gaps")

    def done_message(self, obj):
        """What was noted, in which case."""
        return _("%(gap)s: noted in %(number)s.") % {"gap": obj, "number": self.object.number}


class CloseGap(OfCase):
    """`/licensing/bottlenecks/<id>/close/`: it is out of the way."""

    act = "bottleneck"
    model = CaseBottleneck
    form_class = GapClosedForm
    save_label = gettext_lazy("Out of the way")

    def save(self, form):
        """Close it."""
        return actions.close_bottleneck(self.part.pk, self.request.user, **form.cleaned_data)

    def done_url(self, obj):
        """Back to the case."""
        return self.back_to(f"{self.object.get_absolute_url()}#gaps")

    def done_message(self, obj):
        """How long it stood."""
        return _("%(gap)s: out of the way after %(days)s.") % {"gap": obj, "days": days_words(obj.days)}


def gaps_shown(case, rows, user):
    """What the page of a case shows of its bottlenecks: {rows, open, must, add_url}."""
    rows, may_keep = list(rows), may("bottleneck", user, case)
    still = [row for row in rows if row.is_open]
    return {
        "rows": [
            {
                "pk": row.pk,
                "label": str(row),
                "note": row.note,
                "from": row.opened_on,
                "to": row.closed_on,
                "days": days_words(row.days),
                "badge": row.badge,
                "close_url": reverse("licensing:close_bottleneck", args=[row.pk])
                if may_keep and row.is_open
                else "",
            }
            for row in sorted(rows, key=lambda row: (not row.is_open, row.opened_on, row.pk))
        ],
        "open": len(still),
        "must": Stage.COACHING in case.route,
        "add_url": reverse("licensing:bottleneck", args=[case.pk]) if may_keep else "",
    }
