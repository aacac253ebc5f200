"""Pages of the registers: lists with their filters, rows with their history, forms that understand."""

from datetime import timedelta

import pytest

from core.clock import today
from enterprises.models import Instrument, Licence
from enterprises.registers.acts import add_row, change_row

FORM = {
    "asset_no": "YLB-001",
    "name": "弹簧管式一般压力表",
    "use_purpose": "SAFETY",
    "control": "MANDATORY_PERIODIC",
    "last_done_on": "2026-01-10",
    "status": "IN_USE",
    "fitness": "FIT",
    "one_time_key": "7d0f3f1e-3f63-4f0e-9f5e-0b5b2f2f0001",
}


@pytest.fixture
def gauges(cast):
    """One overdue, one due in 20 days, one far ahead."""
    return [
        add_row(
            "instruments",
            cast.yunlu_co.pk,
            cast.chen,
            asset_no=f"G{place}",
            name=f"压力表{place}",
            printed_until=today() + timedelta(days=days),
        )
        for place, days in enumerate((-3, 20, 400))
    ]


def names(response):
    """Names in a list page."""
    return {row.name for row in response.context["page_rows"]}


def test_a_row_is_added_by_the_form_and_shows_its_next_date(sign_in, cast):
    client = sign_in("chen")
    response = client.post(f"/enterprises/{cast.yunlu_co.pk}/registers/instruments/new/", FORM, follow=True)

    row = Instrument.objects.get()
    assert response.redirect_chain[-1][0] == row.get_absolute_url()
    assert "2026-07-09" in response.content.decode()


def test_a_double_click_makes_one_row(sign_in, cast):
    client = sign_in("chen")
    for _click in range(2):
        client.post(f"/enterprises/{cast.yunlu_co.pk}/registers/instruments/new/", FORM)
    assert Instrument.objects.count() == 1


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"last_done_on": "2999-01-01"}, "last_done_on"),
        ({"last_done_on": "2026-01-10", "printed_until": "2025-12-31"}, "printed_until"),
        ({"cert_kind": "CALIBRATION_CERT", "result": "PASSED"}, "result"),
        ({"cycle_months": "0"}, "cycle_months"),
        ({"name": ""}, "name"),
        ({"status": "OVERDUE"}, "status"),
        ({"fitness": "ELIMINATED"}, "replacement_plan"),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field(sign_in, cast, wrong, field):
    response = sign_in("chen").post(
        f"/enterprises/{cast.yunlu_co.pk}/registers/instruments/new/", FORM | wrong
    )
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Instrument.objects.exists()


def test_a_licence_number_is_checked_by_its_kind(sign_in, cast):
    url = f"/enterprises/{cast.yunlu_co.pk}/registers/licences/new/"
    wrong = sign_in("chen").post(url, {"kind": "FPL", "number": "SC12436040200017", "status": "VALID"})
    assert wrong.status_code == 422 and "number" in wrong.context["form"].errors

    right = sign_in("chen").post(
        url, {"kind": "FPL", "number": "ｓｃ１２４３６０４０２０００１６ ", "status": "VALID"}
    )
    assert right.status_code == 302
    assert Licence.objects.get().number == "SC12436040200016"


def test_what_follows_is_shown_while_typing(sign_in, cast):
    url = f"/enterprises/{cast.yunlu_co.pk}/registers/instruments/check/"
    text = sign_in("chen").get(
        url, {"name": "弹簧管式压力表", "control": "CALIBRATION", "last_done_on": "2026-01-10"}
    )
    assert "2026-07-09" in text.content.decode() or "07-09" in text.content.decode()
    assert "压力表" in text.content.decode()


def test_the_number_is_judged_while_typing(sign_in, cast):
    url = f"/enterprises/{cast.yunlu_co.pk}/registers/licences/check/"
    client = sign_in("chen")
    assert "tx-bad" in client.get(url, {"kind": "FPL", "number": "SC1"}).content.decode()
    assert "tx-ok" in client.get(url, {"kind": "FPL", "number": "SC12436040200016"}).content.decode()


def test_the_list_of_the_park_is_asked_by_its_address(sign_in, cast, gauges):
    client = sign_in("chen")
    assert names(client.get("/registers/instruments/")) == {"压力表0", "压力表1", "压力表2"}
    assert names(client.get("/registers/instruments/?due=overdue")) == {"压力表0"}
    assert names(client.get("/registers/instruments/?due=30")) == {"压力表1"}
    assert names(client.get("/registers/instruments/?status=OVERDUE")) == {"压力表0"}
    assert names(client.get("/registers/instruments/?status=IN_USE")) == {"压力表1", "压力表2"}
    assert names(client.get("/registers/instruments/?tab=late")) == {"压力表0"}
    assert names(client.get("/registers/instruments/?q=G2")) == {"压力表2"}
    assert names(client.get("/registers/instruments/?q=jiujiangyunlu")) == {"压力表0", "压力表1", "压力表2"}


