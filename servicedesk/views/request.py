"""The page of one request."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.roles import BUSINESS, Role
from core import drafts, kept_files, timeline
from core.contributions import offers_for
from core.masking import mask_mobile
from core.models import Attachment
from core.templatetags.station import day, moment
from core.views import Page
from core.walk import walk_of
from servicedesk.forms import AnswerForm, RateForm, ReplyForm
from servicedesk.forms.intake import holder_choices, takers
from servicedesk.models import RequestMessage, ServiceRequest
from servicedesk.querysets import sees_internal
from servicedesk.rights import may
from servicedesk.words import came_in, sentence, steps

MAIN = {"answer": AnswerForm, "reply": ReplyForm, "rate": RateForm}
KIND_ICONS = {
    "QUESTION": "message-question",
    "REPLY": "message-reply",
    "ANSWER": "circle-check",
    "NOTE": "notes",
    "EVENT": "point",
}


class RequestPage(Page):
    """`/requests/<id>/`: where it stands in a sentence, the trail, what was said, and whose turn it is."""

    roles = BUSINESS

    def get(self, request, pk):
        """Show."""
        obj = self.get_object_or_404(
            ServiceRequest.objects.visible_to(request.user)
            .for_page()
            .select_related("submitted_by", "answered_by"),
            pk,
        )
        own = request.user.role == Role.ENTERPRISE
        self.title = obj.title
        files = self.files_of(obj)
        walk = walk_of(request, obj)
        list_url = walk.list_url if walk else reverse("servicedesk:requests")
        return self.render(
            "servicedesk/request.html",
            {
                "obj": obj,
                "own": own,
                "badges": [obj.own_badge if own else obj.badge],
                "badge_line": format_html("{} · {} · {}", obj.number, obj.category, came_in(obj)),
                "intro": sentence(obj, request.user),
                "crumbs": [
                    (_("My requests") if own else _("Enterprise requests"), list_url),
                    (obj.number, None),
                ],
                "walk": walk,
                "steps": steps(obj),
                "facts": self.facts(obj, own),
                "facts_css": "five",
                "acts": self.acts(obj),
                "thread": self.thread(obj, files),
                "files": files.get((type(obj)._meta.model_name, obj.pk), []),
                "lines": self.lines(obj),
                **self.main_act(obj),
            },
        )

    def facts(self, obj, own):
        """Key facts; the phone of the contact is masked for readers who do not handle requests."""
        user = self.request.user
        phone = obj.contact_mobile if own or user.is_officer else mask_mobile(obj.contact_mobile)
        contact = " ".join(part for part in (obj.contact_name, phone) if part)
        facts = [
            (_("Enterprise"), obj.enterprise.name, "" if own else obj.enterprise.get_absolute_url()),
            (_("In whose hands"), obj.held_by),
            (_("Promised date"), format_html("{} {}", day(obj.promised_on), obj.due.line2)),
            (_("Contact"), contact),
            (pgettext("request", "Noted by"), self.noted_by(obj)),
        ]
        if obj.rating is not None:
            facts.append((_("Rating"), "★" * obj.rating + "☆" * (5 - obj.rating)))
        return facts

    def noted_by(self, obj):
        """Who brought it in, and from where."""
        if obj.origin_type_id and self.request.user.role != Role.ENTERPRISE:
            label = obj.origin_type.name
            return f"{obj.submitted_by or ''} · {label}".strip(" ·")
        return str(obj.submitted_by or "")

    def files_of(self, obj):
        """{(model, id): [file]} of the request and of everything said about it, in one query."""
        request_type = ContentType.objects.get_for_model(ServiceRequest)
        message_type = ContentType.objects.get_for_model(RequestMessage)
        said = RequestMessage.objects.visible_to(self.request.user).filter(request=obj)
        rows = (
            Attachment.objects.filter(removed_at=None)
            .filter(
                Q(object_type=request_type, object_id=obj.pk)
                | Q(object_type=message_type, object_id__in=said.values("pk"))
            )
            .order_by("position", "pk")
        )
        names = {request_type.pk: request_type.model, message_type.pk: message_type.model}
        found = {}
        for row in rows:
            mine = row.uploaded_by_id == self.request.user.pk
            found.setdefault((names[row.object_type_id], row.object_id), []).append(
                {
                    "name": row.name,
                    "url": reverse("core:attachment", args=[row.pk]),
                    "kind": row.kind,
                    "size": row.size,
                    "caption": row.caption,
                    "remove_url": reverse("core:remove_attachment", args=[row.pk])
                    if mine or self.request.user.is_station
                    else "",
                }
            )
        return found

    def thread(self, obj, files):
        """What was said, oldest first; internal notes and reasons only for officers and readers."""
        rows = obj.messages.select_related("author__department")
        if not sees_internal(self.request.user):
            rows = rows.filter(internal=False)
        return [
            {
                "pk": row.pk,
                "icon": KIND_ICONS[row.kind],
                "kind": row.get_kind_display(),
                "css": row.kind.lower(),
                "who": self.author_of(row),
                "at": moment(row.at, True),
                "text": row.text,
                "internal": row.internal,
                "files": files.get(("requestmessage", row.pk), []),
            }
            for row in rows
        ]

    def author_of(self, row):
        """`市场监管局 刘洋`; people of the enterprise by name."""
        if row.author is None or row.author.role == Role.ENTERPRISE:
            return row.author_name
        return f"{row.author.affiliation} {row.author_name}"

    def lines(self, obj):
        """The course of the request."""
        rows = timeline.of_object(obj)
        if not sees_internal(self.request.user):
            rows = rows.filter(internal=False)
        lines = timeline.lines(reversed(list(rows[:100])))
        said = f"{obj.number} {obj.title}"
        for line in lines:  # the page itself says which request it is
            line["text"] = line["text"].removeprefix(said).lstrip(" :：")
        return lines

    def main_act(self, obj):
        """The form of whose turn it is, with what he had typed before."""
        user = self.request.user
        for act, form_class in MAIN.items():
            if not may(act, user, obj) or (act == "reply" and user.role != Role.ENTERPRISE):
                continue
            if act == "rate" and obj.closed_at:
                continue
            form, draft = form_class(user=user, obj=obj), None
            if "text" in form.fields:
                draft = drafts.draft_of(user, f"request-{act}", str(obj.pk))
                if draft:
                    form.fields["text"].initial = "\n".join(draft.payload.get("text", []))
                    kept_files.offer(form, kept_files.of_draft(user, f"request-{act}", str(obj.pk)))
            return {
                "main": act,
                "main_form": form,
                "main_url": reverse(f"servicedesk:{act}", args=[obj.pk]),
                "main_code": f"request-{act}" if "text" in form.fields else "",
                "main_key": drafts.new_key() if "text" in form.fields else "",
                "draft": draft,
                "main_label": {
                    "answer": _("Answer"),
                    "reply": pgettext("request", "Send"),
                    "rate": _("Rate and close"),
                }[act],
                "main_heading": {
                    "answer": _("Answer the enterprise"),
                    "reply": _("Add what is missing"),
                    "rate": _("Did it help you"),
                }[act],
            }
        return {"main": ""}

    def acts(self, obj):
        """Everything else this user may do now, each with its reason box."""
        user, pk = self.request.user, obj.pk

        def act(code, label, icon, **more):
            return {"label": label, "url": reverse(f"servicedesk:{code}", args=[pk]), "icon": icon, **more}

        found = []
        if may("amend", user, obj):
            found.append(act("amend", _("Amend"), "edit"))
        if may("note", user, obj):
            hint = _("The enterprise does not see it.")
            found.append(
                act(
                    "note",
                    pgettext("request", "Note"),
                    "notes",
                    reason={
                        "label": _("Note for colleagues"),
                        "name": "text",
                        "help": hint,
                        "submit": pgettext("request", "Keep"),
                    },
                )
            )
        if may("withdraw", user, obj):
            found.append(
                act(
                    "withdraw",
                    _("Withdraw"),
                    "arrow-back-up",
                    reason={"label": _("Why you no longer need it")},
                )
            )
        if may("reopen", user, obj):
            found.append(
                act(
                    "reopen",
                    _("Not settled, take up again"),
                    "refresh",
                    reason={"label": _("What is still open")},
                )
            )
        if may("rate", user, obj) and obj.closed_at:
            found.append(act("rate", _("Rate"), "star"))
        if may("reply", user, obj) and user.role != Role.ENTERPRISE:
            found.append(act("reply", _("The enterprise answered"), "message-reply"))
        if may("ask_back", user, obj):
            found.append(
                act(
                    "ask_back",
                    _("Ask the enterprise"),
                    "hand-stop",
                    reason={
                        "label": _("What has to be added"),
                        "help": _(
                            "The enterprise reads this sentence; the clock stands still until it answers."
                        ),
                        "submit": _("Ask, stop the clock"),
                    },
                )
            )
        found += self.handing_acts(obj, act)
        if may("close", user, obj):
            found.append(act("close", pgettext("request", "Close"), "check", post=True))
        if may("start", user, obj):
            found.append(act("start", pgettext("request", "Start"), "player-play", post=True))
        own = self.request.user.role == Role.ENTERPRISE
        found += [
            {"label": offer["label"], "url": offer["url"], "icon": offer["icon"]}
            for offer in ([] if own else offers_for(user, obj))
        ]
        return found

    def handing_acts(self, obj, act):
        """Take it, give it, hand it over."""
        user = self.request.user
        if may("assign", user, obj):
            found = [act("take", _("I take it"), "user-check", post=True, primary=user.role != Role.LEAD)]
            if user.role == Role.LEAD:
                reason = self.choices(_("Assign"), required=False)
                found.append(act("assign", _("Assign"), "user-plus", primary=True, reason=reason))
            return found
        if may("transfer", user, obj):
            if user.role == Role.LEAD:
                return [act("transfer", _("Hand over"), "user-share", reason=self.choices(_("Hand over")))]
            if obj.holder_id != user.pk:
                return [
                    act(
                        "transfer",
                        _("Take over"),
                        "user-share",
                        reason={"label": _("Why"), "submit": _("Take over")},
                        fields=[("holder", user.pk)],
                    )
                ]
        return []

    def choices(self, label, required=True):
        """The small form that asks for a person and a reason."""
        return {
            "label": _("Why"),
            "hint": _("e.g. belongs to market regulation"),
            "choices": holder_choices(self.request.user, takers(self.request.user)),
            "choices_label": _("To whom"),
            "choices_name": "holder",
            "submit": label,
            "required": required,
        }
