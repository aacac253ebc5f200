"""Samples of a case: taken, reported, cancelled."""

from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.due import short_day
from licensing import actions
from licensing.forms import ReasonForm
from licensing.models import Sample, SampleStatus
from licensing.rights import may
from licensing.testing_forms import ReportForm, SampleForm
from licensing.views.acts import ActPage
from licensing.views.papers import OfCase


class NewSample(ActPage):
    """`/licensing/<id>/sample/`: a sample for a testing body, with the one that would report first."""

    act = "sample"
    form_class = SampleForm
    form_code = "case-sample"
    one_time = True
    template_name = "licensing/sample_form.html"
    save_label = gettext_lazy("Send a sample")

    def get_initial(self):
        """The ability that was chosen on the board."""
        asked = self.request.GET.get("ability", "")
        return {"ability": asked} if asked.isascii() and asked.isdigit() else {}

    def extra_context(self, form):
        """Who would report first, and why."""
        tested = self.request.GET.get("tested", "").replace("\0", "").strip()[:100]
        return super().extra_context(form) | {
            "suggestion": form.compare(tested),
            "tested": tested,
            "board_url": reverse("licensing:board"),
        }

    def save(self, form):
        """It is there."""
        self.sample = actions.take_sample(self.object.pk, self.request.user, **form.cleaned_data)
        return self.sample

    def done_url(self, obj):
        """Back to the case."""
        return self.back_to(f"{self.object.get_absolute_url()}#samples")

    def done_message(self, obj):
        """Number, and what comes next."""
        return _("%(number)s is noted for %(body)s: deliver it, alone or with others.") % {
            "number": obj.number,
            "body": obj.body,
        }


class OfSample(OfCase):
    """An act on a sample."""

    act = "report"
    model = Sample

    def find(self, pk):
        """The case; the sample with its body."""
        rows = Sample.objects.visible_to(self.request.user).select_related("body", "ability", "delivery")
        self.part = self.get_object_or_404(rows, pk)
        return self.get_object_or_404(self.rows(), self.part.case_id)

    def done_url(self, obj):
        """Back to the case."""
        return self.back_to(f"{self.object.get_absolute_url()}#samples")


class Report(OfSample):
    """`/licensing/samples/<id>/report/`: a report has come."""

    form_class = ReportForm
    form_code = "sample-report"
    one_time = True
    template_name = "generic/form.html"
    save_label = gettext_lazy("Record the report")

    def extra_context(self, form):
        """What may be chosen."""
        form.compare()
        return super().extra_context(form)

    def get_form_kwargs(self):
        """Of which sample."""
        return super().get_form_kwargs() | {"sample": self.part}

    def said(self):
        """What was sent, where, and when the report is due."""
        part = self.part
        return _("%(sample)s at %(body)s, delivered on %(day)s, report due on %(due)s.") % {
            "sample": part,
            "body": part.body,
            "day": part.delivered_on or "—",
            "due": short_day(part.due_on) if part.due_on else "—",
        }

    def save(self, form):
        """Record it."""
        return actions.record_report(self.part.pk, self.request.user, **form.cleaned_data)

    def done_message(self, obj):
        """What became of the sample."""
        if obj.status == SampleStatus.WAITING:
            return _("%(number)s waits again, for %(body)s.") % {"number": obj.number, "body": obj.body}
        return _("%(number)s: %(verdict)s.") % {
            "number": obj.number,
            "verdict": obj.get_verdict_display(),
        }


class CancelSample(OfSample):
    """`/licensing/samples/<id>/cancel/`: it is not tested after all."""

    form_class = ReasonForm
    save_label = gettext_lazy("Cancel the sample")
    bad = True

    def said(self):
        """Which one."""
        return str(self.part)

    def save(self, form):
        """Cancel it."""
        return actions.cancel_sample(self.part.pk, self.request.user, **form.cleaned_data)

    def done_message(self, obj):
        """Which one."""
        return _("%(number)s is cancelled.") % {"number": obj.number}


def chase_url(sample):
    """The form of a contact with the body, filled in: what is asked, and what it should promise."""
    asked = {
        "party": "BODY",
        "person": str(sample.body),
        "text": _("Report of %(sample)s was due on %(day)s; asked when it will come.")
        % {"sample": sample, "day": short_day(sample.due_on)},
        "promise": _("report of %(number)s") % {"number": sample.number},
    }
    return f"{reverse('licensing:contact', args=[sample.case_id])}?{urlencode(asked)}"


def samples_shown(case, rows, files, user):
    """What the page of a case shows of its samples: {rows, add_url}."""
    may_report, of_sample = may("report", user, case), ContentType.objects.get_for_model(Sample).pk
    return {
        "rows": [
            sample_shown(
                row,
                may_report and row.is_open,
                user,
                [file for file in files if (file.object_type_id, file.object_id) == (of_sample, row.pk)],
            )
            for row in rows
        ],
        "add_url": reverse("licensing:sample", args=[case.pk]) if may("sample", user, case) else "",
    }


def sample_shown(row, may_act, user, files=()):
    """One sample, with what may be done."""
    in_test = row.status == SampleStatus.DELIVERED
    acts = []
    if may_act and in_test:
        acts.append(
            {"label": _("Record the report"), "icon": "report", "url": _act(row, "report")},
        )
        if row.is_late:
            acts.append({"label": _("Ask for it"), "icon": "phone", "url": chase_url(row)})
    if may_act:
        acts.append(
            {"label": _("Cancel the sample"), "icon": "circle-minus", "url": _act(row, "cancel_sample")}
        )
    return {
        "row": row,
        "badge": row.badge,
        "due": row.due if in_test else None,
        "slip_url": row.delivery.get_absolute_url() if row.delivery_id and user.role != "ENTERPRISE" else "",
        "files": files_shown(files),
        "acts": acts,
        "unusable": row.unusable if user.role != "ENTERPRISE" else "",
    }


def _act(row, name):
    return reverse(f"licensing:{name}", args=[row.pk])


def files_shown(files):
    """Files as lines of a list: there a photo is a line like any other."""
    return [
        {"name": row.name, "url": reverse("core:attachment", args=[row.pk]), "kind": "FILE", "size": row.size}
        for row in files
    ]
