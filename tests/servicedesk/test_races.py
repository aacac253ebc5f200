"""Two people at once, in real transactions."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from core.transitions import TransitionError
from servicedesk import actions
from servicedesk.models import RequestMessage, ServiceRequest
from tests.servicedesk.making import make_in, make_request

pytestmark = [pytest.mark.django_db(transaction=True)]


def at_once(*calls):
    """Run the calls in threads that start together; what each returned or raised, in order."""
    barrier, found = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            barrier.wait(timeout=10)
            found[place] = call()
        except Exception as error:  # handed to the test, which looks at it
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return found


def test_of_two_answers_at_once_one_counts_and_the_other_hears_who_was_first(cast):
    request = make_request(cast, holder="liu")
    found = at_once(
        lambda: actions.answer_request(request.pk, cast.liu, text="第一个答复"),
        lambda: actions.answer_request(request.pk, cast.liu, text="第二个答复"),
    )
    refused = [each for each in found if isinstance(each, TransitionError)]
    assert len(refused) == 1, found
    assert "刘洋" in str(refused[0])
    assert request.number in str(refused[0])
    request.refresh_from_db()
    assert RequestMessage.objects.filter(request=request, kind="ANSWER").get().text == request.answer


def test_the_second_one_to_answer_keeps_his_text_and_reads_who_was_first(cast, sign_in):
    request = make_in(cast, "IN_PROGRESS")
    url = reverse("servicedesk:answer", args=[request.pk])
    pages = at_once(
        lambda: sign_in("chen").post(url, {"text": "电话里说好了，周四送来"}),
        lambda: sign_in("chen").post(url, {"text": "周四送来，另附英文文本"}),
    )
    assert sorted(page.status_code for page in pages) == [302, 409]
    refused = next(page for page in pages if page.status_code == 409).content.decode()
    request.refresh_from_db()
    lost = {"电话里说好了，周四送来", "周四送来，另附英文文本"} - {request.answer}
    assert lost.pop() in refused
    assert "陈晓 10:30" in refused


def test_a_double_click_makes_one_request(cast, sign_in):
    data = {
        "enterprise": cast.yunlu_co.pk,
        "title": "新包装标签请审一遍",
        "category": "OTHER",
        "contact_mobile": "13800000011",
        "one_time_key": "7d0f0b52-5a9c-4e53-9f3a-53c9c5a0f001",
    }
    clients = [sign_in("yunlu"), sign_in("yunlu")]
    pages = at_once(
        *[lambda c=client: c.post(reverse("servicedesk:new_request"), data) for client in clients]
    )
    assert [page.status_code for page in pages] == [302, 302]
    assert ServiceRequest.objects.count() == 1


def test_two_people_who_take_a_request_at_once_do_not_both_get_it(cast):
    request = make_request(cast, holder=None)
    found = at_once(
        lambda: actions.assign_request(request.pk, cast.chen, cast.chen),
        lambda: actions.assign_request(request.pk, cast.zhou, cast.zhou),
    )
    assert sum(isinstance(each, TransitionError) for each in found) == 1, found


def test_numbers_given_at_once_differ(cast):
    found = at_once(*[lambda n=n: make_request(cast, title=f"第 {n} 件") for n in range(6)])
    assert len({request.number for request in found}) == 6


def test_two_runs_of_the_closing_job_close_each_request_once(cast, monday):
    rows = [make_in(cast, "ANSWERED") for _n in range(4)]
    monday.move_to("2026-12-03 00:05:00+08:00")
    found = at_once(actions.close_answered, actions.close_answered)
    assert sum(found) == len(rows)
    assert ServiceRequest.objects.filter(status="CLOSED").count() == len(rows)
