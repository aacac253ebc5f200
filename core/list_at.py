"""The list page at an address, made again as one user sees it: for neighbours of a record, saved filters and exports."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.urls import Resolver404, resolve


def list_at(request, source):
    """The list page that stands at `source` (path and query string), set up for the user of `request`.

    Raises Http404 when no list stands there, PermissionDenied when it is not for this user.
    """
    path, _mark, query = source.replace("\0", "").partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        raise Http404 from None
    view_class = getattr(match.func, "view_class", None)
    if not getattr(view_class, "is_list", False):
        raise Http404
    if view_class.roles is not None and request.user.role not in view_class.roles:
        raise PermissionDenied
    asked = copy(request)
    asked.method, asked.GET, asked.path = "GET", QueryDict(query), path
    view = view_class(**match.func.view_initkwargs)
    view.setup(asked, *match.args, **match.kwargs)
    return view
