"""A form page and an act without one, for the tests of forms that were sent after the sign-in had ended."""

from django import forms
from django.http import HttpResponse
from django.urls import path

from core.views import FormPage, Page
from workstation.urls import urlpatterns as station


class NoteForm(forms.Form):
    """A text, several choices, a box."""

    text = forms.CharField(widget=forms.Textarea)
    kinds = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B"), ("c", "C")], required=False)
    urgent = forms.BooleanField(required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)


class NotePage(FormPage):
    """Has a page of its own, which can be filled again."""

    form_class = NoteForm
    title = "Note"
    check_scope = False

    def save(self, form):
        """Nothing is kept; the test looks at what arrived."""
        return form

    def done_url(self, obj):
        """Anywhere."""
        return "/me/"


class ActOnly(Page):
    """Has none."""

    def post(self, request):
        """Says what arrived."""
        return HttpResponse("|".join(f"{name}={','.join(values)}" for name, values in request.POST.lists()))


urlpatterns = [
    path("note/<int:pk>/", NotePage.as_view(), name="test_note"),
    path("act/", ActOnly.as_view(), name="test_act"),
    *station,
]
handler403 = "core.errors.forbidden"
