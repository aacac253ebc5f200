"""One-time keys and drafts: a double click gives one row; what was typed stays."""

import threading

import pytest
from django.db import connection

from core import drafts
from core.acts import act
from core.models import Draft, Park, Submission


def test_the_same_key_gives_the_row_it_made(cast):
    key = drafts.new_key()
    with act():
        drafts.use_up(key, "visit", cast.chen, cast.yunlu_co)
    with pytest.raises(drafts.AlreadySubmitted), act():
        drafts.use_up(key, "visit", cast.chen, cast.yunlu_co)
    assert drafts.made_with(key, "visit", cast.chen) == cast.yunlu_co


def test_a_key_used_before_undoes_everything(cast):
    key = drafts.new_key()
    drafts.use_up(key, "park", cast.chen, cast.park)
    with pytest.raises(drafts.AlreadySubmitted), act():
        Park.objects.create(name="第二次的园区", short_name="园", live_from="2026-01-01")
        drafts.use_up(key, "park", cast.chen, cast.park)
    assert not Park.objects.filter(name="第二次的园区").exists()


def test_somebody_elses_key_gives_nothing_away(cast):
    key = drafts.new_key()
    drafts.use_up(key, "visit", cast.chen, cast.yunlu_co)
    with pytest.raises(drafts.AlreadySubmitted):
        drafts.use_up(key, "visit", cast.zhou, cast.yunlu_co)
    assert drafts.made_with(key, "visit", cast.zhou) is None


def test_a_key_that_is_no_key_still_saves(cast):
    drafts.use_up("'; DROP TABLE core_park; --", "visit", cast.chen, cast.yunlu_co)
    assert Submission.objects.count() == 1


def test_a_failed_save_gives_the_key_back(cast):
    key = drafts.new_key()
    with pytest.raises(RuntimeError), act():
        drafts.use_up(key, "visit", cast.chen, cast.yunlu_co)
        raise RuntimeError
    drafts.use_up(key, "visit", cast.chen, cast.yunlu_co)
    assert drafts.made_with(key, "visit", cast.chen) == cast.yunlu_co


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_once_make_one_row(cast):
    key, made, refused = drafts.new_key(), [], []

    def post():
        try:
            with act():
                park = Park.objects.create(
                    name=f"园区 {threading.get_ident()}", short_name="园", live_from="2026-01-01"
                )
                drafts.use_up(key, "park", cast.chen, park)
            made.append(park)
        except drafts.AlreadySubmitted:
            refused.append(drafts.made_with(key, "park", cast.chen))
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert refused == made * 3
    assert Submission.objects.filter(key=key).count() == 1
    assert Park.objects.filter(short_name="园").count() == 1


def test_a_draft_is_kept_by_the_page_and_found_again(sign_in, cast):
    client = sign_in("chen")
    answer = client.post(
        "/drafts/visit/7/",
        {"payload": {"met": ["卢汪洋 总经理"], "why": ["A", "B"], "password": ["x"]}},
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert len(answer.json()["saved_at"]) == 5
    assert Draft.objects.get().payload == {"met": ["卢汪洋 总经理"], "why": ["A", "B"]}
    assert drafts.draft_of(cast.zhou, "visit", "7") is None


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"payload": 3}', '{"payload": {"a": 3}}'])
def test_a_damaged_draft_is_refused_with_a_sentence(sign_in, body):
    answer = sign_in("chen").post("/drafts/visit/7/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_an_enormous_draft_is_refused(sign_in):
    payload = {"payload": {"text": ["字" * (drafts.MAX_PAYLOAD + 1)]}}
    assert (
        sign_in("chen").post("/drafts/visit/7/", payload, content_type="application/json").status_code == 400
    )


def test_a_script_learns_that_the_session_is_gone(client, db):
    assert client.post("/drafts/visit/7/", {}, content_type="application/json").status_code == 401


def test_old_drafts_and_keys_are_forgotten(cast):
    drafts.save_draft(cast.chen, "visit", "1", {"a": ["b"]})
    drafts.save_draft(cast.chen, "visit", "2", {"a": ["b"]})
    Draft.objects.filter(key="1").update(saved_at="2020-01-01T00:00:00Z")
    assert drafts.discard_old() == 1
    assert Draft.objects.get().key == "2"


@pytest.mark.parametrize(
    "body",
    [
        r'{"payload": {"met": ["a\ud800b\u0000"]}, "title": "\ud800"}',
        r'{"payload": {"met\udfff": ["ab"]}, "title": "\u0000"}',
    ],
)
def test_what_no_column_holds_is_left_out_of_a_draft_that_is_typed(cast, sign_in, body):
    answer = sign_in("chen").post("/drafts/visit/new/", body, content_type="application/json")
    assert answer.status_code == 200
    assert drafts.draft_of(cast.chen, "visit", "new").payload == {"met": ["ab"]}


def test_what_no_column_holds_is_left_out_of_a_draft_that_is_sent(cast, sign_in):
    answer = sign_in("chen").post("/visits/new/", {"save_draft": "1", "met": "程\0芳", "x\0": ""})
    assert answer.status_code == 302
    assert drafts.draft_of(cast.chen, "visit", "new").payload["met"] == ["程芳"]
