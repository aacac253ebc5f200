"""Error pages: plain words, what to do, a way home, the request number to quote (look: "404 / 403 / error")."""

import json
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.outage import outage_of

RETRY_AFTER = 10  # seconds, told to machines
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
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, OSError):  # the body is what was refused
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
    """500, or 503 while something the station stands on is away. Rendered without the frame's context, which asks the
    database: it may be what failed."""
    if sentence := outage_of(sys.exception()):
        return unavailable(request, sentence)
    context = {"plain": True, "request_id": getattr(request, "request_id", "")}
    return HttpResponseServerError(render_to_string("errors/500.html", context))


def unavailable(request, sentence):
    """503 with the sentence, what was typed, and a button that sends it again with its one-time key."""
    if "application/json" in request.headers.get("Accept", ""):
        answer = JsonResponse({"error": sentence}, status=503)
    else:
        kept = kept_fields(request)
        context = {
            "request": request,
            "request_id": getattr(request, "request_id", ""),
            "sentence": sentence,
            "kept": kept,
            "action": request.get_full_path(),
            "files_lost": bool(kept and request.FILES),
            "csrf_token": get_token(request),
        }
        answer = HttpResponse(render_to_string("errors/503.html", context), status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer
