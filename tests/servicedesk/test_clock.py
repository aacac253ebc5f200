"""Working days of a promise: the vectors of DOMAIN §9, pauses, provisional years, the closing of what was answered."""

from datetime import date

import pytest
import time_machine

from core.calendars import publish_year
from servicedesk import actions, clock
from servicedesk.models import ServiceRequest
from tests.factories import moment
from tests.servicedesk.making import make_in, make_request

pytestmark = [pytest.mark.django_db]

NOTICE_2027 = {
    "year": 2027,
    "papers": ["国办发明电〔2026〕9号"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-04", "isOffDay": True},
        {"name": "劳动节", "date": "2027-05-01", "isOffDay": True},
        {"name": "国庆节", "date": "2027-10-01", "isOffDay": True},
    ],
}


@pytest.mark.parametrize(
    ("start", "urgency", "promised"),
    [
        (date(2026, 4, 28), "NORMAL", date(2026, 5, 8)),
        (date(2026, 9, 18), "NORMAL", date(2026, 9, 24)),
        (date(2026, 11, 23), "URGENT", date(2026, 11, 25)),
        (date(2026, 11, 20), "URGENT", date(2026, 11, 24)),  # over a weekend
        (
            date(2026, 2, 10),
            "NORMAL",
            date(2026, 2, 24),
        ),  # Spring Festival, with a make-up Saturday before it
        (date(2026, 9, 18), "COMPLEX", date(2026, 10, 15)),  # over the National Day
        (date(2010, 4, 6), "NORMAL", date(2010, 4, 13)),
    ],
)
def test_a_promise_counts_working_days_from_the_day_after(start, urgency, promised):
    found = clock.promise(moment(start, 16), urgency)
    assert (found.date, found.provisional) == (promised, False)


def test_the_day_of_a_request_is_the_day_in_shanghai():
    assert clock.promise(moment(date(2026, 11, 23), 0, 30), "URGENT").start == date(2026, 11, 23)


def test_an_agreed_date_stands_for_as_many_working_days():
    found = clock.promise(moment(date(2026, 11, 23)), "NORMAL", promised_on=date(2026, 12, 2))
    assert (found.date, found.days) == (date(2026, 12, 2), 7)


@pytest.mark.parametrize(
    ("agreed", "promised"),
    [(date(2026, 11, 28), date(2026, 11, 30)), (date(2026, 11, 1), date(2026, 11, 24))],
)
def test_an_agreed_date_on_a_rest_day_or_in_the_past_moves_to_a_working_day(agreed, promised):
    assert clock.promise(moment(date(2026, 11, 23)), "NORMAL", promised_on=agreed).date == promised


@pytest.mark.parametrize(
    ("asked", "answered", "promised"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), date(2026, 11, 30)),  # on the same day: nothing moves
        (date(2026, 11, 24), date(2026, 11, 25), date(2026, 12, 1)),
        (date(2026, 11, 24), date(2026, 11, 27), date(2026, 12, 3)),
        (date(2026, 11, 27), date(2026, 11, 29), date(2026, 11, 30)),  # a weekend moves nothing
        (date(2026, 11, 27), date(2026, 12, 1), date(2026, 12, 2)),
    ],
)
def test_working_days_of_a_pause_move_the_promised_date(cast, asked, answered, promised):
    request = make_request(cast)
    assert request.promised_on == date(2026, 11, 30)
    actions.ask_back(request.pk, cast.chen, reason="平面图", at=moment(asked))
    request = actions.reply_request(request.pk, cast.yunlu, text="已补", at=moment(answered))
    assert (request.status, request.promised_on) == ("IN_PROGRESS", promised)


def test_two_pauses_add_up_and_one_after_the_promise_moves_nothing(cast):
    request = make_request(cast)
    for asked, answered in ((24, 25), (26, 27)):
        actions.ask_back(request.pk, cast.chen, reason="补充", at=moment(date(2026, 11, asked)))
        request = actions.reply_request(
            request.pk, cast.yunlu, text="已补", at=moment(date(2026, 11, answered))
        )
    assert request.promised_on == date(2026, 12, 2)
    actions.ask_back(request.pk, cast.chen, reason="再补", at=moment(date(2026, 12, 7)))
    request = actions.reply_request(request.pk, cast.yunlu, text="已补", at=moment(date(2026, 12, 10)))
    assert request.promised_on == date(2026, 12, 2)


