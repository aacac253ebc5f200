"""The enterprise keeps its own registers: what matters waits for the station, the rest is written at once."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile

from core.attachments import attachments_of
from core.clock import today
from core.contributions import work
from core.models import TimelineEntry
from core.transitions import NotAllowed, TransitionError
from enterprises.models import Instrument, Product, ProductStandard, RegisterChange, Standard
from enterprises.registers import REGISTERS, proposals
from enterprises.registers.acts import add_row, change_row, remove_row
from enterprises.registers.forms import form_of
from reminders.models import Message
from tests.races import meanwhile

FORM = {
    "asset_no": "YLB-001",
    "name": "弹簧管式一般压力表",
    "use_purpose": "SAFETY",
    "control": "MANDATORY_PERIODIC",
    "last_done_on": "2026-01-10",
    "status": "IN_USE",
    "fitness": "FIT",
}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def gauge(cast):
    """A pressure gauge of 云麓食品, confirmed by the station."""
    company = cast.yunlu_co
    company.liaison = cast.chen
    company.save(update_fields=["liaison"])
    values = {name: value for name, value in FORM.items() if name != "last_done_on"}
    return add_row("instruments", company.pk, cast.chen, **values)


def proposed(cast, gauge, **changes):
    """A change of the gauge by its enterprise."""
    form = form_of(REGISTERS["instruments"])(
        {**FORM, **changes}, user=cast.yunlu, enterprise=cast.yunlu_co, instance=gauge, with_files=True
    )
    assert form.is_valid(), form.errors
    return proposals.propose(form, cast.yunlu)


def edit_url(row):
    """The form of a row."""
    return f"{row.get_absolute_url()}edit/"


def test_a_change_that_matters_leaves_the_row_until_the_station_accepts_it(sign_in, cast, gauge):
    answer = sign_in("yunlu").post(edit_url(gauge), FORM | {"last_done_on": "2026-02-01"})
    change = RegisterChange.objects.get()
    assert answer.url == change.get_absolute_url()
    gauge.refresh_from_db()
    assert (gauge.last_done_on, change.changed, change.status) == (None, ["last_done_on"], "PENDING")
    assert list(work["proposals"].mine(cast.chen)) == [change]
    assert not work["proposals"].mine(cast.zhou).exists()
    assert Message.objects.filter(recipient=cast.chen, kind="register:proposed").count() == 1

    page = sign_in("chen").get(change.get_absolute_url()).content.decode()
    assert "2026-02-01" in page
    sign_in("chen").post(f"{change.get_absolute_url()}accept/", {"version": gauge.updated_at.isoformat()})
    gauge.refresh_from_db()
    change.refresh_from_db()
    assert f"{gauge.last_done_on}" == "2026-02-01"
    assert (gauge.confirmed_on, gauge.confirmed_by) == (today(), cast.chen)
    assert (change.status, change.decided_by) == ("ACCEPTED", cast.chen)
    assert Message.objects.filter(recipient=cast.yunlu, kind="register:accepted").count() == 1
    said = set(TimelineEntry.objects.filter(subject_id=cast.yunlu_co.pk).values_list("sentence", flat=True))
    assert {"change_proposed", "change_accepted", "register_changed"} <= said


def test_a_note_is_written_at_once_and_nobody_is_asked(sign_in, cast, gauge):
    sign_in("yunlu").post(edit_url(gauge), FORM | {"last_done_on": "", "note": "放在二车间"})
    gauge.refresh_from_db()
    assert gauge.note == "放在二车间"
    assert not RegisterChange.objects.exists()


def test_a_form_without_any_difference_is_refused_in_a_sentence(sign_in, cast, gauge):
    assert sign_in("yunlu").post(edit_url(gauge), FORM | {"last_done_on": ""}).status_code == 409


def test_a_new_row_with_its_scan_enters_the_register_when_it_is_accepted(sign_in, cast, gauge):
    url = f"/enterprises/{cast.yunlu_co.pk}/registers/instruments/new/"
    key = "7d0f3f1e-3f63-4f0e-9f5e-0b5b2f2f0001"
    for _click in range(2):
        sign_in("yunlu").post(
            url,
            FORM
            | {
                "asset_no": "YLB-002",
                "one_time_key": key,
                "files": SimpleUploadedFile("检定证书.pdf", PDF, content_type="application/pdf"),
            },
        )
    change = RegisterChange.objects.get()
    assert not Instrument.objects.filter(asset_no="YLB-002").exists()
    assert attachments_of(change).count() == 1

    sign_in("chen").post(f"{change.get_absolute_url()}accept/")
    row = Instrument.objects.get(asset_no="YLB-002")
    assert (row.source, row.confirmed_by) == ("ENTERPRISE", cast.chen)
    assert attachments_of(row).count() == 1


def test_a_removal_waits_too_and_keeps_its_reason(sign_in, cast, gauge):
    sign_in("yunlu").post(f"{gauge.get_absolute_url()}remove/", {"reason": "已报废"})
    assert Instrument.objects.filter(pk=gauge.pk).exists()
    change = RegisterChange.objects.get()
    sign_in("chen").post(f"{change.get_absolute_url()}accept/")
    assert not Instrument.objects.filter(pk=gauge.pk).exists()


def test_what_was_sent_back_is_told_corrected_and_sent_again(sign_in, cast, gauge):
    change = proposed(cast, gauge, last_done_on="2026-02-01")
    sign_in("chen").post(f"{change.get_absolute_url()}return/", {"reason": "证书上是 2 月 10 日"})
    assert Message.objects.get(recipient=cast.yunlu, kind="register:returned").body.endswith(
        "证书上是 2 月 10 日"
    )
    assert list(work["proposals"].mine(cast.yunlu)) == [change]

    client = sign_in("yunlu")
    form = client.get(edit_url(gauge), follow=True)
    assert "证书上是 2 月 10 日" in form.content.decode()
    assert form.context["form"]["last_done_on"].value() == "2026-02-01"
    client.post(f"{change.get_absolute_url()}edit/", FORM | {"last_done_on": "2026-02-10"})
    change.refresh_from_db()
    assert (change.status, change.values["last_done_on"]) == ("PENDING", "2026-02-10")
    assert RegisterChange.objects.count() == 1


def test_one_row_has_one_open_change(cast, gauge):
    proposed(cast, gauge, last_done_on="2026-02-01")
    with pytest.raises(TransitionError):
        proposed(cast, gauge, last_done_on="2026-02-02")


def test_the_enterprise_withdraws_and_the_row_stays(sign_in, cast, gauge):
    change = proposed(cast, gauge, last_done_on="2026-02-01")
    sign_in("yunlu").post(f"{change.get_absolute_url()}withdraw/")
    change.refresh_from_db()
    assert change.status == "WITHDRAWN"
    assert sign_in("chen").post(f"{change.get_absolute_url()}accept/").status_code == 409


def test_a_row_changed_while_one_compares_is_refused_and_compared_again(sign_in, cast, gauge):
    change = proposed(cast, gauge, last_done_on="2026-02-01")
    seen = gauge.updated_at.isoformat()
    change_row("instruments", gauge.pk, cast.zhou, maker="九江仪表厂")

    accept = f"{change.get_absolute_url()}accept/"
    assert sign_in("chen").post(accept, {"version": seen}).status_code == 409
    assert sign_in("chen").post(accept).status_code == 409
    gauge.refresh_from_db()
    assert gauge.last_done_on is None
    sign_in("chen").post(accept, {"version": gauge.updated_at.isoformat()})
    gauge.refresh_from_db()
    assert (f"{gauge.last_done_on}", gauge.maker) == ("2026-02-01", "九江仪表厂")


def test_a_row_that_was_removed_meanwhile_is_said(sign_in, cast, gauge):
    change = proposed(cast, gauge, last_done_on="2026-02-01")
    remove_row("instruments", gauge.pk, cast.chen, reason="重复")
    assert sign_in("chen").get(change.get_absolute_url()).status_code == 200
    assert sign_in("chen").post(f"{change.get_absolute_url()}accept/").status_code == 409


def test_another_enterprise_and_another_station_find_nothing(sign_in, cast, gauge):
    change = proposed(cast, gauge, last_done_on="2026-02-01")
    for who in ("dinghe", "stranger"):
        client = sign_in(who)
        assert client.get(edit_url(gauge)).status_code == 404
        assert client.post(edit_url(gauge), FORM).status_code == 404
        assert client.get(change.get_absolute_url()).status_code == 404
    new = f"/enterprises/{cast.yunlu_co.pk}/registers/instruments/new/"
    assert sign_in("dinghe").post(new, FORM).status_code == 404
    with pytest.raises(ObjectDoesNotExist):
        proposals.withdraw(change.pk, cast.dinghe)
    with pytest.raises(NotAllowed):
        proposals.accept(change.pk, cast.yunlu)


def test_a_standard_is_proposed_without_entering_the_catalogue(sign_in, cast, gauge):
    product = add_row("products", cast.yunlu_co.pk, cast.chen, name="桂花酥")
    url = f"/enterprises/{cast.yunlu_co.pk}/registers/product-standards/new/"
    answer = sign_in("yunlu").post(
        url, {"product": product.pk, "standard": "GB/T 20977-2007", "declaration": "NOT_DECLARED"}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert not Standard.objects.exists()
    change = RegisterChange.objects.get()
    assert "GB/T 20977-2007" in sign_in("chen").get(change.get_absolute_url()).content.decode()
    sign_in("chen").post(f"{change.get_absolute_url()}accept/")
    assert ProductStandard.objects.get().standard.number == "GB/T 20977-2007"


def test_what_cannot_be_entered_any_more_is_said_and_stays_open(sign_in, cast, gauge):
    product = add_row("products", cast.yunlu_co.pk, cast.chen, name="桂花酥")
    url = f"/enterprises/{cast.yunlu_co.pk}/registers/product-standards/new/"
    sign_in("yunlu").post(
        url, {"product": product.pk, "standard": "GB/T 20977-2007", "declaration": "NOT_DECLARED"}
    )
    Product.objects.all().delete()
    change = RegisterChange.objects.get()
    assert sign_in("chen").post(f"{change.get_absolute_url()}accept/").status_code == 409
    change.refresh_from_db()
    assert change.status == "PENDING"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told_that_it_is_done(cast, gauge):
    change = proposed(cast, gauge, last_done_on="2026-02-01")
    done = meanwhile(
        lambda: proposals.accept(change.pk, cast.chen),
        lambda: proposals.send_back(change.pk, cast.zhou, reason="不清楚"),
    )
    assert sum(isinstance(each, TransitionError) for each in done) == 1


@pytest.mark.django_db(transaction=True)
def test_accepted_twice_at_once_is_one_row(cast, gauge):
    form = form_of(REGISTERS["instruments"])(
        FORM | {"asset_no": "YLB-009"}, user=cast.yunlu, enterprise=cast.yunlu_co
    )
    assert form.is_valid()
    change = proposals.propose(form, cast.yunlu)
    meanwhile(lambda: proposals.accept(change.pk, cast.chen), lambda: proposals.accept(change.pk, cast.zhou))
    assert Instrument.objects.filter(asset_no="YLB-009").count() == 1


def test_odd_signs_do_no_harm(sign_in, cast, gauge):
    odd = FORM | {"is_highest_standard": "on\0", "maker": "九江\0仪表厂", "last_done_on": "2026-02-01"}
    answer = sign_in("yunlu").post(edit_url(gauge), odd)
    assert answer.status_code in (302, 422)
    assert all("\0" not in f"{change.values}" for change in RegisterChange.objects.all())
