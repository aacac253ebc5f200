"""The catalogue of standards and its watch: whoever uses a standard that ends is told once."""

from datetime import date, timedelta

import pytest

from core import finding
from core.clock import today
from core.contributions import offers_for
from core.models import TimelineEntry
from core.transitions import NotAllowed, TransitionError
from enterprises.models import Enterprise, Standard
from enterprises.registers.acts import add_row
from enterprises.standards.acts import (
    add_standard,
    change_standard,
    move_by_day,
    supersede_standard,
    take_back_end,
    withdraw_standard,
)
from reminders.models import Delivery, Message, State
from servicedesk.models import ServiceRequest
from tests.races import meanwhile

NEW = "GB 7718-2025"


@pytest.fixture
def used(cast):
    """GB 7718-2011: two products of 云麓, one of 鼎禾 and an ended one are made to it."""
    Enterprise.objects.filter(pk=cast.dinghe_co.pk).update(liaison=cast.zhou)
    for company, name, status in (
        (cast.yunlu_co, "桂花酥", "MADE"),
        (cast.yunlu_co, "绿豆糕", "PAUSED"),
        (cast.dinghe_co, "礼盒", "MADE"),
        (cast.dinghe_co, "旧礼盒", "ENDED"),
    ):
        product = add_row("products", company.pk, cast.chen, name=name, status=status)
        add_row("product-standards", company.pk, cast.chen, product=product, standard_number="GB 7718-2011")
    return Standard.objects.get(number="GB 7718-2011")


def told(person):
    """What a person was told about standards."""
    return list(Message.objects.filter(recipient=person, kind="standard-ended"))


def test_a_standard_is_entered_as_it_is_written_and_comes_into_force_on_its_day(cast):
    standard = add_standard(
        cast.chen, number="ｇｂ７７１８—２０２５", title="预包装食品标签通则", effective_on=date(2100, 3, 16)
    )
    assert (standard.number, standard.kind, standard.status) == (NEW, "GB", "UPCOMING")

    assert move_by_day(date(2100, 3, 15))["in_force"] == 0
    assert move_by_day(date(2100, 3, 16))["in_force"] == 1
    assert move_by_day(date(2100, 3, 16))["in_force"] == 0
    standard.refresh_from_db()
    assert standard.status == "CURRENT"

    with pytest.raises(TransitionError, match="标准库"):
        add_standard(cast.chen, number="GB7718-2025")


def test_superseding_tells_each_enterprise_once_and_names_its_products(cast, used):
    supersede_standard(used.pk, cast.chen, number=NEW, title="预包装食品标签通则", on=today())

    used.refresh_from_db()
    assert (used.status, used.replaced_by.number, used.ended_on) == ("SUPERSEDED", NEW, today())
    (yunlu,) = told(cast.yunlu)
    assert "桂花酥" in yunlu.body and "绿豆糕" in yunlu.body and "礼盒" not in yunlu.body
    assert "GB 7718-2011" in yunlu.title and NEW in yunlu.body
    (dinghe,) = told(cast.dinghe)
    assert "礼盒" in dinghe.body and "旧礼盒" not in dinghe.body
    (liaison,) = told(cast.zhou)
    assert cast.dinghe_co.name in liaison.body and cast.yunlu_co.name not in liaison.body
    assert told(cast.chen) == []  # who did it knows
    assert TimelineEntry.objects.filter(sentence="standard_superseded").count() == 2


