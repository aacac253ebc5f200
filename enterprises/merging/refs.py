"""What points at a row: found through the models, so that nothing can be forgotten."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from pghistory.models import Event

# Ids of enterprises without a key: their tables stand below the enterprises (DESIGN §2).
PLAIN = (("accounts.Invitation", "subject_id"), ("reminders.DueReminder", "subject_id"))
# Of other things, or checked again when they are used.
OF_OTHERS = (
    ("reminders.DueReminder", "object_id"),
    ("core.TransferRow", "object_id"),
    ("enterprises.RegisterChange", "row_id"),
)
# Worked out from other rows, never moved.
WORKED_OUT = ("enterprises.ArchiveSection", "enterprises.LicenceScope")
# What was merged into what, as it was.
LEFT_ALONE = ("enterprises.Merge",)
ENTERPRISE = "enterprises.Enterprise"


@dataclass(frozen=True)
class Ref:
    """A column that points at a row: a key, or (with `type_column`) an id beside a content type."""

    model: type
    column: str
    type_column: str = ""

    def at(self, target, pks):
        """The condition on rows of `model` that they point at one of these rows of `target`."""
        found = models.Q(**{f"{self.column}__in": list(pks)})
        if self.type_column:
            found &= models.Q(**{self.type_column: ContentType.objects.get_for_model(target)})
        return found


def keys_to(target):
    """The foreign keys that point at a model, those of hidden relations and many-to-many tables included."""
    found = {
        Ref(relation.related_model._meta.concrete_model, relation.field.attname)
        for relation in target._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        if not issubclass(relation.related_model, Event)
        and relation.related_model._meta.label not in LEFT_ALONE
    }
    return sorted(found, key=lambda ref: (ref.model._meta.label, ref.column))


def typed_refs():
    """The pairs `<name>_type`, `<name>_id` of all models: they may point at any row."""
    found = []
    for model in apps.get_models():
        columns = {field.attname for field in model._meta.concrete_fields}
        if issubclass(model, Event):
            continue
        for field in model._meta.concrete_fields:
            name = f"{field.name.removesuffix('_type')}_id"
            if field.related_model is ContentType and field.name.endswith("_type") and name in columns:
                found.append(Ref(model, name, field.name))
    return found


def plain_refs(target):
    """Ids of enterprises in columns that are no keys."""
    if target._meta.label != ENTERPRISE:
        return []
    return [Ref(apps.get_model(label), column) for label, column in PLAIN]


def unique_keys(model):
    """[(columns, condition)] of what may be there only once."""
    attname = {field.name: field.attname for field in model._meta.concrete_fields}
    found = [
        (tuple(attname[name] for name in constraint.fields), constraint.condition)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields
    ]
    found += [(tuple(attname[name] for name in names), None) for names in model._meta.unique_together]
    found += [
        ((field.attname,), None)
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    ]
    return found
