"""A leaver's account is closed and his work handed over in one act."""

import threading

import pytest
from django.db import connection

from accounts import actions, handover, invitations
from accounts.models import Invitation, User
from accounts.roles import Role
from core.transitions import NotAllowed, TransitionError
from tests.factories import make_user


@pytest.fixture
def held(cast, work):
    """chen holds two things, by the stand-in of open work."""
    return [actions.invite(cast.park, Role.ENTERPRISE, cast.chen, subject_id=n) for n in (1, 2)]


def holder_of(held):
    """Who holds the things now."""
    return {Invitation.objects.get(pk=row.pk).invited_by.username for row in held}


def test_the_lead_sees_what_a_leaver_holds_and_hands_it_over_in_one_act(cast, held, sign_in, enter):
    running, _response = enter("chen")
    client = sign_in("lead")
    page = client.get(f"/people/{cast.chen.pk}/leave/")
    assert [(kind.code, number) for kind, number in page.context["held"]] == [("stand-in", 2)]
    assert set(page.context["form"].fields["successor"].queryset.values_list("username", flat=True)) == {
        "zhou",
        "lead",
        "liu",
        "wu",
    }
    response = client.post(f"/people/{cast.chen.pk}/leave/", {"successor": cast.zhou.pk})
    assert response["Location"] == f"/people/{cast.chen.pk}/"
    assert holder_of(held) == {"zhou"}
    chen = User.objects.get(pk=cast.chen.pk)
    assert not chen.is_active
    assert chen.left_at
    assert running.get("/me/").status_code == 302
    assert enter("chen")[1].status_code == 422
    assert enter("13800000001")[1].status_code == 422


def test_without_a_successor_nothing_happens(cast, held, sign_in):
    response = sign_in("lead").post(f"/people/{cast.chen.pk}/leave/", {})
    assert response.status_code == 422
    assert User.objects.get(pk=cast.chen.pk).is_active
    with pytest.raises(TransitionError):
        actions.deactivate(cast.chen.pk, cast.lead)
    assert holder_of(held) == {"chen"}


@pytest.mark.parametrize("who", ["chen", "stranger", "manager", "yunlu", "gone"])
def test_work_goes_to_an_active_officer_of_the_park_only(cast, held, who):
    if who == "gone":
        cast.people["gone"] = make_user("gone", "已走", Role.STAFF, cast.park, is_active=False)
    with pytest.raises(TransitionError):
        actions.deactivate(cast.chen.pk, cast.lead, successor=cast[who])
    assert User.objects.get(pk=cast.chen.pk).is_active
    assert holder_of(held) == {"chen"}
    actions.deactivate(cast.chen.pk, cast.lead, successor=cast.zhou)
    assert holder_of(held) == {"zhou"}


def test_each_kind_may_go_to_somebody_else(cast, held, monkeypatch):
    given = {}

    def give(leaver, successor, by):
        given["liaison"] = successor.username
        return 1

    handover.holdings.add(
        handover.Holding("liaison", "enterprises", lambda user: User.objects.filter(pk=user.pk), give)
    )
    numbers = actions.deactivate(
        cast.chen.pk, cast.lead, successor=cast.zhou, by_kind={"liaison": cast.lead, "stand-in": None}
    )
    assert numbers == {"stand-in": 2, "liaison": 1}
    assert given == {"liaison": "lead"}
    assert holder_of(held) == {"zhou"}


def test_the_form_offers_a_choice_per_kind_when_there_are_several(cast, held, sign_in):
    handover.holdings.add(
        handover.Holding(
            "liaison", "enterprises", lambda user: User.objects.filter(pk=user.pk), lambda *who: 1
        )
    )
    form = sign_in("lead").get(f"/people/{cast.chen.pk}/leave/").context["form"]
    assert list(form.fields) == ["successor", "to_stand-in", "to_liaison"]


def test_when_one_part_fails_all_stays_as_it_was(cast, held):
    def refuse(leaver, successor, by):
        raise TransitionError("not this one")

    handover.holdings.add(handover.Holding("last", "last", lambda user: User.objects.none(), refuse))
    with pytest.raises(TransitionError):
        actions.deactivate(cast.chen.pk, cast.lead, successor=cast.zhou)
    assert User.objects.get(pk=cast.chen.pk).is_active
    assert holder_of(held) == {"chen"}


def test_what_upper_floors_do_at_a_farewell_is_done(cast, work, monkeypatch):
    told = []
    monkeypatch.setattr(handover, "_farewells", [lambda user, by: told.append((user.username, by.username))])
    actions.deactivate(cast.yunlu.pk, cast.lead)
    assert told == [("yunlu", "lead")]


