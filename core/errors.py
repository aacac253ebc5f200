"""Error pages: plain words, what to do, a way home, the request number to quote (look: "404 / 403 / error")."""

import json

from django.http import HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

KEPT_LIMIT = 200_000


def explain(request, status, sentence=""):
    """The error page of `status` with a sentence; plain JSON for scripts that ask for it."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": sentence}, status=status)
    context = {"sentence": sentence, "kept": kept_fields(request) if status in (409, 413) else []}
    return render(request, f"errors/{status}.html", context, status=status)


def kept_fields(request):
    """[(name, value)] of a posted form, for showing it again; files and one-time words are left out."""
    if request.method != "POST":
        return []
    try:
        posted = request.POST
    except Exception as error:  # the body itself is what was refused
        if type(error).__name__ not in ("RequestDataTooBig", "TooManyFieldsSent"):
            raise
        return []
    pairs = [
        (name, value)
        for name, values in posted.lists()
        if name not in ("csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2")
        for value in values
    ]
    return pairs if len(json.dumps(pairs)) <= KEPT_LIMIT else []


def csrf_failure(request, reason=""):
    """A form whose token is gone: the page was open too long, or in another browser. What was typed stays."""
    sentence = _("This page was open too long to be trusted. Check what you typed and send it once more.")
    context = {"sentence": sentence, "kept": kept_fields(request), "action": request.get_full_path()}
    return render(request, "errors/403_csrf.html", context, status=403)


def not_found(request, exception=None):
    """404."""
    return explain(request, 404)


def forbidden(request, exception=None):
    """403, with the sentence of the refusal when there is one."""
    return explain(request, 403, str(exception or ""))


def bad_request(request, exception=None):
    """400."""
    return explain(request, 400)


def server_error(request):
    """500. Rendered without the frame's context, which asks the database: it may be what failed."""
    context = {"plain": True, "request_id": getattr(request, "request_id", "")}
    return HttpResponseServerError(render_to_string("errors/500.html", context))