def test_a_stopped_clock_shows_its_reason_and_is_never_overdue(cast, monday):
    request = make_in(cast, "WAITING_ENTERPRISE")
    monday.move_to("2026-12-20 10:00:00+08:00")
    request = ServiceRequest.objects.for_page().get(pk=request.pk)
    assert not request.is_overdue
    assert not ServiceRequest.objects.overdue().exists()
    assert "车间平面图" in request.due.line2
    assert request.due.icon == "player-pause"


@pytest.mark.parametrize(("day", "late"), [(30, False), (1, True)])
def test_an_answer_after_the_promised_date_is_late(cast, day, late):
    request = make_request(cast)
    when = date(2026, 12, 1) if late else date(2026, 11, day)
    assert actions.answer_request(request.pk, cast.chen, text="好", at=moment(when)).answered_late is late


def test_an_answer_while_the_clock_stands_still_is_measured_by_the_moved_date(cast):
    request = make_request(cast)
    actions.ask_back(request.pk, cast.chen, reason="平面图", at=moment(date(2026, 11, 24)))
    request = actions.answer_request(
        request.pk, cast.chen, text="不用平面图也行", at=moment(date(2026, 12, 8))
    )
    assert (request.promised_on, request.answered_late) == (date(2026, 12, 14), False)
    assert not request.pauses.filter(resumed_on=None).exists()


def test_reopening_starts_a_new_promise_that_older_pauses_do_not_move(cast, monday):
    request = make_in(cast, "WAITING_ENTERPRISE")
    monday.move_to("2026-11-26 10:00:00+08:00")
    actions.answer_request(request.pk, cast.chen, text="可以")
    request = actions.reopen_request(request.pk, cast.yunlu, reason="还不行")
    assert (request.clock_from, request.promised_on) == (date(2026, 11, 26), date(2026, 12, 3))
    assert (request.answer, request.answered_at, request.answered_late) == ("", None, False)
    monday.move_to("2026-11-27 10:00:00+08:00")
    actions.ask_back(request.pk, cast.chen, reason="照片")
    request = actions.reply_request(request.pk, cast.yunlu, text="照片", at=moment(date(2026, 11, 30)))
    assert request.promised_on == date(2026, 12, 4)


def test_a_promise_into_an_unpublished_year_is_provisional_and_moves_when_it_is_published(cast, monday):
    monday.move_to("2026-12-28 10:00:00+08:00")
    request = make_request(cast)
    assert (request.promised_on, request.promise_provisional) == (date(2027, 1, 5), True)
    waiting = make_in(cast, "WAITING_ENTERPRISE")
    answered = make_in(cast, "ANSWERED")
    publish_year(NOTICE_2027)
    request.refresh_from_db()
    assert (request.promised_on, request.promise_provisional) == (date(2027, 1, 6), False)
    answered.refresh_from_db()
    assert answered.promised_on == date(2027, 1, 5)  # measured by what was promised
    resumed = actions.reply_request(waiting.pk, cast.yunlu, text="已补")
    assert (resumed.promised_on, resumed.promise_provisional) == (date(2027, 1, 6), False)


def test_publishing_a_year_twice_moves_nothing_again(cast, monday):
    monday.move_to("2026-12-28 10:00:00+08:00")
    make_request(cast)
    publish_year(NOTICE_2027)
    assert clock.recompute(2027) == 0


def test_what_was_answered_is_closed_after_five_working_days_and_only_once(cast):
    request = make_in(cast, "ANSWERED")  # on Monday the 23rd: five working days end on Monday the 30th
    other = make_in(cast, "IN_PROGRESS")
    assert actions.close_answered(date(2026, 11, 30)) == 0
    with time_machine.travel("2026-12-01 00:05:00+08:00", tick=False):
        assert actions.close_answered() == 1
        assert actions.close_answered() == 0
    request.refresh_from_db()
    other.refresh_from_db()
    assert (request.status, other.status) == ("CLOSED", "IN_PROGRESS")
    assert request.closed_at.date() == date(2026, 11, 30)  # UTC of 1 December, 00:05


def test_nothing_promised_before_the_park_went_live_is_overdue(cast):
    request = make_request(cast, at=moment(date(2026, 11, 2)))
    assert ServiceRequest.objects.overdue().get() == request
    cast.park.live_from = date(2026, 11, 23)
    cast.park.save(update_fields=["live_from"])
    assert not ServiceRequest.objects.overdue().exists()
    assert not ServiceRequest.objects.for_page().get(pk=request.pk).is_overdue
