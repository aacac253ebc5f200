"""The first year of the demo park: visits, consultations, requests and the live layer add up and hang together."""

import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta

import chinese_calendar
import pytest

from tests.workstation.demo_files import (
    BY_KEY,
    CONSULTATIONS,
    FIRST_DAY,
    LAST_DAY,
    LIVE,
    OFFICERS,
    PROMISE,
    REAL,
    REAL_KEYS,
    REQUESTS,
    SECOND,
    STAFF,
    VISITS,
    add_working_days,
    by_month,
    day,
)

# --- visits


def test_331_visits_reach_52_enterprises_month_by_month():
    assert len(VISITS) == 331
    assert by_month(VISITS, "visited_on") == [14, 22, 27, 29, 38, 41, 31, 24, 28, 30, 26, 21]
    visited = {row["enterprise"] for row in VISITS}
    assert len(visited) == 52
    missed = set(BY_KEY) - visited
    assert len(missed) == 4
    assert not missed & (REAL_KEYS | {"yunlu", "dinghe"})


def test_visits_lie_on_working_days_after_the_enterprise_was_admitted():
    for row in VISITS + SECOND["visits"]:
        visited_on = day(row["visited_on"])
        assert FIRST_DAY <= visited_on <= LAST_DAY
        assert chinese_calendar.is_workday(visited_on), row["key"]
        assert re.fullmatch(r"(0[89]|1[0-7]):[0-5]\d", row["visited_at"])
    for row in VISITS:
        assert row["visited_on"] > (BY_KEY[row["enterprise"]]["admitted_on"] or ""), row["key"]


def test_one_person_is_not_at_two_places_at_once():
    diary = defaultdict(list)
    for row in VISITS:
        diary[row["visited_on"], row["author"]].append(
            datetime.fromisoformat(f"{row['visited_on']}T{row['visited_at']}")
        )
    for moments in diary.values():
        moments.sort()
        assert all(b - a >= timedelta(minutes=60) for a, b in zip(moments, moments[1:], strict=False)), (
            moments
        )


def test_visit_texts_are_varied():
    texts = [row["summary"] for row in VISITS if row["enterprise"] not in REAL_KEYS]
    assert len(set(texts)) == len(texts) >= 120
    assert all(len(text) >= 10 and text.endswith("。") for text in texts)


def test_findings_name_each_subject_once_and_say_why_when_not_normal():
    for row in VISITS + SECOND["visits"]:
        subjects = [f["subject"] for f in row["findings"]]
        assert len(subjects) == len(set(subjects))
        assert set(subjects) <= {"STANDARD", "METROLOGY", "FOOD", "EQUIPMENT", "QUALITY"}
        for finding in row["findings"]:
            assert bool(finding["text"].strip()) == (finding["level"] in {"IMPROVE", "PROBLEM"}), row["key"]
    for row in VISITS:
        flags = BY_KEY[row["enterprise"]]["flags"]
        subjects = {f["subject"] for f in row["findings"]}
        assert ("FOOD" in subjects) == flags["is_food"]
        assert ("EQUIPMENT" in subjects) == flags["uses_special_equipment"]


def test_people_met_at_fictional_enterprises_belong_to_them():
    for row in VISITS:
        firm = BY_KEY[row["enterprise"]]
        known = {c["name"] for c in firm["contacts"]} | {
            firm["general_manager"],
            firm["legal_representative"],
        }
        assert {p["name"] for p in row["met"]} <= known
        assert all(p["post"] for p in row["met"])
        assert set(row["companions"]) <= {"liu", "wu"}
        assert row["author"] in STAFF


# --- consultations


def test_312_persons_were_served_79_in_autumn_and_92_in_the_last_quarter():
    totals = by_month(CONSULTATIONS, "happened_at", lambda row: row["persons"])
    assert totals == [12, 21, 30, 28, 26, 24, 23, 25, 31, 28, 29, 35]
    assert sum(totals) == 312
    assert sum(totals[6:9]) == 79
    assert sum(totals[9:]) == 92


def test_consultations_are_distinct_sentences_on_working_days():
    sentences = [row["sentence"] for row in CONSULTATIONS]
    assert len(set(sentences)) == len(sentences)
    assert {row["category"] for row in CONSULTATIONS} == {row["category"] for row in REQUESTS}
    for row in CONSULTATIONS:
        assert chinese_calendar.is_workday(day(row["happened_at"])), row["key"]
        assert row["taken_by"] in STAFF
        assert 1 <= row["persons"] <= 5
        assert row["person"].strip()


def test_about_one_consultation_in_seven_has_no_enterprise_and_none_precedes_admission():
    nobody = [row for row in CONSULTATIONS if row["enterprise"] is None]
    assert 0.12 <= len(nobody) / len(CONSULTATIONS) <= 0.18
    for row in CONSULTATIONS:
        if row["enterprise"]:
            assert row["happened_at"] > (BY_KEY[row["enterprise"]]["admitted_on"] or "")


def test_a_consultation_at_a_visit_happens_on_the_day_of_a_visit():
    visits = {(row["enterprise"], row["visited_on"]) for row in VISITS}
    for row in CONSULTATIONS:
        if row["channel"] == "VISIT":
            assert (row["enterprise"], row["happened_at"][:10]) in visits, row["key"]


# --- requests


def test_186_closed_requests_by_category():
    assert Counter(row["category"] for row in REQUESTS) == {
        "LICENCE": 47,
        "TESTING": 38,
        "METROLOGY": 33,
        "STANDARD": 27,
        "EQUIPMENT": 19,
        "POLICY": 13,
        "OTHER": 9,
    }
    assert len(REQUESTS) == 186
    assert {row["status"] for row in REQUESTS} == {"CLOSED"}
    assert max(row["closed_at"] for row in REQUESTS) < "2011-03-01"


