"""Every list and every form is measured, or says why not."""

from django.urls import URLPattern, get_resolver, resolve

from benchmarks.pages import NOT_MEASURED, PAGES
from benchmarks.places import url_of
from core.lists import ListPage
from core.views import FormPage

KNOWN = dict.fromkeys(
    (
        "today",
        "soon",
        "instrument",
        "year_ago",
        "of_enterprise",
        "own",
        "visit",
        "case",
        "request",
        "common",
        "common_name",
        "rare",
        "gauge",
    ),
    "1",
)


def addresses(patterns, space=""):
    """(name, route, view class) of every address but the admin's."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield (
                space + (pattern.name or ""),
                str(pattern.pattern),
                getattr(pattern.callback, "view_class", object),
            )
        elif pattern.app_name != "admin":
            yield from addresses(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space
            )


def test_every_list_and_every_form_that_may_grow_is_measured_or_says_why_not():
    """A form about one row (its route has an argument) offers what its park has; the query counts watch it."""
    growing = {
        name
        for name, route, view in addresses(get_resolver().url_patterns)
        if issubclass(view, ListPage) or (issubclass(view, FormPage) and "<" not in route)
    }
    measured = {resolve(url_of(page, KNOWN).partition("?")[0]).view_name for page in PAGES}
    assert growing - measured - set(NOT_MEASURED) == set()
    assert set(NOT_MEASURED) & measured == set()


def test_codes_name_one_page_each():
    codes = [page.code for page in PAGES]
    assert len(codes) == len(set(codes))
