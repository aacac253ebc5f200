"""The thin base of all pages: who may open it, scope, forms with one-time keys and drafts, acts with a sentence."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views import View

from core import drafts, kept_files
from core.acts import act
from core.errors import kept_fields
from core.scope import still_in_scope
from core.transitions import StaleForm, TransitionError

KEPT = "kept_posts"
LOST_FILES = "files_to_choose_again"


class Page(View):
    """A page. `roles` says whose it is (None: everybody signed in); `public` pages need no sign-in."""

    roles = None
    public = False
    title = ""

    def dispatch(self, request, *args, **kwargs):
        """Sign-in first, then the role, then the page."""
        if not self.public:
            if not request.user.is_authenticated:
                return self.sign_in_first(request)
            if self.roles is not None and request.user.role not in self.roles:
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def sign_in_first(self, request):
        """To the sign-in page; a posted form is kept and comes back after signing in (TRAPS 18)."""
        if request.method == "POST":
            return render(
                request,
                "registration/login_again.html",
                {
                    "kept": [
                        *kept_fields(request),
                        *((LOST_FILES, name) for name in self.lost_files(request)),
                    ],
                    "next": request.get_full_path(),
                    "action": reverse(settings.LOGIN_URL),
                },
                status=401,
            )
        answer = redirect_to_login(request.get_full_path())
        if getattr(request, "htmx", False):  # the whole page goes there, not the part that was to be swapped
            return HttpResponse(status=401, headers={"HX-Redirect": answer.url})
        return answer

    def lost_files(self, request):
        """Names of the files of a form that came after the sign-in had ended: they have to be chosen again."""
        return [upload.name for uploads in request.FILES.lists() for upload in uploads[1]]

    def render(self, template, context, status=200):
        """Render with the page's title."""
        return render(self.request, template, {"title": self.title, "view": self, **context}, status=status)

    def get_object_or_404(self, queryset, pk):
        """The row, or 404 when it does not exist or is out of scope."""
        obj = queryset.filter(pk=pk).first()
        if obj is None:
            raise Http404
        return obj

    def back_to(self, default):
        """The address in `next` when it is ours, else `default`."""
        target = self.request.POST.get("next") or self.request.GET.get("next") or ""
        if url_has_allowed_host_and_scheme(target, {self.request.get_host()}, self.request.is_secure()):
            return target
        return default


def keep_post(session, path, pairs):
    """Remember the fields of a form that came with an expired session, until its page is opened again."""
    kept = {}
    for name, value in pairs:
        kept.setdefault(name, []).append(value)
    session[KEPT] = {path: kept}


def take_kept(request):
    """The kept fields for this address as a QueryDict, or None; asked once."""
    kept = request.session.get(KEPT, {})
    if request.path not in {path.partition("?")[0] for path in kept}:
        return None
    data = QueryDict(mutable=True)
    for path in list(kept):
        if path.partition("?")[0] == request.path:
            for name, values in kept.pop(path).items():
                data.setlist(name, values)
    request.session[KEPT] = kept
    return data


def posted(payload):
    """What was posted, or the payload of a draft, as a QueryDict."""
    if isinstance(payload, QueryDict):
        return payload
    data = QueryDict(mutable=True)
    for name, values in payload.items():
        data.setlist(name, values)
    return data


