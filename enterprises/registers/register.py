"""What a register is: one declaration, from which its pages, forms, filters, completeness, deadlines, spreadsheets and
print are made."""

from dataclasses import dataclass, field

from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse

from enterprises.models import Section


@dataclass(frozen=True)
class Group:
    """Fields that stand together in a form and on the page of a row."""

    label: object
    fields: tuple

    def __init__(self, label, *fields):
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "fields", fields)


@dataclass(frozen=True)
class Dated:
    """A date of a register that somebody is reminded of: the column, its words, how long before, and the icon.

    `code` names it among the deadline sources; `act_by` and the like are further dates of the same register.
    """

    code: str
    column: str
    label: object
    lead_days: tuple
    icon: str = "calendar-due"


@dataclass(frozen=True)
class Register:
    """A register of the archive.

    `sections` are the sections it belongs to, each with the variety of rows that counts there ("" for all); `variety` is
    the column that tells varieties apart. `groups` hold the fields that people fill in, by column name. `columns` are
    shown in lists, `line2` below the title. `natural_key` finds a row again in a spreadsheet, within its enterprise.
    `badge` is the column of choices with BADGES. `dated` are the dates people are reminded of.
    """

    code: str
    model: type
    sections: tuple
    label: object
    one: object
    unit: object
    icon: str
    purpose: object
    groups: tuple
    columns: tuple
    natural_key: tuple
    title: str = "name"
    line2: tuple = ()
    variety: str = ""
    badge: str = ""
    filters: tuple = ()
    dated: tuple = ()
    due_label: object = ""
    order: int = 100
    begins: bool = True  # a row of it makes its sections more than empty
    words: dict = field(default_factory=dict, hash=False)  # help below fields
    personal: tuple = ()  # columns that are shown masked
    free: tuple = ("note",)  # columns the enterprise changes at once; the others wait for the station

    @property
    def section(self):
        """The section it stands in first."""
        return Section(self.sections[0][0])

    @property
    def fields(self):
        """Names of all fields that people fill in, in the order of the form."""
        return tuple(name for group in self.groups for name in group.fields)

    @property
    def is_dated(self):
        """Whether its rows have `due_on`."""
        return any(each.column == "due_on" for each in self.dated)

    def has(self, name):
        """Whether the model has a column of this name."""
        try:
            self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        return True

    def label_of(self, name):
        """The words for a column."""
        return self.model._meta.get_field(name).verbose_name

    def in_section(self, rows, section):
        """Those of the rows that count in a section."""
        variety = dict(self.sections).get(str(section), "")
        return rows.filter(**{self.variety: variety}) if variety else rows

    @property
    def list_url(self):
        """The list of the whole park."""
        return reverse("enterprises:register", args=[self.code])

    def url_of(self, enterprise_id):
        """The list of one enterprise."""
        return reverse("enterprises:register_of", args=[enterprise_id, self.code])

    def add_url(self, enterprise_id):
        """The form for a new row of one enterprise."""
        return reverse("enterprises:add_row", args=[enterprise_id, self.code])


REGISTERS = {}


def declare(register):
    """Add a register; twice the same code is a mistake of the programmer."""
    if register.code in REGISTERS or register.code != register.model.REGISTER:
        raise ValueError(
            f"the register {register.code!r} is declared twice, or not under the code of its model"
        )
    REGISTERS[register.code] = register
    return register


def of_section(section):
    """The registers that count in a section, in their order."""
    found = [each for each in REGISTERS.values() if str(section) in dict(each.sections)]
    return sorted(found, key=lambda each: (each.section != section, each.order))
