"""The page of one case."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.roles import READERS, Role
from core import timeline
from core.calendars import CalendarAsked
from core.models import Attachment
from core.templatetags.station import day, moment
from core.together import read_together
from core.views import Page
from core.walk import walk_of
from licensing.board import Board
from licensing.letters import possible
from licensing.models import (
    CaseBottleneck,
    CaseContact,
    CaseDocument,
    CaseLeg,
    CaseLetter,
    CasePause,
    Holder,
    LicenceCase,
    Paper,
    ProcedureStage,
    Sample,
)
from licensing.rights import may
from licensing.views import beside
from licensing.views.gaps import gaps_shown
from licensing.views.samples import files_shown, samples_shown
from licensing.words import sentence

LINES = 40
ALONG = ("licence", "origin_type", "renews", "renews_certificate", "follows")
CONTACT_ICONS = {"PHONE": "phone", "VISIT": "walk", "MESSAGE": "mail"}


class CasePage(Page):
    """`/licensing/<id>/`: where it stands, who has the baton, what is missing, what comes next."""

    roles = READERS | {Role.ENTERPRISE}

    def get(self, request, pk):
        """Show."""
        user = request.user
        case = self.get_object_or_404(
            LicenceCase.objects.visible_to(user).for_page().select_related(*ALONG), pk
        )
        own = user.role == Role.ENTERPRISE
        _calendar, legs, pauses, stages, documents, contacts, gaps, samples, files, lines, written, *rest = (
            read_together(
                CalendarAsked(),
                CaseLeg.objects.filter(case=case),
                CasePause.objects.filter(case=case),
                ProcedureStage.objects.filter(procedure=case.procedure_id),
                CaseDocument.objects.filter(case=case),
                CaseContact.objects.visible_to(user).filter(case=case).select_related("by"),
                CaseBottleneck.objects.filter(case=case),
                Sample.objects.filter(case=case).select_related("body", "ability", "delivery").order_by("pk"),
                self.files_of(case),
                self.lines_of(case, own),
                CaseLetter.objects.visible_to(user).filter(case=case).select_related("made_by"),
                *beside.parts(user, case),
            )
        )
        self.beside = beside.Beside(user, case, *rest)
        board = Board(case, legs, pauses, stages)
        walk = walk_of(request, case)
        list_url = walk.list_url if walk else reverse("licensing:list")
        self.title = f"{case.procedure} · {case.product}"
        checklist = self.checklist(case, documents, files)
        return self.render(
            "licensing/case.html",
            {
                "obj": case,
                "own": own,
                "badges": [case.badge],
                "badge_line": format_html(
                    _("{number} · opened {day} · {who} is in charge"),
                    number=case.number,
                    day=day(case.opened_on),
                    who=case.owner,
                ),
                "intro": sentence(case, user),
                "crumbs": [
                    (_("My licences") if own else _("Licence assistance"), list_url),
                    (case.number, None),
                ],
                "walk": walk,
                "clock": board.clock(),
                "picture": board.lanes(),
                "stages": board.stages(),
                "source": board.source(),
                "authority": board.authority(),
                "held": board.held(),
                "facts": self.facts(case, own),
                "documents": checklist,
                "there": sum(document["there"] for document in checklist),
                "contacts": [self.contact(case, row) for row in contacts],
                "may_contact": may("contact", user, case),
                "gaps": gaps_shown(case, gaps, user),
                "diagnosis": self.beside.diagnosis(),
                "refusal": self.beside.refusal(),
                "history": self.beside.history(),
                "samples": samples_shown(case, samples, files, user),
                "lines": self.said(case, lines),
                "letters": list(written),
                "letter_kinds": self.letter_kinds(case, documents),
                "templates_url": reverse("licensing:letter_templates") if user.role == Role.LEAD else "",
                "acts": self.acts(case),
                "other_acts": self.other_acts(case),
            },
        )

    def letter_kinds(self, case, documents):
        """[(label, address)] of the letters that make sense now."""
        if not may("letter", self.request.user, case):
            return []
        return [
            (kind.label, reverse("licensing:new_letter", args=[case.pk, kind.value]))
            for kind in possible(case, list(documents))
        ]

    def files_of(self, case):
        """Files of all documents and samples of the case."""
        found = Q()
        for model in (CaseDocument, Sample):
            found |= Q(
                object_type=ContentType.objects.get_for_model(model),
                object_id__in=model.objects.filter(case=case).values("pk"),
            )
        return Attachment.objects.filter(found, removed_at=None).order_by("position", "pk")

    def lines_of(self, case, own):
        """The course of the case."""
        rows = timeline.of_object(case).order_by("-happened_at", "-id")
        return (rows.filter(internal=False) if own else rows)[:LINES]

    def said(self, case, rows):
        """The page itself says which case it is."""
        lines = timeline.lines(rows)
        for line in lines:
            line["text"] = line["text"].removeprefix(f"{case.number} {case.product}").lstrip(" :：")
        return lines

    def facts(self, case, own):
        """Key facts."""
        facts = [
            (_("Enterprise"), case.enterprise.name, "" if own else case.enterprise.get_absolute_url()),
            (_("How it came"), case.get_origin_display()),
        ]
        if case.wanted_on:
            facts.append((_("Wanted by"), day(case.wanted_on)))
        if case.submission_no:
            facts.append((_("Submission number"), case.submission_no))
        if case.acceptance_no:
            facts.append((_("Acceptance number"), case.acceptance_no))
        if case.licence_id:
            facts.append((_("Licence in the archive"), case.licence.number, case.licence.get_absolute_url()))
        return facts + self.beside.facts()

    def checklist(self, case, documents, files):
        """Documents with their files, who owes them, and what this user may do."""
        user, by_document = self.request.user, {}
        of_document = ContentType.objects.get_for_model(CaseDocument).pk
        for row in files:
            if row.object_type_id == of_document:
                by_document.setdefault(row.object_id, []).append(row)
        may_settle, may_upload = may("paper", user, case), may("upload", user, case)
        return [
            {
                "pk": row.pk,
                "label": row.label,
                "badge": row.badge,
                "there": row.is_there,
                "owed": "" if row.is_there else Holder(row.owed_by).label,
                "due": row.due_on if row.status == Paper.MISSING else None,
                "source": row.source,
                "take": self.beside.taken(row),
                "note": row.note,
                "files": files_shown(by_document.get(row.pk, ())),
                "settle_url": reverse("licensing:document", args=[row.pk]) if may_settle else "",
                "upload_url": reverse("licensing:upload", args=[row.pk])
                if may_upload and self.may_bring(row)
                else "",
            }
            for row in documents
        ]

    def may_bring(self, document):
        """The station brings anything, the enterprise what was not looked at yet."""
        return document.status in Paper.OPEN or (
            self.request.user.is_station and document.status == Paper.RECEIVED
        )

    def contact(self, case, row):
        """A call or a visit, with its promise."""
        return {
            "pk": row.pk,
            "at": moment(row.happened_at, True),
            "icon": CONTACT_ICONS[row.way],
            "who": " · ".join(part for part in (row.get_party_display(), row.person) if part),
            "text": row.text,
            "by": str(row.by),
            "promise": row.promise,
            "due": row.due,
            "kept": row.kept,
            "owed": row.is_owed,
            "url": reverse("licensing:promise", args=[row.pk])
            if row.is_owed and may("contact", self.request.user, case)
            else "",
        }

    def other_acts(self, case):
        """What is done when it does not simply go on, each with its reason."""
        user = self.request.user
        return [
            {"label": label, "url": reverse(f"licensing:{code}", args=[case.pk]), "icon": icon, **more}
            for code, label, icon, more in (
                ("not_needed", _("No licence needed"), "circle-check", {}),
                ("terminate", _("Terminate"), "player-stop", {"reason": {"label": _("Reason")}}),
                ("withdraw", _("Withdraw"), "arrow-back-up", {"reason": {"label": _("Reason")}}),
                ("hold", _("Put on hold"), "player-pause", {"reason": {"label": _("Reason")}}),
                ("give", _("Hand over"), "user-share", {}),
                ("refuse", _("Refused"), "circle-x", {}),
            )
            if may(code, user, case)
        ]

    def acts(self, case):
        """The next thing to do; the one filled button comes last."""
        user, found = self.request.user, []
        if may("contact", user, case) and case.is_open:
            found.append(self.act(case, "contact", _("Note a contact"), "phone", False))
        if may("resume", user, case):
            found.append(self.act(case, "resume", _("Take up again"), "player-play", True) | {"post": True})
        issue, move = may("issue", user, case), may("move", user, case)
        if move:
            found.append(self.act(case, "move", _("Pass the baton on"), "arrow-big-right-lines", not issue))
        if issue:
            found.append(self.act(case, "issue", _("Licence issued"), "certificate", True))
        return found

    def act(self, case, code, label, icon, primary):
        """A button that leads to a form."""
        url = reverse(f"licensing:{code}", args=[case.pk])
        return {"label": label, "url": url, "icon": icon, "primary": primary}
