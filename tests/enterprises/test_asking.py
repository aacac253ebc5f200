"""Asking once: only what is missing or stale, from a cell of the grid or for several, answered by the enterprise itself."""

from datetime import date

import pytest

from core.transitions import TransitionError
from enterprises.archive import asking
from enterprises.models import DataRequest, RegisterChange
from enterprises.registers.acts import add_row
from reminders.models import Message
from tests.races import meanwhile

FULL = {
    "asset_no": "YLB-001",
    "name": "压力表",
    "measuring_range": "0-1.6 MPa",
    "accuracy": "1.6 级",
    "last_done_on": "2026-01-10",
    "institution": "九江市计量所",
    "use_purpose": "SAFETY",
    "control": "MANDATORY_PERIODIC",
}


@pytest.fixture
def gauge(cast):
    """A gauge that lacks only the number of its certificate."""
    return add_row("instruments", cast.yunlu_co.pk, cast.chen, **FULL | {"last_done_on": date(2026, 1, 10)})


def keys(request):
    """What is asked."""
    return {(each.register, each.row, each.fields) for each in asking.of(request.questions)}


def test_only_what_is_missing_is_asked_and_what_it_saved_is_said(cast, gauge):
    request, new = asking.ask(cast.yunlu_co.pk, ["METROLOGY"], cast.chen)

    assert keys(request) == {("instruments", gauge.pk, ("cert_no",))}
    assert (new, request.saved) == (1, 4)
    gauge.refresh_from_db()
    assert gauge.asked_by == cast.chen
    assert Message.objects.filter(recipient=cast.yunlu, kind="data:asked").count() == 1


def test_asked_again_adds_only_what_is_new(cast, gauge):
    first, _new = asking.ask(cast.yunlu_co.pk, ["METROLOGY"], cast.chen)
    with pytest.raises(TransitionError):
        asking.ask(cast.yunlu_co.pk, ["METROLOGY"], cast.zhou)
    second, new = asking.ask(cast.yunlu_co.pk, ["METROLOGY", "QUALITY"], cast.zhou)
    assert (second.pk, new, len(second.questions)) == (first.pk, 1, 2)


def test_a_cell_of_the_grid_opens_what_is_missing_and_asks_in_one_click(sign_in, cast, gauge):
    client = sign_in("chen")
    page = client.get(f"/enterprises/{cast.yunlu_co.pk}/archive/METROLOGY/missing/").content.decode()
    assert f'action="/enterprises/{cast.yunlu_co.pk}/ask/"' in page
    assert f"/visits/plan/?enterprise={cast.yunlu_co.pk}" in page
    client.post(f"/enterprises/{cast.yunlu_co.pk}/ask/", {"section": "METROLOGY"})
    assert DataRequest.objects.get().sections == ["METROLOGY"]
    assert client.post(f"/enterprises/{cast.yunlu_co.pk}/ask/", {"section": "METROLOGY"}).status_code == 409


def test_several_are_previewed_first_and_then_asked_once_each(sign_in, cast, gauge):
    client, picked = sign_in("chen"), [cast.yunlu_co.pk, cast.dinghe_co.pk, cast.stranger_co.pk]
    preview = client.post("/enterprises/ask/", {"pk": picked})
    assert [line["row"].pk for line in preview.context["lines"]] != []
    assert not DataRequest.objects.exists()
    for _click in range(2):
        client.post("/enterprises/ask/", {"pk": picked, "confirm": "1"})
    assert set(DataRequest.objects.values_list("enterprise_id", flat=True)) == set(picked[:2])


def test_the_enterprise_answers_on_one_page_and_its_answers_wait_for_the_station(sign_in, cast, gauge):
    request, _new = asking.ask(cast.yunlu_co.pk, ["METROLOGY"], cast.chen)
    client, url = sign_in("yunlu"), request.get_absolute_url()
    assert f"{gauge.get_absolute_url()}edit/?next={url}" in client.get(url).content.decode()
    assert client.post(f"{url}finish/").status_code == 409

    answer = client.post(
        f"{gauge.get_absolute_url()}edit/",
        FULL | {"status": "IN_USE", "fitness": "FIT", "cert_no": "J-1", "next": url},
    )
    assert answer.url == url
    assert RegisterChange.objects.get().changed == ["cert_no"]
    assert client.post(f"{url}finish/").status_code == 302
    request.refresh_from_db()
    assert request.status == "ANSWERED"
    with pytest.raises(TransitionError):
        asking.ask(cast.yunlu_co.pk, ["METROLOGY"], cast.chen)  # it is on its way


def test_another_enterprise_does_not_find_the_questions(sign_in, cast, gauge):
    request, _new = asking.ask(cast.yunlu_co.pk, ["METROLOGY"], cast.chen)
    assert sign_in("dinghe").get(request.get_absolute_url()).status_code == 404
    assert sign_in("dinghe").post(f"{request.get_absolute_url()}finish/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_make_one_request(cast, gauge):
    meanwhile(
        lambda: asking.ask(cast.yunlu_co.pk, ["METROLOGY"], cast.chen),
        lambda: asking.ask(cast.yunlu_co.pk, ["METROLOGY"], cast.zhou),
    )
    assert len(DataRequest.objects.get().questions) == 1
