"""Imports go down only; apps on one floor never import each other (DESIGN §2)."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

BASE = Path(__file__).resolve().parents[2]
FLOORS = {
    "core": 0,
    "accounts": 1,
    "reminders": 2,
    "enterprises": 3,
    "servicedesk": 4,
    "visits": 5,
    "licensing": 5,
    "inspections": 5,
    "admissions": 5,
    "training": 5,
    "dashboards": 6,
    "duties": 6,
    "workstation": 7,
}
OURS = sorted(app for app in FLOORS if (BASE / app).is_dir())


def may_use(app, other):
    """Whether code of `app` may name `other`."""
    return app == other or FLOORS[other] < FLOORS[app]


def imported(path):
    """Our apps imported by a file, at any level of it: lazy imports count."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        elif (
            isinstance(node, ast.Call)
            and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("import_module", "import_string")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            names = [str(node.args[0].value)]
        else:
            continue
        yield from (name.split(".")[0] for name in names if name.split(".")[0] in FLOORS)


@pytest.mark.parametrize("app", OURS)
def test_an_app_imports_only_lower_floors(app):
    breaches = {
        f"{path.relative_to(BASE)} imports {other}"
        for path in (BASE / app).rglob("*.py")
        for other in imported(path)
        if not may_use(app, other)
    }
    assert not breaches


@pytest.mark.parametrize("app", OURS)
def test_foreign_keys_point_to_lower_floors(app):
    if not apps.is_installed(app) and app != "workstation":
        pytest.fail(f"{app} is a folder but not installed")
    breaches = {
        f"{model.__name__}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if field.related_model._meta.app_label in FLOORS
        and not may_use(app, field.related_model._meta.app_label)
    }
    assert not breaches


def test_migrations_depend_on_lower_floors_only():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    breaches = {
        f"{app}.{name} → {other}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in FLOORS
        for other, _name in migration.dependencies
        if other in FLOORS and not may_use(app, other)
    }
    assert not breaches


def test_every_folder_with_models_has_a_floor():
    installed = {config.label for config in apps.get_app_configs() if Path(config.path).parent == BASE}
    assert installed <= set(FLOORS)