class FormPage(Page):
    """A page with a form that creates or changes something.

    `form_class`, `template_name`, `form_code` (names drafts and one-time keys; "" for forms without a draft),
    `save(form)` does the act and returns the object, `done_url(obj)` where to go, `done_message(obj)` the echo.
    `check_scope` is asked after saving, inside the transaction.
    """

    form_class = None
    more_forms = ()  # other forms of the page, e.g. of its lines: their labels stand beside kept fields
    template_name = "generic/form.html"
    form_code = ""
    one_time = False
    check_scope = True

    def draft_key(self):
        """Which draft of this form: one per object, or "new"."""
        return str(self.kwargs.get("pk", "new"))

    def get_form_kwargs(self):
        """More arguments for the form."""
        return {}

    def get_initial(self):
        """Values the form opens with."""
        return {}

    def make_form(self, data=None, files=None, **more):
        """The form, with the user it narrows its choices by."""
        return self.form_class(data, files, user=self.request.user, **self.get_form_kwargs(), **more)

    def open_form(self):
        """The form as it is first shown: kept fields of an expired session, else the draft, else fresh."""
        kept = take_kept(self.request)
        if kept is not None:
            self.restored = _(
                "You were signed out in between. What you had typed is still here; please save it again."
            )
            if lost := kept.getlist(LOST_FILES):
                self.restored += _("Choose these files again: %(names)s.") % {"names": "、".join(lost)}
            return self.make_form(initial={**self.get_initial(), **self.initial_from(kept)})
        if self.form_code:
            draft = drafts.draft_of(self.request.user, self.form_code, self.draft_key())
            if draft:
                self.restored = _("Continued from your draft.")
                self.draft = draft
                return self.make_form(initial={**self.get_initial(), **self.initial_from(draft.payload)})
        return self.make_form(initial=self.get_initial())

    def initial_from(self, payload):
        """Initial values out of posted fields, read by the widgets that made them. Formsets are the page's own."""
        data = posted(payload)
        fields = self.make_form().fields
        return {
            name: field.widget.value_from_datadict(data, {}, name)
            for name, field in fields.items()
            if not isinstance(field, forms.FileField)
        }

    restored = ""
    draft = None

    def allowed(self):
        """Hook, asked before anything typed is looked at: NotAllowed for the wrong person, then TransitionError in the
        wrong state. The act asks the same again with the row locked."""

    def get(self, request, *args, **kwargs):
        """Show the form."""
        self.allowed()
        return self.show(self.open_form())

    def show(self, form, status=200):
        """Render the form with its one-time key and draft address."""
        key = self.request.POST.get("one_time_key") or drafts.new_key()
        if self.keeps_files(form):
            if self.request.method == "POST":
                kept_files.keep_uploads(self.request, form, self.form_code, self.draft_key())
            rows = kept_files.of_draft(self.request.user, self.form_code, self.draft_key())
            kept_files.offer(form, rows)
        context = {
            "form": form,
            "one_time_key": key if self.one_time else "",
            "form_code": self.form_code,
            "draft_key": self.draft_key() if self.form_code else "",
            "draft": self.draft,
            "restored": self.restored,
            "next": self.request.POST.get("next") or self.request.GET.get("next") or "",
            **self.extra_context(form),
        }
        return self.render(self.template_name, context, status=status)

    def keeps_files(self, form):
        """Whether files of this form stay with its draft."""
        signed_in = self.request.user.is_authenticated
        return bool(self.form_code and signed_in and kept_files.field_of(form))

    def lost_files(self, request):
        """None, when it is known who has just been signed out: they are kept with his draft."""
        names, person = super().lost_files(request), getattr(request, "signed_out", None)
        if not names or person is None or (self.roles is not None and person.role not in self.roles):
            return names
        view, nobody, request.user = type(self)(), request.user, person
        try:
            view.setup(request, *self.args, **self.kwargs)
            form = view.make_form(request.POST, request.FILES)
            kept = view.keeps_files(form) and kept_files.keep_uploads(
                request, form, view.form_code, view.draft_key()
            )
        except Http404:  # out of this person's reach
            return names
        finally:
            request.user = nobody
        return [] if kept else names

    def extra_context(self, form):
        """Hook: more for the template."""
        return {}

    def post(self, request, *args, **kwargs):
        """Save once; an error brings the form back with everything that was typed.

        404 out of scope, 403 for the wrong person, 409 in the wrong state, 422 for what was typed: in this order.
        """
        if self.form_code and "save_draft" in request.POST:
            return self.save_as_draft(request)
        form = self.make_form(request.POST, request.FILES)
        if self.keeps_files(form):
            kept_files.take(form, request, self.form_code, self.draft_key())
        try:
            self.allowed()
        except TransitionError as error:
            return self.refuse(form, error)
        if too_large := getattr(request, "too_large", ""):
            form.add_error(None, too_large)
            return self.show(form, status=413)
        if no_room := getattr(request, "no_room", ""):
            form.add_error(None, no_room)
            return self.show(form, status=503)
        if not form.is_valid():
            # the second click of a double click fails on what the first one saved, e.g. a code that is taken now
            made = self.made_before()
            return self.saved_already(made) if made else self.show(form, status=422)
        try:
            with act():
                obj = self.save(form)
                if self.one_time:
                    drafts.use_up(*self.one_time_key(), request.user, obj)
                if self.check_scope and request.user.is_authenticated and not self.in_scope(obj):
                    raise PermissionDenied
                if self.form_code and request.user.is_authenticated:
                    drafts.discard(request.user, self.form_code, self.draft_key())
            if kept_files.SHOWN in request.POST and request.user.is_authenticated:
                kept_files.forget_orphans(request.user)
        except ObjectDoesNotExist:
            raise Http404 from None  # out of scope since the form was opened
        except drafts.AlreadySubmitted:
            made = self.made_before()
            return self.saved_already(made) if made else HttpResponseRedirect(request.get_full_path())
        except TransitionError as error:
            return self.refuse(form, error)
        message = self.done_message(obj)
        if message:
            messages.success(request, message)
        return self.leave(self.done_url(obj))

    def leave(self, url):
        """Go on after saving; what the browser kept of the draft is done with."""
        response = HttpResponseRedirect(url)
        return drafts.settle(response, self.form_code, self.draft_key()) if self.form_code else response

    def one_time_key(self):
        """(key, form) by which this post is saved once."""
        return self.request.POST.get("one_time_key", ""), self.form_code or type(self).__name__[:40]

    def made_before(self):
        """What the one-time key of this post has made already, or None."""
        return drafts.made_with(*self.one_time_key(), self.request.user) if self.one_time else None

    def refuse(self, form, error):
        """409 with the sentence and what was typed; the second click finds the state the first one left behind."""
        made = self.made_before()
        if made:
            return self.saved_already(made)
        form.add_error(None, str(error))
        return self.show(form, status=409)

    def saved_already(self, obj):
        """To the row the one-time key has made."""
        messages.info(self.request, _("This was saved already; it was not saved twice."))
        return self.leave(self.done_url(obj))

    def in_scope(self, obj):
        """Whether what was saved is still something its user may see."""
        if obj is None or not hasattr(type(obj).objects, "visible_to"):
            return True
        return still_in_scope(obj, self.request.user)

    def save_as_draft(self, request):
        """The button 存草稿: keep everything as typed, whatever its errors, and show the form again."""
        payload = {name: values for name, values in request.POST.lists() if name not in kept_files.DROPPED}
        form = self.make_form(request.POST, request.FILES)
        if self.keeps_files(form):
            kept_files.keep_uploads(request, form, self.form_code, self.draft_key())
        try:
            drafts.save_draft(request.user, self.form_code, self.draft_key(), payload)
        except ValueError:
            messages.error(request, _("The draft could not be kept: it is too long or damaged."))
        else:
            messages.success(request, _("The draft was kept. You can go on at any time."))
        return HttpResponseRedirect(request.get_full_path())

    def save(self, form):
        """Do the act; returns the object."""
        raise NotImplementedError

    def done_url(self, obj):
        """Where to go after saving."""
        return self.back_to(obj.get_absolute_url())

    def done_message(self, obj):
        """The echo of what was done."""
        return _("Saved.")


def guard_stale(form, obj, field="updated_at"):
    """Raise StaleForm when the row (locked: two may save at once) changed after the form was opened; `version` is posted
    back as an ISO moment."""
    seen = form.data.get("version", "")
    if not seen:
        return
    try:
        opened_with = datetime.fromisoformat(seen)
    except ValueError:
        return
    changed = getattr(obj, field)
    if changed and opened_with.tzinfo and changed > opened_with:
        raise StaleForm(
            _(
                "Somebody changed this at %(time)s after you opened it. What you typed is still here: compare, then save again."
            )
            % {"time": f"{localtime(changed):%H:%M}"}
        )
