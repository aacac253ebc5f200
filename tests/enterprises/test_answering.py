"""Everything that was asked, answered on one page: what is right is taken, what is wrong stays as it was typed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import drafts
from core.clock import today
from core.models import Draft
from enterprises.archive import asking
from enterprises.models import DataRequest, Instrument, KeyPerson, RegisterChange
from enterprises.registers import proposals
from enterprises.registers.acts import add_row
from reminders.models import Message

GAUGE = {
    "asset_no": "YLB-001",
    "name": "压力表",
    "measuring_range": "0-1.6 MPa",
    "accuracy": "1.6 级",
    "last_done_on": date(2026, 1, 10),
    "institution": "九江市计量所",
    "use_purpose": "SAFETY",
    "control": "MANDATORY_PERIODIC",
    "note": "锅炉房",
}


@pytest.fixture
def gauge(cast):
    """A gauge that lacks only the number of its certificate."""
    return add_row("instruments", cast.yunlu_co.pk, cast.chen, **GAUGE)


@pytest.fixture
def scale(cast):
    """A complete scale nobody has confirmed for more than a year."""
    row = add_row("instruments", cast.yunlu_co.pk, cast.chen, **GAUGE | {"asset_no": "C-7", "cert_no": "J-7"})
    Instrument.objects.filter(pk=row.pk).update(confirmed_on=today() - timedelta(days=500))
    return row


@pytest.fixture
def asked(cast, gauge, scale):
    """A request for metrology and the yearly figures of quality: three questions."""
    return asking.ask(cast.yunlu_co.pk, ["METROLOGY", "QUALITY"], cast.chen)[0]


def said(gauge, scale, **more):
    """Answers to all of it, with a fresh one-time key."""
    return {
        "one_time_key": drafts.new_key(),
        f"instruments-{gauge.pk}-cert_no": "J-1",
        f"instruments-{scale.pk}-still_true": "on",
        "quality-records-new-YEAR-year": "2025",
        "quality-records-new-YEAR-pass_rate": "98.5",
        "quality-records-new-YEAR-complaints": "0",
        **more,
    }


def test_all_open_questions_stand_on_one_page_with_what_is_known(sign_in, asked, gauge, scale):
    page = sign_in("yunlu").get(asked.get_absolute_url())
    text = page.content.decode()
    assert page.context["left"] == 3
    for name in said(gauge, scale):
        assert f'name="{name}"' in text
    assert "0-1.6 MPa" in text
    assert f"{scale.get_absolute_url()}edit/?next={asked.get_absolute_url()}" in text
    assert "/finish/" not in text


def test_all_answers_are_taken_by_one_button_and_the_station_is_told_once(sign_in, cast, asked, gauge, scale):
    client, url = sign_in("yunlu"), asked.get_absolute_url()
    before = Message.objects.filter(recipient=cast.chen).count()

    assert client.post(url, said(gauge, scale)).url == url

    scale.refresh_from_db()
    assert (scale.confirmed_on, scale.confirmed_by) == (today(), cast.yunlu)
    changes = {change.register: change for change in RegisterChange.objects.all()}
    assert changes["instruments"].changed == ["cert_no"]
    assert changes["quality-records"].values["complaints"] == "0"
    assert Message.objects.filter(recipient=cast.chen).count() == before + 1
    page = client.get(url)
    assert page.context["left"] == 0
    assert f"{url}finish/" in page.content.decode()
    for change in changes.values():
        proposals.accept(change.pk, cast.chen)
    gauge.refresh_from_db()
    assert (gauge.cert_no, gauge.note, gauge.place) == ("J-1", "锅炉房", "")
    assert client.post(f"{url}finish/").status_code == 302


def test_what_is_wrong_keeps_what_was_typed_and_the_rest_is_taken(sign_in, cast, asked, gauge, scale):
    client, url = sign_in("yunlu"), asked.get_absolute_url()
    wrong = {"quality-records-new-YEAR-pass_rate": "九成八"}

    answer = client.post(url, said(gauge, scale, **wrong))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "已提交 2 项，1 项请更正" in text
    assert 'value="九成八"' in text
    assert 'aria-invalid="true"' in text
    assert f"instruments-{gauge.pk}-cert_no" not in text
    assert RegisterChange.objects.get().register == "instruments"
    kept = Draft.objects.get(user_id=cast.yunlu.pk, form="asked").payload
    assert kept["quality-records-new-YEAR-pass_rate"] == ["九成八"]
    assert f"instruments-{gauge.pk}-cert_no" not in kept
    assert 'value="九成八"' in client.get(url).content.decode()
    right = {name: text for name, text in said(gauge, scale).items() if "quality" in name}
    right["one_time_key"] = answer.context["one_time_key"]
    assert client.post(url, right).status_code == 302
    assert not Draft.objects.filter(user_id=cast.yunlu.pk, form="asked").exists()


def test_what_stays_empty_stays_open_and_nothing_at_all_is_said_so(sign_in, asked, gauge, scale):
    client, url = sign_in("yunlu"), asked.get_absolute_url()
    assert client.post(url, {"one_time_key": drafts.new_key()}).status_code == 422
    client.post(url, {"one_time_key": drafts.new_key(), f"instruments-{gauge.pk}-cert_no": "J-1"})
    assert client.get(url).context["left"] == 2


def test_a_second_click_takes_nothing_twice(sign_in, asked, gauge, scale):
    client, url, form = sign_in("yunlu"), asked.get_absolute_url(), said(gauge, scale)
    assert [client.post(url, form).status_code for _click in range(2)] == [302, 302]
    assert RegisterChange.objects.count() == 2


def test_a_part_of_a_row_may_be_said_now_and_the_rest_later(sign_in, cast):
    scale = add_row("instruments", cast.yunlu_co.pk, cast.chen, asset_no="C-1", name="电子秤")
    asked = asking.ask(cast.yunlu_co.pk, ["METROLOGY"], cast.chen)[0]
    client, url, name = sign_in("yunlu"), asked.get_absolute_url(), f"instruments-{scale.pk}-%s"

    client.post(url, {"one_time_key": drafts.new_key(), name % "accuracy": "Ⅲ级"})
    page = client.get(url).content.decode()
    assert name % "accuracy" not in page
    assert name % "institution" in page
    rest = {
        "measuring_range": "30 kg",
        "last_done_on": "2026-05-06",
        "institution": "计量所",
        "cert_no": "J-3",
    }
    client.post(url, {"one_time_key": drafts.new_key()} | {name % each: text for each, text in rest.items()})

    change = RegisterChange.objects.get()
    assert set(change.changed) == {"accuracy", *rest}
    assert client.get(url).context["left"] == 0


def test_what_came_back_is_corrected_on_the_same_page(sign_in, cast, asked, gauge, scale):
    client, url = sign_in("yunlu"), asked.get_absolute_url()
    client.post(url, said(gauge, scale))
    change = RegisterChange.objects.get(register="quality-records")
    proposals.send_back(change.pk, cast.chen, reason="合格率请按批次算")

    page = client.get(url).content.decode()
    assert "合格率请按批次算" in page
    assert 'value="98.5"' in page
    client.post(url, {"one_time_key": drafts.new_key(), "quality-records-new-YEAR-year": "2025",
                      "quality-records-new-YEAR-pass_rate": "97.2", "quality-records-new-YEAR-complaints": "0"})  # fmt: skip
    change.refresh_from_db()
    assert (change.status, change.values["pass_rate"]) == ("PENDING", "97.2")


def test_the_standard_of_a_product_is_asked_with_the_product_and_waits_like_it(sign_in, cast):
    product = add_row("products", cast.yunlu_co.pk, cast.chen, name="桂花酥饼")
    asked = asking.ask(cast.yunlu_co.pk, ["STANDARD"], cast.chen)[0]
    client, url = sign_in("yunlu"), asked.get_absolute_url()
    client.post(url, {"one_time_key": drafts.new_key(), f"products-{product.pk}-category": "糕点",
                      f"product-standards-new-{product.pk}-standard": "GB/T 20977-2007",
                      f"product-standards-new-{product.pk}-declaration": "DECLARED"})  # fmt: skip
    assert {change.register for change in RegisterChange.objects.all()} == {"products", "product-standards"}
    assert client.get(url).context["left"] == 0
    for change in RegisterChange.objects.order_by("pk"):
        proposals.accept(change.pk, cast.chen)
    assert product.standards.get().standard.number == "GB/T 20977-2007"


def test_a_number_of_a_person_is_taken_at_once(sign_in, cast):
    add_row("people", cast.yunlu_co.pk, cast.chen, role="QUALITY_HEAD", name="程芳", appointed=True,
            qualification="工程师")  # fmt: skip
    asked = asking.ask(cast.yunlu_co.pk, ["PEOPLE"], cast.chen)[0]
    person = KeyPerson.objects.get()
    fields = {"one_time_key": drafts.new_key(), f"people-{person.pk}-phone": "138 0000 0011"}
    answer = sign_in("yunlu").post(asked.get_absolute_url(), fields)
    assert answer.status_code == 302, answer.context["form"].errors
    person.refresh_from_db()
    assert person.phone == "13800000011"
    assert not RegisterChange.objects.exists()


def test_a_removal_that_came_back_leads_to_its_page(sign_in, cast, asked, gauge, scale):
    from enterprises.registers.register import REGISTERS

    change = proposals.propose_removal(REGISTERS["instruments"], gauge.pk, cast.yunlu, reason="已报废")
    proposals.send_back(change.pk, cast.chen, reason="报废单呢")
    page = sign_in("yunlu").get(asked.get_absolute_url()).content.decode()
    assert f"{change.get_absolute_url()}?next=" in page
    assert f"instruments-{gauge.pk}-cert_no" not in page


def test_only_the_enterprise_answers_and_only_while_it_is_asked(sign_in, cast, asked, gauge, scale):
    url = asked.get_absolute_url()
    assert sign_in("chen").post(url, said(gauge, scale)).status_code == 403
    assert sign_in("dinghe").post(url, said(gauge, scale)).status_code == 404
    asking.call_off(asked.pk, cast.chen)
    assert sign_in("yunlu").post(url, said(gauge, scale)).status_code == 409
    assert not RegisterChange.objects.exists()
    assert DataRequest.objects.get().status == "WITHDRAWN"


def test_the_station_reads_the_questions_and_opens_the_answers(sign_in, asked, gauge, scale):
    sign_in("yunlu").post(asked.get_absolute_url(), said(gauge, scale))
    page = sign_in("chen").get(asked.get_absolute_url()).content.decode()
    assert "instruments-" not in page
    for change in RegisterChange.objects.all():
        assert change.get_absolute_url() in page


def test_what_is_asked_costs_as_many_statements_as_answers_whatever_the_archive_holds(
    sign_in, cast, asked, gauge, scale
):
    client, url = sign_in("yunlu"), asked.get_absolute_url()

    def cost(fields):
        with CaptureQueriesContext(connection) as queries:
            client.post(url, fields)
        return len(queries)

    def opened():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    opened()  # what a process keeps is warm
    few = opened()
    for number in range(40):
        add_row("instruments", cast.yunlu_co.pk, cast.chen, **GAUGE | {"asset_no": f"B-{number}"})
    assert opened() == few
    one = {name: text for name, text in said(gauge, scale).items() if "cert_no" in name or "key" in name}
    assert cost(one) <= 24