def test_of_two_who_end_it_the_second_gets_a_sentence_and_nobody_a_second_message(cast, used):
    supersede_standard(used.pk, cast.chen, number=NEW, on=today())
    with pytest.raises(TransitionError, match="GB 7718-2011"):
        withdraw_standard(used.pk, cast.zhou, on=today())
    assert len(told(cast.yunlu)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_wins(cast, used):
    won, lost = meanwhile(
        lambda: supersede_standard(used.pk, cast.chen, number=NEW, on=today()),
        lambda: supersede_standard(used.pk, cast.zhou, number="GB 7718-2026", on=today()),
    )
    assert won.replaced_by.number == NEW
    assert isinstance(lost, TransitionError)
    assert len(told(cast.yunlu)) == len(told(cast.dinghe)) == 1
    used.refresh_from_db()
    assert used.replaced_by.number == NEW


def test_one_that_ends_later_stays_in_force_until_its_day_and_is_told_now(cast, used):
    on = today() + timedelta(days=90)
    withdraw_standard(used.pk, cast.chen, on=on)
    used.refresh_from_db()
    assert used.status == "CURRENT" and len(told(cast.yunlu)) == 1

    assert move_by_day(on)["withdrawn"] == 1
    used.refresh_from_db()
    assert used.status == "WITHDRAWN" and len(told(cast.yunlu)) == 1


def test_a_mistake_is_taken_back_while_nobody_has_read_of_it(cast, used):
    supersede_standard(used.pk, cast.chen, number=NEW, on=today())
    take_back_end(used.pk, cast.zhou)
    used.refresh_from_db()
    assert (used.status, used.replaced_by, used.ended_on) == ("CURRENT", None, None)
    assert told(cast.yunlu) == told(cast.zhou) == []

    withdraw_standard(used.pk, cast.chen, on=today())
    assert len(told(cast.yunlu)) == 1
    Message.objects.filter(recipient=cast.yunlu).update(read_at="2026-11-23T00:00Z")
    with pytest.raises(TransitionError, match="已"):
        take_back_end(used.pk, cast.chen)
    used.refresh_from_db()
    assert used.status == "WITHDRAWN"


def test_a_mistake_is_not_taken_back_once_an_email_has_left(cast, used):
    type(cast.yunlu).objects.filter(pk=cast.yunlu.pk).update(email="y@example.com")
    supersede_standard(used.pk, cast.chen, number=NEW, on=today())
    Delivery.objects.update(state=State.SENT)
    with pytest.raises(TransitionError):
        take_back_end(used.pk, cast.chen)


def test_what_has_ended_cannot_take_the_place_of_another(cast, used):
    old = add_standard(cast.chen, number="GB 7718-2004")
    withdraw_standard(old.pk, cast.chen, on=today())
    with pytest.raises(TransitionError):
        supersede_standard(used.pk, cast.chen, number="GB 7718-2004", on=today())
    with pytest.raises(TransitionError):
        supersede_standard(used.pk, cast.chen, number="gb7718-2011", on=today())
    assert told(cast.yunlu) == []


def test_the_catalogue_is_kept_by_the_station_of_its_park(cast, used):
    for user in (cast.manager, cast.liu, cast.yunlu):
        with pytest.raises(NotAllowed):
            withdraw_standard(used.pk, user, on=today())
    with pytest.raises(Standard.DoesNotExist):
        change_standard(used.pk, cast.stranger, title="别的")


def test_an_enterprise_sees_the_standards_of_its_own_products_only(cast, used, sign_in):
    other = add_standard(cast.chen, number="GB 14881-2013")
    assert set(Standard.objects.visible_to(cast.yunlu)) == {used}
    assert {used, other} <= set(Standard.objects.visible_to(cast.liu))
    client = sign_in("yunlu")
    assert client.get(f"/standards/{other.pk}/").status_code == 404
    page = client.get(f"/standards/{used.pk}/").content.decode()
    assert "桂花酥" in page and "礼盒" not in page and "supersede" not in page


def test_the_confirmation_lists_every_product_that_uses_it(used, sign_in):
    page = sign_in("chen").get(f"/standards/{used.pk}/supersede/").content.decode()
    for name in ("桂花酥", "绿豆糕", "礼盒"):
        assert page.count(f">{name}</a>") == 1
    assert "旧礼盒" not in page


def test_the_form_understands_checks_and_saves_once(cast, sign_in):
    client = sign_in("chen")
    seen = client.get("/standards/check/?number=gb14881—2025").content.decode()
    assert "GB 14881-2025" in seen
    wrong = client.post("/standards/new/", {"number": "食品通则", "one_time_key": "a" * 32})
    assert wrong.status_code == 422
    for _click in range(2):
        saved = client.post(
            "/standards/new/",
            {"number": "gb14881-2025", "effective_on": "2026-09-02", "one_time_key": "b" * 32},
        )
        assert saved.status_code == 302
    assert Standard.objects.filter(number="GB 14881-2025").count() == 1


def test_a_form_that_is_older_than_the_row_is_refused(cast, used, sign_in):
    client = sign_in("chen")
    version = used.updated_at.isoformat()
    change_standard(used.pk, cast.zhou, title="别人改的")
    answer = client.post(
        f"/standards/{used.pk}/edit/", {"number": used.number, "title": "我改的", "version": version}
    )
    assert answer.status_code == 409
    used.refresh_from_db()
    assert used.title == "别人改的"


def test_the_list_shows_what_is_obsolete_and_still_used(cast, used, sign_in):
    client = sign_in("chen")
    unused = add_standard(cast.chen, number="GB 2760-2014")
    for standard in (used, unused):
        withdraw_standard(standard.pk, cast.chen, on=today())
    rows = client.get("/standards/?tab=obsolete").context["page_rows"]
    assert list(rows) == [used] and rows[0].products_made_to_it == 3
    rows = client.get("/standards/?used=no&status=WITHDRAWN").context["page_rows"]
    assert list(rows) == [unused]


def test_the_box_finds_a_standard_by_title_and_jumps_by_number(cast, used):
    change_standard(used.pk, cast.chen, title="预包装食品标签通则")
    hits = [hit.url for group in finding.groups(cast.chen, "ybzsp", 8) for hit in group["hits"]]
    assert used.get_absolute_url() in hits
    assert finding.numbered(cast.yunlu, "gb7718-2011") == used.get_absolute_url()
    assert finding.numbered(cast.stranger, "gb7718-2011") is None


def test_products_without_an_undeclared_or_an_obsolete_standard_are_a_list_that_leads_to_a_request(
    cast, used, sign_in
):
    company = cast.yunlu_co.pk
    bare = add_row("products", company, cast.chen, name="无标产品")
    fine = add_row("products", company, cast.chen, name="好产品")
    row = {"product": fine, "standard_number": "GB 7099-2015", "declaration": "DECLARED"}
    add_row("product-standards", company, cast.chen, **row)
    old = add_row("products", company, cast.chen, name="旧标产品")
    row = {"product": old, "standard_number": "GB 7099-2003", "declaration": "DECLARED"}
    add_row("product-standards", company, cast.chen, **row)
    withdraw_standard(Standard.objects.get(number="GB 7099-2003").pk, cast.chen, on=today())
    client = sign_in("chen")

    def named(standing):
        page = client.get(f"/registers/products/?standing={standing}")
        return {product.name for product in page.context["page_rows"]}

    assert named("none") == {"无标产品"}
    assert named("obsolete") == {"旧标产品"}
    assert named("undeclared") == {"桂花酥", "绿豆糕", "礼盒"}
    assert named("any") == {"无标产品", "旧标产品", "桂花酥", "绿豆糕", "礼盒"}
    (offer,) = (each for each in offers_for(cast.chen, bare) if "/requests/" in each["url"])
    assert offer["url"].replace("&", "&amp;") in client.get(bare.get_absolute_url()).content.decode()
    for who in (cast.manager, cast.stranger):
        assert not any("/requests/" in each["url"] for each in offers_for(who, bare))
    saved = client.post(
        offer["url"],
        {
            "enterprise": company,
            "enterprise_text": cast.yunlu_co.name,
            "enterprise_was": cast.yunlu_co.name,
            "title": "请补充产品执行标准",
            "category": "STANDARD",
            "channel": "PHONE",
            "urgency": "NORMAL",
            "origin": f"enterprises.product-{bare.pk}",
            "one_time_key": "c" * 32,
        },
    )
    assert saved.status_code == 302, saved.context["form"].errors
    assert ServiceRequest.objects.get().origin == bare