def test_the_last_lead_cannot_go(cast, work):
    second = make_user("lead2", "王站长", Role.LEAD, cast.park)
    make_user("lead3", "孙站长", Role.LEAD, cast.other_park)
    actions.deactivate(cast.lead.pk, second)
    with pytest.raises(NotAllowed):
        actions.deactivate(second.pk, second)
    with pytest.raises(NotAllowed):
        actions.deactivate(second.pk, cast.lead)  # dismissed a moment ago, with a page still open
    assert User.objects.get(pk=second.pk).is_active


def test_an_account_is_closed_once(cast, work, sign_in):
    client = sign_in("lead")
    assert client.post(f"/people/{cast.chen.pk}/leave/").status_code == 302
    assert client.post(f"/people/{cast.chen.pk}/leave/").status_code == 409
    assert client.get(f"/people/{cast.chen.pk}/leave/").status_code == 302


@pytest.mark.parametrize(
    ("who", "whom", "status"),
    [
        ("lead", "chen", 302),
        ("lead", "manager", 302),
        ("lead", "yunlu", 302),
        ("lead", "lead", 403),
        ("lead", "stranger", 404),
        ("sysadmin", "city", 302),
        ("sysadmin", "chen", 403),
        ("sysadmin", "sysadmin", 403),
        ("secadmin", "chen", 403),
        ("chen", "zhou", 403),
    ],
)
def test_who_closes_whose_account(cast, work, sign_in, who, whom, status):
    assert sign_in(who).post(f"/people/{cast[whom].pk}/leave/").status_code == status
    assert User.objects.get(pk=cast[whom].pk).is_active is (status != 302)


@pytest.mark.parametrize("whom", ["secadmin", "auditor"])
def test_the_last_of_the_administrators_stays(cast, work, sign_in, whom):
    assert sign_in("sysadmin").post(f"/people/{cast[whom].pk}/leave/").status_code == 409
    make_user("second", "第二人", cast[whom].role)
    assert sign_in("sysadmin").post(f"/people/{cast[whom].pk}/leave/").status_code == 302


def test_open_links_of_a_leaver_are_void(cast, work):
    link = actions.make_reset_link(cast.chen.pk, cast.lead)
    actions.deactivate(cast.chen.pk, cast.lead)
    with pytest.raises(TransitionError):
        actions.set_password_by_link(link.token, "Lushan-Station-7")
    with pytest.raises(TransitionError):
        actions.make_reset_link(cast.chen.pk, cast.lead)


def test_a_closed_account_is_opened_again_by_a_link_for_a_new_password(cast, work, sign_in, enter):
    actions.deactivate(cast.chen.pk, cast.lead)
    client = sign_in("lead")
    response = client.post(f"/people/{cast.chen.pk}/reopen/")
    link = Invitation.objects.usable().get(user=cast.chen)
    assert response["Location"] == link.get_absolute_url()
    assert enter("chen")[1].status_code == 422
    actions.set_password_by_link(link.token, "Lushan-Station-7")
    assert enter("chen", "Lushan-Station-7")[1].status_code == 302
    assert client.post(f"/people/{cast.chen.pk}/reopen/").status_code == 409


def together(*acts):
    """Run acts at the same moment, each with its own connection; returns what each gave or raised."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait(5)
            results[place] = act()
        except (TransitionError, NotAllowed) as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_dismiss_each_other_at_once_leave_one(cast, work):
    second = make_user("lead2", "王站长", Role.LEAD, cast.park)
    results = together(
        lambda: actions.deactivate(cast.lead.pk, second), lambda: actions.deactivate(second.pk, cast.lead)
    )
    assert sum(isinstance(result, NotAllowed) for result in results) == 1
    assert User.objects.active().filter(role=Role.LEAD, park=cast.park).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_accept_one_invitation_at_once_make_one_account(cast, monkeypatch):
    monkeypatch.setattr(invitations, "_hooks", {})
    invitation = actions.invite(cast.park, Role.ENTERPRISE, cast.chen, subject_id=0)

    def accept(number):
        return actions.accept(
            invitation.token,
            name="程芳",
            mobile=f"1390000000{number}",
            username=f"cheng{number}",
            password="Yunlu-2026-x",
        )

    results = together(lambda: accept(1), lambda: accept(2))
    assert sum(isinstance(result, TransitionError) for result in results) == 1
    assert User.objects.filter(username__startswith="cheng").count() == 1
