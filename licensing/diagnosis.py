"""The diagnosis: from what is made to the licence that is needed, or to what applies instead (DOMAIN §2.4, §3.4).

A product is recognised by words of the entries in force on a day, by a food category or by what somebody says beside its
name. What is recognised by none of them is not known; a hint of the industry stays a hint.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from core.badges import Badge
from core.normalise import normal
from licensing.models import Catalogue, LicenceRule, List, Procedure, Verdict

SHOWN = 4  # findings of a kind; more of them mean that the words say too little
_parts = re.compile(r"[\s、，,;；]+")


@dataclass(frozen=True)
class Asked:
    """What is known of a product."""

    product: str = ""
    on: date | None = None
    industry: str = ""  # code of GB/T 4754
    food: str = ""  # number of a food category
    thing: str = ""
    rule: str = ""  # code of an entry that somebody chose

    @property
    def says_something(self):
        """Whether there is anything to go by."""
        return bool(self.product or self.food or self.thing or self.rule)


@dataclass(frozen=True)
class Finding:
    """An entry that fits, and why. `weight` is the length of the longest word that was recognised."""

    rule: LicenceRule
    why: str
    weight: int = 0

    @property
    def is_licence(self):
        """Whether a licence is needed by it."""
        return self.rule.outcome == LicenceRule.Outcome.LICENCE


@dataclass(frozen=True)
class Diagnosis:
    """What was found for a product on a day."""

    asked: Asked
    findings: list
    also: list = field(default_factory=list)
    hints: list = field(default_factory=list)
    catalogues: list = field(default_factory=list)
    unknown: list = field(default_factory=list)  # lists of which no edition of that day is recorded

    @property
    def verdict(self):
        """Needed as soon as one entry says so; not needed only when one says that."""
        if any(finding.is_licence for finding in self.findings):
            return Verdict.NEEDED
        return Verdict.NOT_NEEDED if self.findings else Verdict.UNKNOWN

    @property
    def badge(self):
        """The result in a word."""
        css, icon = Verdict.BADGES[self.verdict]
        return Badge(css, icon, Verdict(self.verdict).label)

    @property
    def first(self):
        """The finding the result rests on, or None."""
        return self.findings[0] if self.findings else None

    def chosen(self, code):
        """The finding of an entry, or None."""
        return next((each for each in self.findings if each.rule.code == code), None)


def words_of(text):
    """The words of a rule, as they are compared; each once."""
    return list(dict.fromkeys(word for part in _parts.split(text) if (word := normal(part))))


def recognised(rule, text):
    """The longest word by which a text is recognised as this entry; empty when it is not, or is ruled out."""
    if not text:
        return ""
    found = [word for word in words_of(rule.words) if word in text]
    if not found or any(word in text for word in words_of(rule.exclusions)):
        return ""
    return max(found, key=len)


def fits(rule, asked, text):
    """The finding of one entry, or None."""
    if asked.rule and rule.code == asked.rule:
        return Finding(rule, _("chosen by hand"), 1000)
    if asked.thing and rule.thing == asked.thing:
        return Finding(rule, _("as you say: %(what)s") % {"what": rule.get_thing_display()}, 900)
    if rule.list == List.FOOD and asked.food:
        if rule.number == asked.food:
            return Finding(rule, _("the food category you chose"), 800)
        return None  # the category that was chosen counts, not a word
    word = recognised(rule, text)
    return Finding(rule, _("recognised by “%(word)s”") % {"word": word}, len(word)) if word else None


def hinted(rule, industry):
    """Whether the industry hints at an entry."""
    return bool(industry) and any(industry.startswith(code) for code in rule.industries.split())


def diagnose(asked, rules, catalogues):
    """The diagnosis out of the rules and the catalogues in force on the day."""
    text = normal(asked.product)
    found = [finding for rule in rules if (finding := fits(rule, asked, text))]
    replaced = {finding.rule.instead_of for finding in found} - {""}
    found = [each for each in found if each.rule.list not in replaced or each.rule.instead_of]
    found.sort(key=lambda each: (not each.is_licence, -each.weight, each.rule.position))
    outcome = LicenceRule.Outcome.ALSO
    here = {each.rule.list for each in found}
    hints = [
        rule
        for rule in rules
        if hinted(rule, asked.industry)
        and (rule.outcome == outcome or (rule.list not in here | replaced and not found))
    ]
    there = {each.list for each in catalogues}
    return Diagnosis(
        asked,
        [each for each in found if each.rule.outcome != outcome][:SHOWN],
        list(
            dict.fromkeys(
                [
                    *(each.rule for each in found if each.rule.outcome == outcome),
                    *(rule for rule in hints if rule.outcome == outcome),
                ]
            )
        )[:SHOWN],
        [rule for rule in hints if rule.outcome != outcome][:SHOWN],
        list(catalogues),
        [List(each).label for each in (List.IPL, List.FOOD, List.CCC) if each not in there],
    )


def parts(on):
    """What a diagnosis is made of on a day, to be read together: rules, catalogues, procedures."""
    return LicenceRule.objects.on(on), Catalogue.objects.on(on), Procedure.objects.on(on)


def snapshot(diagnosis, finding):
    """The words of a finding, as a case remembers them."""
    if finding is None:
        return {"label": "", "why": "", "catalogue": listed(diagnosis.catalogues)}
    rule = finding.rule
    return {
        "label": str(rule),
        "list": str(rule.get_list_display()),
        "why": finding.why,
        "outcome": rule.outcome,
        "kind": rule.kind,
        "instead": rule.instead,
        "conditions": rule.conditions,
        "authority": rule.authority,
        "mode": str(rule.get_mode_display()) if rule.mode else "",
        "basis": rule.basis,
        "to_confirm": rule.to_confirm,
        "since": f"{rule.valid_from}" if rule.valid_from else "",
        "catalogue": listed(each for each in diagnosis.catalogues if each.list == rule.list),
    }


def listed(rows):
    """`a、b`"""
    return "、".join(str(row) for row in rows)[:300]
