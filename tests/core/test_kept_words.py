"""What was typed into a form that could not be taken is shown in the words of that form."""

from core.kept_words import kept_words
from servicedesk.models import ServiceRequest


def test_labels_of_the_form_stand_beside_what_was_typed():
    kept = [
        ("one_time_key", "b7e8"),
        ("enterprise", "5"),
        ("enterprise_text", "九江云麓食品有限公司"),
        ("enterprise_was", "九江云麓食品有限公司"),
        ("channel", "PHONE"),
        ("title", "想检定一台电子秤"),
        ("holder", "12"),
        ("unknown", "没有标签的话"),
    ]
    assert kept_words(kept, "/requests/new/?x=1") == [
        ("企业", "九江云麓食品有限公司"),
        ("来源", "来电"),
        ("一句话：对方要什么", "想检定一台电子秤"),
        ("", "没有标签的话"),
    ]


def test_lines_have_the_labels_of_their_form():
    kept = [
        ("need-TOTAL_FORMS", "1"),
        ("need-0-text", "请上门检定"),
        ("need-0-owner", "7"),
        ("need-0-DELETE", ""),
    ]
    assert kept_words(kept, "/visits/new/") == [("企业要什么", "请上门检定")]


def test_an_address_without_a_form_shows_words_only():
    assert kept_words([("a", "话"), ("b", "一句话"), ("c", "12")], "/nowhere/") == [("", "一句话")]


def test_the_sign_in_page_after_a_lost_session_shows_the_labels(cast, client):
    page = client.post("/requests/new/", {"title": "想检定一台电子秤"})
    assert "<dd>想检定一台电子秤</dd>" in page.content.decode()
    assert not ServiceRequest.objects.exists()
