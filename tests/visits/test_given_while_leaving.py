"""Somebody is given work in the very moment his account is closed: it goes to his successor, or is not given."""

from datetime import timedelta

import pytest

from accounts import actions as accounts
from accounts.handover import held_by
from accounts.models import Invitation, User
from accounts.roles import Role
from core.clock import today
from core.transitions import NotAllowed, TransitionError
from enterprises import actions as enterprises
from enterprises import members
from enterprises.models import Membership
from servicedesk import actions as desk
from tests.factories import make_user
from tests.races import meanwhile
from tests.servicedesk.making import make_request
from visits import actions as visits

pytestmark = pytest.mark.django_db(transaction=True)


def assigned(cast):
    request = make_request(cast, holder=None)
    return lambda: desk.assign_request(request.pk, cast.lead, cast.zhou)


def transferred(cast):
    request = make_request(cast, holder="chen")
    return lambda: desk.assign_request(request.pk, cast.lead, cast.zhou, reason="归他")


def noted(cast):
    return lambda: make_request(cast, holder="zhou")


def asked_for_at_a_visit(cast):
    needs = [desk.Need("压力表检定", "METROLOGY", holder=holder) for holder in (cast.liu, cast.zhou)]
    return lambda: visits.log_visit(cast.chen, cast.dinghe_co.pk, visited_on=today(), needs=needs)


def planned(cast):
    day = today() + timedelta(days=3)
    return lambda: visits.plan_visit(cast.lead, cast.yunlu_co, planned_on=day, author=cast.zhou)


def planned_anew(cast):
    day = today() + timedelta(days=3)
    plan = visits.plan_visit(cast.chen, cast.yunlu_co, planned_on=day)
    return lambda: visits.replan(plan.pk, cast.lead, planned_on=day, author=cast.zhou)


def made_liaison(cast):
    return lambda: enterprises.change_liaison(cast.yunlu_co.pk, cast.lead, cast.zhou)


def made_liaison_of_a_new_one(cast):
    return lambda: enterprises.register_enterprise(
        cast.park, cast.lead, name="九江浔阳精铸有限公司", uscc_missing_reason="正在办理", liaison=cast.zhou
    )


def reopened(cast):
    request = make_request(cast, holder="zhou")
    desk.answer_request(request.pk, cast.zhou, text="已办好。")
    desk.close_request(request.pk, cast.zhou)
    return lambda: desk.reopen_request(request.pk, cast.yunlu, reason="还没有好")


GIVEN = (
    assigned,
    transferred,
    noted,
    asked_for_at_a_visit,
    planned,
    planned_anew,
    made_liaison,
    made_liaison_of_a_new_one,
    reopened,
)


def leave(cast):
    return accounts.deactivate(cast.zhou.pk, cast.lead, successor=cast.chen)


@pytest.mark.parametrize("given", GIVEN)
def test_who_is_being_closed_is_given_nothing(cast, given):
    gone, answer = meanwhile(lambda: leave(cast), given(cast))
    assert isinstance(gone, dict), gone
    assert isinstance(answer, TransitionError), answer
    assert held_by(cast.zhou) == []


@pytest.mark.parametrize("given", GIVEN)
def test_what_was_given_just_before_goes_to_the_successor(cast, given):
    answer, gone = meanwhile(given(cast), lambda: leave(cast))
    assert not isinstance(answer, Exception), answer
    assert isinstance(gone, dict), gone
    assert held_by(cast.zhou) == []
    assert held_by(cast.chen)


@pytest.mark.parametrize("given", GIVEN)
def test_giving_and_leaving_never_wait_for_each_other(cast, given):
    make_request(cast, holder="zhou")
    give = given(cast)
    gone, answer = meanwhile(
        lambda: User.objects.select_for_update(no_key=True).get(pk=cast.zhou.pk),
        give,
        then=lambda: leave(cast),
    )
    assert isinstance(gone, dict), gone
    assert isinstance(answer, TransitionError), answer
    assert held_by(cast.zhou) == []


def test_who_was_closed_meanwhile_closes_nobody(cast):
    second = make_user("lead2", "王建", Role.LEAD, cast.park)
    make_user("lead3", "何静", Role.LEAD, cast.park)
    gone, answer = meanwhile(
        lambda: accounts.deactivate(second.pk, cast.lead),
        lambda: accounts.deactivate(cast.lead.pk, second, successor=cast.chen),
    )
    assert isinstance(gone, dict), gone
    assert isinstance(answer, NotAllowed), answer
    assert User.objects.get(pk=cast.lead.pk).is_active


def test_an_invitation_opens_one_account(cast):
    token = members.invite_member(cast.yunlu_co.pk, cast.chen, name="何静").token

    def accept(username):
        return accounts.accept(token, name="何静", mobile="", username=username, password="Zhiliang-2026")

    first, second = meanwhile(lambda: accept("hejing"), lambda: accept("hejing2"))
    assert first.username == "hejing"
    assert isinstance(second, TransitionError), second
    assert (
        Membership.objects.filter(enterprise=cast.yunlu_co, user__username__startswith="hejing").count() == 1
    )


def test_a_password_is_chosen_in_the_moment_of_leaving(cast):
    link = accounts.make_reset_link(cast.zhou.pk, cast.lead)
    gone, answer = meanwhile(
        lambda: User.objects.select_for_update(no_key=True).get(pk=cast.zhou.pk),
        lambda: accounts.set_password_by_link(link.token, "Zhiliang-2027"),
        then=lambda: leave(cast),
    )
    assert isinstance(gone, dict), gone
    assert isinstance(answer, TransitionError), answer
    assert not User.objects.get(pk=cast.zhou.pk).has_usable_password()
    assert Invitation.objects.get(pk=link.pk).used_at is None


def test_of_two_handovers_one_counts(cast):
    make_request(cast, holder="zhou")
    first, second = meanwhile(lambda: leave(cast), lambda: leave(cast))
    assert isinstance(first, dict), first
    assert isinstance(second, TransitionError), second
