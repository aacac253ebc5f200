"""What the cells of a register's sheet may hold, by the columns of its model."""

from django.db import models

from core.exchange.kinds import SKIP, Choice, Code, Day, Number, Text, YesNo
from core.masking import mask_mobile
from core.normalise import clean_mobile, normal
from enterprises.models import Enterprise
from enterprises.registers.forms import FIRST_DAY, PAST
from enterprises.registers.numbers import normal_number, normal_standard

STANDARD = "standard"
CLEANED_AS = {"number": normal_number, "equipment_code": normal_number, "registration_code": normal_number}
LONGEST_TEXT = 5000


class Masked(Code):
    """A mobile number: written masked; a masked one that comes back leaves what is there."""

    def read(self, value, context=None):
        """The number, or nothing to say."""
        return SKIP if "*" in str(value) else super().read(value, context)

    def say(self, value, context=None):
        """Masked."""
        return mask_mobile(value)

    def cell(self, value, context=None):
        """Masked."""
        return mask_mobile(value) or None


class EnterpriseChoice(Choice):
    """An enterprise of the park: by its name, short name, credit code or plate code."""

    def tables(self, context):
        """The other words it is known by."""
        if self not in context.setdefault("tables", {}):
            words, _labels = super().tables(context)
            for pk, _name, *others in context["enterprises"]:
                for other in filter(None, others):
                    words.setdefault(normal(other), pk)
        return context["tables"][self]

    def choices(self, context=None):
        """A drop-down, as long as it can be looked through."""
        found = super().choices(context)
        return found if len(found) <= 500 else ()


def enterprises_of(context):
    """[(id, name)] of the enterprises a row may belong to."""
    if "enterprises" not in context:
        rows = Enterprise.objects.editable_by(context["user"]).order_by("sort_key", "id")
        context["enterprises"] = list(rows.values_list("pk", "name", "short_name", "uscc", "short_code"))
    return [(pk, name) for pk, name, *_others in context["enterprises"]]


def kind_of(register, name, book):
    """What a cell of a column may hold."""
    column = register.model._meta.get_field(name)
    if isinstance(column, models.ForeignKey):
        return Code(60, clean=normal_standard) if name == STANDARD else Text(200)
    if name == "type_code":
        types = [(each.code, each.label) for each in book.types if each.register == register.code]
        return Choice(options=tuple(types))
    if name in register.personal:
        return Masked(20, clean=clean_mobile)
    if column.choices:
        computed = {getattr(register.model, "LATE", None), getattr(register.model, "SOON", None)}
        chosen = [pair for pair in column.flatchoices if name != "status" or pair[0] not in computed]
        return Choice(options=tuple(chosen))
    if isinstance(column, models.BooleanField):
        return YesNo()
    if isinstance(column, models.DateField):
        return Day(past=name in PAST, first=FIRST_DAY)
    if isinstance(column, models.DecimalField):
        return Number(
            places=column.decimal_places,
            digits=column.max_digits,
            least=None,
            checks=tuple(column.validators),
        )
    if isinstance(column, models.IntegerField):
        return Number(places=0, digits=9, least=0)
    if isinstance(column, models.TextField):
        return Text(LONGEST_TEXT, lines=True)
    if name in CLEANED_AS:
        return Code(column.max_length, clean=CLEANED_AS[name])
    return Text(column.max_length)