def test_the_numbers_of_the_tabs_open_the_rows_they_count(sign_in, cast, gauges):
    client = sign_in("chen")
    page = client.get("/registers/instruments/")
    for tab in page.context["tabs"]:
        rows = client.get(f"/registers/instruments/?{tab['query']}").context["page_rows"]
        assert len(rows) == tab["count"], tab["code"]


def test_an_enterprise_sees_its_own_rows_and_nobody_elses(sign_in, cast, gauges):
    own, other = sign_in("yunlu"), sign_in("dinghe")
    url = gauges[0].get_absolute_url()
    assert own.get(url).status_code == 200
    assert other.get(url).status_code == 404
    assert other.get(f"{url}edit/").status_code == 404
    assert other.get(f"/enterprises/{cast.yunlu_co.pk}/registers/instruments/").status_code == 404
    assert names(other.get("/registers/instruments/")) == set()
    assert sign_in("stranger").get(url).status_code == 404


def test_the_page_of_a_row_names_what_changed(sign_in, cast, gauges):
    client = sign_in("chen")
    change_row("instruments", gauges[0].pk, cast.chen, model="Y-100")
    text = client.get(gauges[0].get_absolute_url()).content.decode()
    assert "<del>—</del>" in text and "<ins>Y-100</ins>" in text


def test_neighbours_in_the_list_are_a_step_away(sign_in, cast, gauges):
    client = sign_in("chen")
    first = client.get("/registers/instruments/").content.decode()
    assert f"{gauges[0].get_absolute_url()}?list=" in first
    page = client.get(f"{gauges[0].get_absolute_url()}?list=/registers/instruments/&at=1")
    assert page.context["walk"].next.startswith(gauges[1].get_absolute_url())


def test_a_form_opened_before_somebody_elses_change_is_refused_once(sign_in, cast, gauges):
    row = gauges[0]
    version = row.updated_at.isoformat()
    change_row("instruments", row.pk, cast.zhou, model="Y-150")
    response = sign_in("chen").post(
        f"{row.get_absolute_url()}edit/", FORM | {"asset_no": "G0", "version": version}
    )
    assert response.status_code == 409


def test_a_mobile_number_is_masked_but_for_the_enterprise_itself(sign_in, cast):
    person = add_row(
        "people", cast.yunlu_co.pk, cast.chen, role="QUALITY_HEAD", name="万立新", phone="13800001102"
    )
    assert "13800001102" not in sign_in("manager").get(person.get_absolute_url()).content.decode()
    assert "138****1102" in sign_in("manager").get(person.get_absolute_url()).content.decode()
    assert "13800001102" in sign_in("yunlu").get(person.get_absolute_url()).content.decode()


def test_the_archive_tab_names_what_is_missing_and_counts_what_is_due(sign_in, cast, gauges):
    page = sign_in("chen").get(f"/enterprises/{cast.yunlu_co.pk}/archive/")
    section = next(each for each in page.context["sections"] if each["code"] == "METROLOGY")
    register = section["registers"][0]
    assert (register["n"], register["due"], register["late"]) == (3, 1, 1)
    assert any("3" in words for words in section["missing"])


def test_an_unknown_register_is_not_there(sign_in, cast):
    assert sign_in("chen").get("/registers/nothing/").status_code == 404


def test_a_number_that_is_no_standard_is_refused_with_what_was_typed(sign_in, cast):
    product = add_row("products", cast.yunlu_co.pk, cast.chen, name="桂花酥")
    response = sign_in("chen").post(
        f"/enterprises/{cast.yunlu_co.pk}/registers/product-standards/new/",
        {"product": product.pk, "standard": "七零九九", "declaration": "NOT_DECLARED"},
    )
    assert response.status_code == 422
    assert "standard" in response.context["form"].errors
    assert "七零九九" in response.content.decode()


def test_a_standard_typed_in_full_width_is_entered_as_it_is_written(sign_in, cast):
    product = add_row("products", cast.yunlu_co.pk, cast.chen, name="桂花酥")
    response = sign_in("chen").post(
        f"/enterprises/{cast.yunlu_co.pk}/registers/product-standards/new/",
        {"product": product.pk, "standard": "ＧＢ７０９９－２０１５", "declaration": "NOT_DECLARED"},
    )
    assert response.status_code == 302
    assert product.standards.get().standard.number == "GB 7099-2015"
