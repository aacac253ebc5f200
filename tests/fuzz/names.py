"""The names a query string may use: read from the filter sets and from the code of the views."""

import ast
from functools import cache
from importlib import import_module
from pathlib import Path

import django_filters
from django.apps import apps

OURS = ("core", "accounts", "reminders", "enterprises", "servicedesk", "visits", "dashboards", "workstation")
EVERYWHERE = ("page", "sort", "next", "q", "tab", "from", "to", "enterprise", "format", "_unknown", "q[]", "")


def subclasses(found):
    """All classes below one."""
    for below in found.__subclasses__():
        yield below
        yield from subclasses(below)


def asked(tree):
    """Words a module takes out of `request.GET`: `GET.get("x")`, `GET.getlist("x")`, `GET["x"]`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of, word = node.func.value, node.args[0]
        elif isinstance(node, ast.Subscript):
            of, word = node.value, node.slice
        else:
            continue
        if isinstance(of, ast.Attribute) and of.attr == "GET" and isinstance(word, ast.Constant):
            yield str(word.value)


@cache
def query_names(app):
    """Names that pages of an app understand, and some that none does."""
    found = set(EVERYWHERE)
    if app in OURS:
        folder = Path(import_module(app).__file__).parent
        for path in folder.rglob("*.py"):
            found |= set(asked(ast.parse(path.read_text())))
    for filterset in subclasses(django_filters.FilterSet):
        if filterset.__module__.partition(".")[0] == app:
            found |= set(filterset.base_filters)
    return sorted(found)


@cache
def usual_values(app):
    """Choices of the app's filters and columns to sort by: what its addresses really carry."""
    found = {"open", "all", "planned", "mine", "over", "-pk", "pk", "password", "holder__password"}
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
