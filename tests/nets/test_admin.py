"""/admin/ speaks Chinese: the names of apps, models and fields, and the words Django itself has not translated."""

from django.contrib import admin
from django.urls import reverse

from tests.nets.test_pages import problems_of
from tests.nets.visitor import Visitor

WRITTEN_INTO_DJANGO = {"Search", "True", "False"}  # alt texts of pictures in its templates


def addresses():
    """Every page of every registered model that the system administrator may open."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        yield reverse("admin:app_list", args=[model._meta.app_label])
        row = model._default_manager.first()
        if row is not None:
            yield reverse(f"{name}_change", args=[row.pk])
            yield reverse(f"{name}_history", args=[row.pk])


def test_every_page_of_admin_is_chinese(world):
    visitor = Visitor(world)
    names = {user.username for user in world.people.values()} | {"gone"} | WRITTEN_INTO_DJANGO
    wrong = {}
    for url in addresses():
        response = visitor.get("sysadmin", url)
        if response.status_code == 403:
            continue
        assert response.status_code == 200, url
        english = [
            said for said in problems_of(response.content.decode(), names) if said.startswith("English")
        ]
        if english:
            wrong[url] = english
    assert wrong == {}


def test_no_plural_is_an_english_one():
    plurals = {str(model._meta.verbose_name_plural) for model in admin.site._registry}
    assert [name for name in plurals if name.isascii() or name.endswith("s")] == []
