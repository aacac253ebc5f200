"""What is answered on the spot, and the 30-second log that makes either a consultation or a request."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import TimelineEntry
from core.transitions import NotAllowed, TransitionError
from servicedesk import actions
from servicedesk.models import Consultation, ServiceRequest
from tests.factories import moment
from tests.servicedesk.making import make_consultation

pytestmark = [pytest.mark.django_db]
LOG = "/requests/log/"


def logged(client, **fields):
    """Post the 30-second log."""
    return client.post(LOG, {"next": "/", **fields})


def test_not_answered_on_the_spot_becomes_a_request_in_my_hands(cast, sign_in):
    answer = logged(sign_in("chen"), enterprise_text="yunlu", sentence="电子台秤检定预约")
    assert (answer.status_code, answer.url) == (302, "/")
    request = ServiceRequest.objects.get()
    assert (request.title, request.enterprise, request.channel) == (
        "电子台秤检定预约",
        cast.yunlu_co,
        "PHONE",
    )
    assert (request.holder, request.status, request.category_id) == (cast.chen, "IN_PROGRESS", "METROLOGY")
    assert not Consultation.objects.exists()


def test_the_echo_says_the_number(cast, sign_in):
    client = sign_in("chen")
    logged(client, enterprise=cast.yunlu_co.pk, sentence="检定预约", next="/requests/")
    assert "SQ-2026-0001" in client.get("/requests/").content.decode()


def test_answered_on_the_spot_becomes_a_consultation(cast, sign_in):
    logged(
        sign_in("chen"), enterprise=cast.yunlu_co.pk, sentence="问强检目录，已发", answered="on", persons="3"
    )
    row = Consultation.objects.get()
    assert (row.persons, row.enterprise, row.taken_by, row.channel) == (3, cast.yunlu_co, cast.chen, "PHONE")
    assert not ServiceRequest.objects.exists()


def test_a_consultation_needs_no_enterprise_and_keeps_who_asked(cast, sign_in):
    client = sign_in("chen")
    logged(client, enterprise_text="园外一家饼店的老板", sentence="问开店要办什么证", answered="on")
    logged(client, sentence="问路", answered="on")
    assert list(Consultation.objects.order_by("pk").values_list("enterprise", "person", "persons")) == [
        (None, "园外一家饼店的老板", 1),
        (None, "", 1),
    ]


def test_a_request_needs_an_enterprise_and_the_text_stays(cast, sign_in):
    client = sign_in("chen")
    for typed in ("", "没有这家企业"):
        page = logged(client, enterprise_text=typed, sentence="要一份检定计划")
        assert page.status_code == 422
        assert "要一份检定计划" in page.content.decode()
    assert not ServiceRequest.objects.exists()


def test_several_enterprises_that_fit_are_offered(cast, sign_in):
    page = logged(sign_in("chen"), enterprise_text="九江", sentence="检定", answered="on")
    assert page.status_code == 422
    assert 'name="enterprise_pick"' in page.content.decode()
    answer = logged(
        sign_in("chen"),
        enterprise_text="九江",
        enterprise_pick=cast.dinghe_co.pk,
        sentence="检定",
        answered="on",
    )
    assert answer.status_code == 302
    assert Consultation.objects.get().enterprise == cast.dinghe_co


@pytest.mark.parametrize("persons", ["0", "-3", "501", "多"])
def test_persons_are_between_1_and_500(cast, sign_in, persons):
    page = logged(sign_in("chen"), sentence="讲座答疑", answered="on", persons=persons)
    assert page.status_code == 422
    assert not Consultation.objects.exists()


def test_a_double_click_logs_once(cast, sign_in):
    client = sign_in("chen")
    key = client.get(LOG).context["form"]["one_time_key"].value()
    for _click in range(2):
        assert logged(client, sentence="问路", answered="on", one_time_key=key).status_code == 302
    assert Consultation.objects.count() == 1


def test_the_log_goes_back_only_to_our_own_pages(cast, sign_in):
    answer = logged(sign_in("chen"), sentence="问路", answered="on", next="https://evil.example/")
    assert answer.url == reverse("home")


@pytest.mark.parametrize("username", ["liu", "manager", "city", "yunlu", "auditor"])
def test_only_the_station_logs(cast, sign_in, username):
    assert sign_in(username).get(LOG).status_code == 403
    with pytest.raises(NotAllowed):
        actions.log_consultation(cast[username], sentence="问", channel="PHONE")


# ---- the list and the page -------------------------------------------------------------------------------------------


def test_the_list_adds_up_the_persons_of_all_filtered_rows(cast, sign_in):
    for n in range(30):
        make_consultation(cast, persons=2, at=moment(date(2026, 11, 1 + n % 20)), category="TESTING")
    make_consultation(cast, persons=7, at=moment(date(2026, 10, 31), 23, 59))
    client = sign_in("manager")
    page = client.get("/consultations/")
    assert (page.context["persons"], page.context["paginator"].count) == (67, 31)
    assert client.get("/consultations/?from=2026-11-01&to=2026-11-30").context["persons"] == 60
    assert client.get("/consultations/?category=LICENCE").context["persons"] == 7
    assert client.get("/consultations/?q=没有这样的词").context["persons"] == 0
    assert "67" in page.content.decode()


def test_consultations_are_the_stations_own_log(cast, sign_in):
    row = make_consultation(cast, enterprise=cast.yunlu_co)
    for username, status in (
        ("chen", 200),
        ("manager", 200),
        ("city", 200),
        ("stranger", 404),
        ("yunlu", 403),
        ("liu", 403),
    ):
        assert sign_in(username).get(row.get_absolute_url()).status_code == status, username


def test_a_consultation_stands_on_the_timeline_of_its_enterprise(cast):
    make_consultation(cast, enterprise=cast.yunlu_co)
    make_consultation(cast)
    entry = TimelineEntry.objects.get(sentence="consulted")
    assert entry.subject_id == cast.yunlu_co.pk


def test_staff_note_a_consultation_of_another_day(cast, sign_in):
    data = {
        "sentence": "问延续要提前多久",
        "category": "LICENCE",
        "persons": "2",
        "channel": "WALK_IN",
        "happened_at": "2026-11-20T15:00",
        "person": "余女士",
    }
    answer = sign_in("chen").post("/consultations/new/", data)
    assert answer.status_code == 302
    assert Consultation.objects.get().happened_at == moment(date(2026, 11, 20), 15)
    for wrong in ("2027-11-20T15:00", "1911-11-20T15:00", "昨天"):
        page = sign_in("chen").post("/consultations/new/", {**data, "happened_at": wrong})
        assert page.status_code == 422
    assert Consultation.objects.count() == 1


def test_the_author_amends_within_24_hours_and_nobody_else(cast, sign_in, monday):
    row = make_consultation(cast, enterprise=cast.yunlu_co)
    url = reverse("servicedesk:edit_consultation", args=[row.pk])
    data = {
        "sentence": "问延续，已告知提前 30 个工作日",
        "category": "LICENCE",
        "persons": "2",
        "channel": "PHONE",
        "happened_at": "2026-11-23T10:00",
        "enterprise": cast.yunlu_co.pk,
    }
    assert sign_in("zhou").get(url).status_code == 403
    assert sign_in("zhou").post(url, data).status_code == 403
    assert sign_in("chen").get(url).status_code == 200
    assert sign_in("chen").post(url, data).status_code == 302
    row.refresh_from_db()
    assert (row.persons, row.sentence) == (2, data["sentence"])
    assert TimelineEntry.objects.get(sentence="consulted").arguments["text"] == data["sentence"]
    monday.move_to("2026-11-24 10:31:00+08:00")
    assert sign_in("chen").get(url).status_code == 409
    assert sign_in("chen").post(url, {**data, "persons": "9"}).status_code == 409
    with pytest.raises(TransitionError):
        actions.amend_consultation(row.pk, cast.chen, persons=9)
