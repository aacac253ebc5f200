"""The names a query string may use: read from the filter sets and from the code of the views."""

import ast
from functools import cache
from importlib import import_module
from pathlib import Path

import django_filters
from django.apps import apps

OURS = (
    "core",
    "accounts",
    "reminders",
    "enterprises",
    "servicedesk",
    "visits",
    "licensing",
    "dashboards",
    "workstation",
)
EVERYWHERE = ("page", "sort", "next", "q", "tab", "from", "to", "enterprise", "period", "_unknown", "q[]", "")

LISTS = (
    "/requests/?status=all&sort=-title",
    "/visits/?tab=planned&from=9999-12-31&to=0001-01-01",
    "/enterprises/?page=9&sort=password",
    "/visits/missed/?q=\0",
    "/consultations/?page=-1&enterprise=9e99",
    "/people/",
)


def subclasses(found):
    """All classes below one."""
    for below in found.__subclasses__():
        yield below
        yield from subclasses(below)


def constants(tree):
    """{name: text} of the constants of a module, e.g. `LIST, AT = "list", "at"`."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            both = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            for name, one in zip(target.elts, value.elts, strict=False) if both else ((target, value),):
                if (
                    isinstance(name, ast.Name)
                    and isinstance(one, ast.Constant)
                    and isinstance(one.value, str)
                ):
                    yield name.id, one.value


def asked(tree, method):
    """Words a module takes out of `request.GET` or `.POST`: `GET.get("x")`, `GET.getlist(NAME)`, `GET["x"]`."""
    known = dict(constants(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of, word = node.func.value, node.args[0]
        elif isinstance(node, ast.Subscript):
            of, word = node.value, node.slice
        else:
            continue
        if isinstance(of, ast.Attribute) and of.attr == method:
            found = known.get(word.id) if isinstance(word, ast.Name) else getattr(word, "value", None)
            if isinstance(found, str):
                yield found


@cache
def query_names(app):
    """Names that pages of an app understand, and some that none does."""
    found = set(EVERYWHERE) | words_of(app, "GET")
    for filterset in subclasses(django_filters.FilterSet):
        if filterset.__module__.partition(".")[0] == app:
            found |= set(filterset.base_filters)
    return sorted(found)


@cache
def posted_names(app):
    """Names that the code of an app looks for in what is posted, besides the fields of its forms."""
    return sorted(words_of(app, "POST") | {"next", "pk", "version", "one_time_key"})


def words_of(app, method):
    """Words that an app and the ground floor take out of a request."""
    found = set()
    for each in {app, "core"} & set(OURS):
        for path in Path(import_module(each).__file__).parent.rglob("*.py"):
            found |= set(asked(ast.parse(path.read_text()), method))
    return found


@cache
def usual_values(app):
    """Choices of the app's filters and columns to sort by: what its addresses really carry."""
    found = {"open", "all", "planned", "mine", "over", "-pk", "pk", "password", "holder__password", *LISTS}
    for filterset in subclasses(django_filters.FilterSet):
        if filterset.__module__.partition(".")[0] == app:
            for one in filterset.base_filters.values():
                choices = one.extra.get("choices") or ()
                found |= {str(code) for code, _label in (choices() if callable(choices) else choices)}
    if apps.is_installed(app):
        for model in apps.get_app_config(app).get_models():
            found |= {field.name for field in model._meta.concrete_fields}
            found |= {f"-{field.name}" for field in model._meta.concrete_fields}
    return sorted(found)