def test_179_of_186_requests_were_answered_and_closed_in_time():
    in_time = [row for row in REQUESTS if day(row["answered_at"]) <= day(row["promised_on"])]
    assert len(in_time) == 179
    assert all(day(row["closed_at"]) <= day(row["promised_on"]) for row in in_time)
    assert {row["key"] for row in REQUESTS if row["answered_late"]} == {row["key"] for row in REQUESTS} - {
        row["key"] for row in in_time
    }


@pytest.mark.parametrize("rows", [REQUESTS, SECOND["requests"]], ids=["first", "second"])
def test_promised_dates_are_reckoned_in_working_days_without_the_pauses(rows):
    for row in rows:
        submitted = day(row["submitted_at"])
        assert row["promise_days"] == PROMISE[row["urgency"]]
        assert day(row["promised_first"]) == add_working_days(submitted, row["promise_days"])
        assert day(row["promised_on"]) == add_working_days(submitted, row["promise_days"], row["pauses"]), (
            row["key"]
        )


def test_some_requests_waited_for_the_enterprise_with_a_reason_and_a_reply():
    paused = [row for row in REQUESTS if row["pauses"]]
    assert len(paused) >= 10
    for row in paused:
        assert len(row["pauses"]) == 1
        pause = row["pauses"][0]
        assert row["submitted_at"][:10] < pause["paused_on"] < pause["resumed_on"] < row["answered_at"]
        assert [m["kind"] for m in row["messages"]] == ["QUESTION", "REPLY"]
        assert pause["reason"]


def test_moments_of_a_request_follow_each_other_in_office_hours():
    for row in REQUESTS:
        steps = [row[f] for f in ("submitted_at", "assigned_at", "started_at", "answered_at", "closed_at")]
        assert steps == sorted(set(steps)), row["key"]
        for moment in steps:
            assert chinese_calendar.is_workday(day(moment)), row["key"]
            assert "08:30" <= moment[11:] <= "17:30", row["key"]


def test_requests_of_a_visit_belong_to_that_visit_s_enterprise_and_day():
    visits = {row["key"]: row for row in VISITS}
    for row in REQUESTS:
        assert (row["channel"] == "VISIT") == bool(row["visit"])
        if row["visit"]:
            visit = visits[row["visit"]]
            assert (visit["enterprise"], visit["visited_on"]) == (row["enterprise"], row["submitted_at"][:10])
            assert row["submitted_at"][11:] > visit["visited_at"]


def test_request_texts_are_distinct_and_numbers_run():
    assert len({row["title"] for row in REQUESTS}) == 186
    assert len({row["answer"] for row in REQUESTS}) == 186
    assert len({row["key"] for row in REQUESTS}) == 186
    for year in (2010, 2011):
        numbers = [row["number"] for row in REQUESTS if row["submitted_at"].startswith(str(year))]
        assert numbers == [f"SQ-{year}-{n:04d}" for n in range(1, len(numbers) + 1)]
    for row in REQUESTS:
        assert row["holder"] in OFFICERS
        assert row["rating"] in {None, 3, 4, 5}
        assert row["submitted_at"] > (BY_KEY[row["enterprise"]]["admitted_on"] or "")


# --- the live layer


def test_the_live_layer_has_twelve_open_requests_in_the_planned_states():
    rows = LIVE["requests"]
    assert Counter(row["status"] for row in rows) == {
        "REGISTERED": 2,
        "ASSIGNED": 3,
        "IN_PROGRESS": 4,
        "WAITING_ENTERPRISE": 2,
        "ANSWERED": 1,
    }
    owned = Counter(row["enterprise"] for row in rows)
    assert (owned["yunlu"], owned["dinghe"]) == (3, 2)
    for row in rows:
        assert row["promised_wd"] == row["submitted_wd"] + PROMISE[row["urgency"]]
        assert row["submitted_wd"] < 0
        assert (row["holder"] is None) == (row["status"] == "REGISTERED")
        assert bool(row.get("waiting_reason")) == (row["status"] == "WAITING_ENTERPRISE")
        assert bool(row.get("answer")) == (row["status"] == "ANSWERED")
    assert sorted(row["promised_wd"] for row in rows if row["status"] == "IN_PROGRESS")[:2] == [0, 0]


def test_six_visits_are_planned_two_of_them_today_and_one_with_a_department():
    plans = LIVE["visits"]
    assert len(plans) == 6
    assert [row["planned_wd"] for row in plans].count(0) == 2
    assert [row["companions"] for row in plans if row["companions"]] == [["wu"]]
    assert {row["author"] for row in plans} == {"chen", "zhou"}
    assert len({row["enterprise"] for row in LIVE["next_visits"]}) == 4
    assert all(0 < row["in_days"] <= 30 for row in LIVE["next_visits"])


# --- texts


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        (VISITS + SECOND["visits"], ("summary", "author", "purpose")),
        (REQUESTS + SECOND["requests"], ("title", "answer", "contact_name", "holder")),
        (CONSULTATIONS, ("sentence", "person", "taken_by")),
        (LIVE["requests"], ("title", "detail", "contact_name")),
        (LIVE["visits"], ("plan_note",)),
        (REAL, ("notes",)),
    ],
    ids=["visits", "requests", "consultations", "live requests", "plans", "named"],
)
def test_no_text_is_empty_or_holds_stray_spaces(rows, fields):
    for row in rows:
        for field in fields:
            assert row[field], (row.get("key"), field)
            assert row[field] == row[field].strip()
