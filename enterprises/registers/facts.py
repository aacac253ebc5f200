"""What stands in the registers, counted: rows by variety, and in how many of them each required field is filled.

One statement over all registers, for one enterprise or for many.
"""

from dataclasses import dataclass, field

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Cast

from enterprises.models import Contact, ProductStandard, RequiredItem, YearlyFigures
from enterprises.registers.register import REGISTERS

BASIC = "basic"  # stands for the master data, whose fields are required like those of a register
CHILDREN = {"contacts": Contact, "years": YearlyFigures}  # further rows that the master data need


def is_filled(register, name):
    """The condition that a required field of a row is filled."""
    special = SPECIAL.get((register.code, name))
    if special is not None:
        return special
    column = register.model._meta.get_field(name)
    if isinstance(column, BooleanField):
        return Q(**{name: True})
    if isinstance(column, CharField) or column.get_internal_type() == "TextField":
        return ~Q(**{name: ""})
    return Q(**{f"{name}__isnull": False})


def filled(register, names):
    """{has_<name>: whether it is filled}, to annotate rows with."""
    return {
        f"has_{name}": ExpressionWrapper(is_filled(register, name), output_field=BooleanField())
        for name in names
    }


# fields that are more than one column: a term is a day or none at all, a product has a standard, it is declared
SPECIAL = {
    ("licences", "term"): Q(valid_to__isnull=False) | Q(long_term=True),
    ("products", "standards"): Q(Exists(ProductStandard.objects.filter(product=OuterRef("pk")))),
    ("product-standards", "declared"): ~Q(declaration="NOT_DECLARED"),
}


class _Array(Func):
    """Several numbers as one value, so that every register gives the same columns."""

    template = "ARRAY[%(expressions)s]::int[]"
    output_field = ArrayField(IntegerField())


@dataclass
class Facts:
    """What one enterprise has: {(register, variety): (rows, {field: filled})}."""

    rows: dict = field(default_factory=dict)

    def count(self, register, variety=""):
        """Rows of a register, of one variety or of all."""
        return sum(n for (code, kind), (n, _filled) in self.rows.items()
                   if code == register and variety in ("", kind))  # fmt: skip

    def filled(self, register, variety, name):
        """Rows of which a field is filled."""
        return sum(
            filled.get(name, 0)
            for (code, kind), (_n, filled) in self.rows.items()
            if code == register and variety in ("", kind)
        )

    def in_section(self, section):
        """Rows that count in a section."""
        return sum(
            self.count(register.code, dict(register.sections)[str(section)])
            for register in REGISTERS.values()
            if register.begins and str(section) in dict(register.sections)
        )


def required_items():
    """The items in force."""
    return RequiredItem.objects.filter(is_active=True).order_by("pk")


def facts_query(items, enterprise_ids):
    """The one statement: (register, enterprise, variety, rows, [filled …]) of every register that has rows."""
    parts = []
    for register in REGISTERS.values():
        names = fields_of(register.code, items)
        rows = register.model.objects.filter(enterprise_id__in=enterprise_ids).live().order_by()
        variety = Cast(F(register.variety), CharField()) if register.variety else Value("")
        counts = {
            f"filled_{place}": Count("pk", filter=is_filled(register, name))
            for place, name in enumerate(names)
        }
        parts.append(
            rows.annotate(of_register=Value(register.code), of_variety=variety)
            .values("of_register", "enterprise_id", "of_variety")
            .annotate(n=Count("pk"), **counts)
            .annotate(all_filled=_Array(Value(0), *(F(name) for name in counts)))
            .values_list("of_register", "enterprise_id", "of_variety", "n", "all_filled")
        )
    for code, model in CHILDREN.items():
        parts.append(
            model.objects.filter(enterprise_id__in=enterprise_ids)
            .order_by()
            .annotate(of_register=Value(code), of_variety=Value("", output_field=CharField()))
            .values("of_register", "enterprise_id", "of_variety")
            .annotate(n=Count("pk"))
            .annotate(all_filled=_Array(Value(0)))
            .values_list("of_register", "enterprise_id", "of_variety", "n", "all_filled")
        )
    return parts[0].union(*parts[1:], all=True)


def fields_of(code, items):
    """The required fields of a register, each once, in a fixed order."""
    return sorted({item.field for item in items if item.register == code and item.field})


def facts_of(enterprise_ids, items):
    """{enterprise id: Facts}, read in one statement."""
    ids = list(enterprise_ids)
    found = {pk: Facts() for pk in ids}
    if not ids:
        return found
    for code, pk, variety, n, filled in facts_query(items, ids):
        names = fields_of(code, items)
        found[pk].rows[(code, variety)] = (n, dict(zip(names, filled[1:], strict=True)))
    return found


@dataclass(frozen=True)
class Missing:
    """One thing a section still needs: in how many rows of how many; `rows` 0 when there is none yet."""

    item: RequiredItem
    lacking: int
    rows: int


@dataclass
class Score:
    """How many fields a section needs, how many of them are filled, and what is missing."""

    required: int = 0
    present: int = 0
    missing: list = field(default_factory=list)

    def add(self, item, required, present, rows):
        """Count one item."""
        self.required += required
        self.present += present
        if present < required:
            self.missing.append(Missing(item, required - present, rows))


def of_master_data(enterprise, item, facts):
    """Whether a field of the master data, or a row below them, is there."""
    if item.field in (*CHILDREN, "products"):
        return facts.count(item.field) > 0
    if item.field == "uscc":
        return bool(enterprise.uscc or enterprise.uscc_missing_reason)
    return bool(getattr(enterprise, "industry_id" if item.field == "industry" else item.field, None))


def score(section, items, enterprise, facts):
    """What a section of an archive has of what it needs (DOMAIN §2: filled ÷ required fields).

    An item without a field is one row that has to be there. A field counts in every row; where no row is there yet it
    counts once, if the register has to have rows.
    """
    found = Score()
    mine = [
        item
        for item in items
        if item.section == section and (not item.flag or getattr(enterprise, item.flag, False))
    ]
    asked = {item.register for item in mine if not item.field}
    for item in mine:
        rows = facts.count(item.register, item.variety)
        if item.register == BASIC:
            found.add(item, 1, int(of_master_data(enterprise, item, facts)), 1)
        elif not item.field:
            found.add(item, 1, int(rows > 0), rows)
        elif rows:
            found.add(item, rows, facts.filled(item.register, item.variety, item.field), rows)
        elif item.register in asked:
            found.add(item, 1, 0, 0)
    return found
