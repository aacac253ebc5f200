"""Who hears that a standard ends: every enterprise with a product made to it once, and its liaison."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core import timeline
from core.due import short_day
from enterprises.models import Membership
from enterprises.words import listed
from reminders.messages import message, owe

KIND = "standard-ended"
ICON = "book"
NAMED = 10  # enterprises named to a liaison


def ended(standard, uses, by):
    """One message naming its products to each person of an enterprise, one naming the enterprises to each liaison."""
    with override(settings.LANGUAGE_CODE):
        of_enterprise = _grouped(uses)
        words = {"number": standard.number, "day": short_day(standard.ended_on), "heir": standard.replaced_by}
        title = (
            _("%(number)s is superseded from %(day)s")
            if standard.replaced_by
            else _("%(number)s is withdrawn from %(day)s")
        ) % words
        then = (
            _("Its place takes %(heir)s.") % words if standard.replaced_by else _("Nothing takes its place.")
        )
        messages, liaisons = [], {}
        members = Membership.objects.filter(enterprise__in=of_enterprise, is_active=True).select_related(
            "user"
        )
        for membership in members:
            products = of_enterprise[membership.enterprise_id][1]
            body = _("Made to it: %(products)s. %(then)s Please look which edition you make them to.") % {
                "products": listed(products),
                "then": then,
            }
            messages.append(_message(standard, membership.user, title, body))
        for enterprise, _products in of_enterprise.values():
            if enterprise.liaison_id and enterprise.liaison_id != by.pk:
                liaisons.setdefault(enterprise.liaison_id, []).append(enterprise.name)
        for person in User.objects.filter(pk__in=liaisons):
            names = liaisons[person.pk]
            more = _(" and %(n)s more") % {"n": len(names) - NAMED} if len(names) > NAMED else ""
            body = _("Used by: %(names)s%(more)s. %(then)s They have been told.") % {
                "names": listed(names[:NAMED]),
                "more": more,
                "then": then,
            }
            messages.append(_message(standard, person, title, body))
        owe(messages)
    sentence = "standard_superseded" if standard.replaced_by else "standard_withdrawn"
    timeline.record_all(
        [
            timeline.line(
                sentence,
                subject=enterprise,
                actor=by,
                about=standard,
                number=standard.number,
                heir=str(standard.replaced_by or ""),
                day=str(standard.ended_on),
                products=listed(products)[:200],
            )
            for enterprise, products in of_enterprise.values()
        ]
    )


def taken_back(standard, uses, by):
    """The timeline of each enterprise says that it was a mistake."""
    timeline.record_all(
        [
            timeline.line(
                "standard_back", subject=enterprise, actor=by, about=standard, number=standard.number
            )
            for enterprise, _products in _grouped(uses).values()
        ]
    )


def people_of(uses):
    """Ids of everybody who may have been told: people and liaisons of the enterprises that use it."""
    found = set()
    for each in uses.order_by().values_list("enterprise__memberships__user_id", "enterprise__liaison_id"):
        found.update(pk for pk in each if pk)
    return found


def _grouped(uses):
    """{enterprise id: (enterprise, [names of products])}."""
    found = {}
    for use in uses:
        found.setdefault(use.enterprise_id, (use.enterprise, []))[1].append(use.product.name)
    return found


def _message(standard, person, title, body):
    return message(
        person,
        kind=KIND,
        icon=ICON,
        title=title,
        body=body,
        url=standard.get_absolute_url(),
        about=standard,
    )
