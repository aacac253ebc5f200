"""Two at once: one plan is completed by one of them, one key makes one visit, last visits do not overtake each other."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from core.clock import today
from core.transitions import TransitionError
from enterprises.models import Enterprise
from servicedesk.models import ServiceRequest
from tests.visits.making import make_plan, make_visit, need, posted
from visits.actions import log_visit, void_visit
from visits.models import Visit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts in threads that start together; returns what each gave or raised."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        gate.wait(10)
        try:
            results[place] = act()
        except TransitionError as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_a_plan_is_completed_by_one_of_two(cast):
    plan = make_plan(cast.chen, cast.yunlu_co, today())
    results = at_once(
        *(
            lambda user=user: log_visit(
                user, cast.yunlu_co.pk, visited_on=today(), plan_id=plan.pk, needs=[need(holder=user)]
            )
            for user in (cast.chen, cast.zhou)
        )
    )
    assert sorted(type(result).__name__ for result in results) == ["TransitionError", "Visit"]
    assert (Visit.objects.done().count(), ServiceRequest.objects.count()) == (1, 1)


def test_a_double_click_makes_one_visit(cast, sign_in):
    client = sign_in("chen")
    key = client.get("/visits/new/").context["one_time_key"]
    data = posted(cast.yunlu_co, visited_on=f"{today()}", one_time_key=key)
    clients = [sign_in("chen"), sign_in("chen")]
    results = at_once(*(lambda each=each: each.post("/visits/new/", data).status_code for each in clients))
    assert results == [302, 302]
    assert Visit.objects.count() == 1


def test_the_last_visit_is_the_last_whoever_saves_first(cast):
    days = [today() - timedelta(days=n) for n in range(3)]
    at_once(*(lambda day=day: log_visit(cast.chen, cast.yunlu_co.pk, visited_on=day) for day in days))
    assert Visit.objects.count() == 3
    assert Enterprise.objects.get(pk=cast.yunlu_co.pk).last_visited_on == today()


def test_of_two_corrections_at_once_the_second_is_shown_what_the_first_one_wrote(cast, sign_in):
    visit = make_visit(cast.chen, cast.yunlu_co, today())
    url, version = f"/visits/{visit.pk}/amend/", visit.updated_at.isoformat()

    def correct(summary):
        data = posted(cast.yunlu_co, visited_on=f"{today()}", summary=summary, version=version)
        client = sign_in("chen")
        return lambda: client.post(url, data).status_code

    assert sorted(at_once(correct("第一次更正"), correct("第二次更正"))) == [302, 409]


def test_a_record_is_void_once(cast):
    visit = make_visit(cast.chen, cast.yunlu_co, today())
    voids = [
        lambda user=user: void_visit(visit.pk, user, reason="重复登记") for user in (cast.chen, cast.lead)
    ]
    results = at_once(*voids)
    assert sorted(type(result).__name__ for result in results) == ["TransitionError", "Visit"]
