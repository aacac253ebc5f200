"""What stands behind single fields of a row: a standard is one of the catalogue, products as printed become lines of the
scope, hours of training add up."""

import re

from core.clock import today
from core.normalise import clean_line
from enterprises.models import KeyPerson, LicenceScope, Standard
from enterprises.models.registers.base import SEPARATOR
from enterprises.registers.derive import hours_of, training_due
from enterprises.registers.numbers import kind_of_standard, normal_standard
from enterprises.search import search_text

_scope = re.compile(r"^(\d{4})[\s、．.:：]*(.*)$")
LONGEST_CATEGORY, LONGEST_VARIETY = 80, 200


def resolve(register, enterprise, values):
    """Values for the columns: a standard that was named by number and title is found in the catalogue, or entered."""
    values = dict(values)
    if register.code == "product-standards" and "standard_number" in values:
        values["standard"] = standard_of(
            enterprise, values.pop("standard_number"), values.pop("standard_title", "")
        )
    return values


def standard_of(enterprise, number, title=""):
    """The standard of this number in the catalogue of the park; a new one is entered, an empty title filled in."""
    number = normal_standard(number)
    found = Standard.objects.filter(park_id=enterprise.park_id, number=number).first()
    if found is None:
        kind = kind_of_standard(number)
        found = index_standard(
            Standard(
                park_id=enterprise.park_id,
                number=number,
                kind=kind,
                title=title,
                owner=enterprise if kind == Standard.Kind.QB_ENT else None,
            )
        )
        found.save()
    elif title and not found.title:
        found.title = title
        index_standard(found)
        found.save(update_fields=["title", "search_text", "searched", "updated_at"])
    return found


def index_standard(standard):
    """Set what the standard is found by."""
    standard.searched = SEPARATOR.join([standard.title, standard.number])
    standard.search_text = search_text([standard.title], [standard.number])
    return standard


def follow(register, row, *, new=False):
    """Child rows and sums, after a row was written or removed."""
    after = AFTER.get(register.code)
    if after:
        after(row, new)


def _scopes(licence, new):
    """One line of the scope for each line of the products as printed."""
    if licence.pk is None:
        return
    wanted = [scope_line(line) for line in licence.product_scope.split("\n")]
    wanted = list(dict.fromkeys(line for line in wanted if line[1]))
    there = [] if new else list(licence.scopes.values_list("category_code", "category", "variety"))
    if there == wanted:
        return
    if there:
        licence.scopes.all().delete()
    LicenceScope.objects.bulk_create(
        LicenceScope(licence=licence, category_code=code, category=category, variety=variety, position=place)
        for place, (code, category, variety) in enumerate(wanted)
    )


def scope_line(line):
    """(category code, category, varieties) of `2401 热加工糕点：烘烤类糕点`."""
    text = clean_line(line)
    found = _scope.match(text)
    code, rest = found.groups() if found else ("", text)
    category, _colon, variety = rest.replace("：", ":").partition(":")
    return code, category.strip()[:LONGEST_CATEGORY], variety.strip()[:LONGEST_VARIETY]


def _hours(training, new):
    """The hours of the person it belongs to."""
    person = KeyPerson.objects.get(pk=training.person_id)
    done = hours_of(person, today().year)
    person.hours_this_year = done
    person.training_due_on = training_due(person.hours_required, done, today())
    person.save(update_fields=["hours_this_year", "training_due_on", "updated_at"])


AFTER = {"licences": _scopes, "trainings": _hours}
