"""A merge forgets nothing: every key, typed pair and plain id of every model is known to it."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from pghistory.models import Event

from enterprises.merging import refs
from enterprises.models import Enterprise

OF_PEOPLE = {"user_id", "actor_id", "uploaded_by_id", "removed_by_id"}  # people: accounts stand above core


def test_every_key_and_every_typed_pair_of_every_model_is_followed():
    followed = {(ref.model, ref.column) for ref in refs.keys_to(Enterprise)}
    for model in apps.get_models():
        if issubclass(model, Event) or model._meta.label in refs.LEFT_ALONE or model._meta.proxy:
            continue
        for field in model._meta.concrete_fields:
            target = field.related_model
            if target is not None and target._meta.concrete_model is Enterprise:
                assert (model, field.attname) in followed, f"{model._meta.label}.{field.name}"
    typed = {(ref.model, ref.type_column) for ref in refs.typed_refs()}
    for model in apps.get_models():
        if issubclass(model, Event) or model._meta.app_label in ("admin", "auth"):
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is ContentType:
                assert (model, field.name) in typed, f"{model._meta.label}.{field.name}"


def test_every_plain_id_is_known_to_be_of_an_enterprise_or_of_something_else():
    known = {*refs.PLAIN, *refs.OF_OTHERS}
    known |= {(ref.model._meta.label, ref.column) for ref in refs.typed_refs()}
    for model in apps.get_models():
        if issubclass(model, Event) or model._meta.app_label == "pghistory":  # the latter read all histories
            continue
        for field in model._meta.concrete_fields:
            plain = isinstance(field, models.IntegerField) and not field.primary_key and not field.is_relation
            if plain and field.name.endswith("_id") and field.name not in OF_PEOPLE:
                assert (model._meta.label, field.name) in known, f"{model._meta.label}.{field.name}"


def test_unique_keys_are_plain_columns_so_that_a_merge_can_compare_them():
    for model in {ref.model for ref in refs.keys_to(Enterprise)}:
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                assert constraint.fields and not constraint.expressions, constraint.name
