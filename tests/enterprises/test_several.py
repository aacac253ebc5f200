"""Acts on several enterprises at once: those ticked, or all that the filter shows."""

from datetime import timedelta

from core.clock import now
from core.exchange import jobs, work
from core.figures import Period, figures
from core.models import Transfer
from enterprises.archive import asking
from enterprises.models import DataRequest, Standard
from enterprises.registers.acts import add_row
from enterprises.views import asking as asking_pages
from enterprises.views import printing
from reminders.models import Message
from tests.enterprises.test_print import texts_in
from tests.factories import make_enterprises

PRODUCTS = "/registers/products/"


def product(cast, company, name, standard="", **more):
    """A product, perhaps with a standard."""
    made = add_row("products", company.pk, cast.chen, name=name, category="糕点")
    if standard:
        add_row("product-standards", company.pk, cast.chen, product=made, standard_number=standard, **more)
    return made


def test_ticked_enterprises_are_printed_one_after_the_other_as_page_and_as_word(sign_in, cast):
    chen, picked = sign_in("chen"), [cast.yunlu_co.pk, cast.dinghe_co.pk, cast.stranger_co.pk]

    page = chen.post("/enterprises/print/", {"pk": picked})
    word = chen.post("/enterprises/print.docx", {"pk": picked})

    assert [each.title for each in page.context["archives"]] == [cast.dinghe_co.name, cast.yunlu_co.name]
    assert page.content.decode().count('class="dossier"') == 2
    texts = texts_in(word.content)
    assert cast.yunlu_co.name in texts
    assert cast.dinghe_co.name in texts
    assert cast.stranger_co.name not in " ".join(texts)
    assert "filename*=UTF-8''2%20" in word["Content-Disposition"] or "2_" in word["Content-Disposition"]


def test_too_many_to_print_come_back_to_the_list_with_what_to_do(sign_in, cast, monkeypatch):
    monkeypatch.setattr(printing, "MOST", 1)

    answer = sign_in("chen").post("/enterprises/print/", {"all": "1", "query": "q=九江"}, follow=True)

    assert answer.redirect_chain[-1][0] == "/enterprises/?q=%E4%B9%9D%E6%B1%9F"
    assert "一份文件最多放 1 家企业" in answer.content.decode()


def test_nothing_ticked_is_said(sign_in, cast):
    for address in ("/enterprises/print/", "/enterprises/ask/", "/registers/products/ask/"):
        assert "勾选至少一" in sign_in("chen").post(address, follow=True).content.decode(), address


def test_all_means_all_rows_of_the_filter_and_no_other(sign_in, cast):
    make_enterprises(cast.park, 30)
    chen = sign_in("chen")

    several = chen.post("/enterprises/ask/", {"all": "1", "query": "", "pk": [cast.dinghe_co.pk]})
    one = chen.post("/enterprises/ask/", {"all": "1", "query": "q=云麓"})
    wrong = chen.post("/enterprises/ask/", {"all": "1", "query": "status=nonsense"})

    assert len(several.context["lines"]) == 32
    assert [line["row"].pk for line in one.context["lines"]] == [cast.yunlu_co.pk]
    assert wrong.url == "/enterprises/?status=nonsense"


def test_more_than_fit_at_once_are_cut_off_with_a_sentence(sign_in, cast, monkeypatch):
    monkeypatch.setattr(asking_pages, "LIMIT", 1)

    page = sign_in("chen").post("/enterprises/ask/", {"all": "1", "query": ""})

    assert len(page.context["lines"]) == 1
    assert "一次最多处理前 1" in page.content.decode()


def test_the_box_of_the_list_offers_both_acts_to_the_station_only(sign_in, cast):
    page = sign_in("chen").get("/enterprises/").content.decode()
    assert 'formaction="/enterprises/print/"' in page
    assert 'formaction="/enterprises/ask/"' in page
    assert "formaction" not in sign_in("manager").get("/enterprises/").content.decode()
    assert 'formaction="/registers/products/ask/"' in sign_in("chen").get(PRODUCTS).content.decode() or (
        not cast.yunlu_co.products.exists()
    )


# ---- the standards of products ---------------------------------------------------------------------------------------


def test_ticked_products_ask_each_enterprise_once_for_what_is_wrong_with_their_standards(sign_in, cast):
    without = product(cast, cast.yunlu_co, "桂花酥")
    ended = product(cast, cast.yunlu_co, "绿豆糕", "GB 7718-2011", declaration="DECLARED")
    other = product(cast, cast.yunlu_co, "云雾茶饼")
    undeclared = product(cast, cast.dinghe_co, "礼盒", "GB/T 20977-2007")
    Standard.objects.filter(number="GB 7718-2011").update(status="SUPERSEDED")
    picked = {"pk": [without.pk, ended.pk, undeclared.pk], "query": "standing=any"}
    chen = sign_in("chen")

    assert 'formaction="/registers/products/ask/"' in chen.get(f"{PRODUCTS}?standing=any").content.decode()
    preview = chen.post(f"{PRODUCTS}ask/", picked)
    assert [line["n"] for line in preview.context["lines"]] == [1, 2]
    for _click in range(2):
        done = chen.post(f"{PRODUCTS}ask/", {**picked, "confirm": "1"})

    asked = {
        (each.register, str(each.row), each.fields)
        for request in DataRequest.objects.all()
        for each in asking.of(request.questions)
    }
    uses = {str(each.product): str(each.pk) for each in ended.standards.all() | undeclared.standards.all()}
    assert asked == {
        ("products", str(without.pk), ("standards",)),
        ("product-standards", uses["绿豆糕"], ("standard",)),
        ("product-standards", uses["礼盒"], ("declared",)),
    }
    assert str(other.pk) not in {row for _register, row, _fields in asked}
    assert Message.objects.filter(recipient=cast.yunlu, kind="data:asked").count() == 1
    assert done.context["cancel_url"] == f"{PRODUCTS}?standing=any"


def test_the_question_for_an_ended_standard_is_answered_by_another_one(cast):
    made = product(cast, cast.yunlu_co, "绿豆糕", "GB 7718-2011", declaration="DECLARED")
    Standard.objects.filter(number="GB 7718-2011").update(status="WITHDRAWN")
    request, _new = asking.ask(cast.yunlu_co.pk, ["STANDARD"], cast.chen, products={made.pk})
    assert [each.fields for each in asking.open_of(request)] == [("standard",)]

    made.standards.update(standard=Standard.objects.create(park=cast.park, number="GB 7718-2025", kind="GB",
                                                           searched="\nGB 7718-2025"))  # fmt: skip

    assert asking.open_of(request) == []


def test_the_board_counts_products_in_doubt_and_its_number_opens_exactly_these(sign_in, cast):
    product(cast, cast.yunlu_co, "桂花酥")
    product(cast, cast.yunlu_co, "礼盒", "GB/T 20977-2007", declaration="DECLARED")
    add_row("products", cast.dinghe_co.pk, cast.chen, name="旧礼盒", status="ENDED")
    period = Period(now().date(), now().date())
    door = figures["PRODUCTS_UNSETTLED"].url(period)
    manager = sign_in("manager")

    page = manager.get("/dashboard/").content.decode()

    assert "1 个产品没有标准、未声明或标准已作废" in page
    assert f'href="{door}"' in page
    assert [str(row) for row in manager.get(door).context["page_rows"]] == ["桂花酥"]


# ---- the end of what a worker does -------------------------------------------------------------------------------------


def begun(cast, seconds):
    """An export that was asked for a while ago."""
    transfer = jobs.begin(
        cast.chen, "EXPORT", "EXPORT", code="/enterprises/", title="企业档案",
        options={"list": "/enterprises/", "columns": ["name"]},
    )  # fmt: skip
    Transfer.objects.filter(pk=transfer.pk).update(created_at=now() - timedelta(seconds=seconds))
    return transfer


def test_who_waited_long_is_told_that_the_file_is_ready(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    transfer = begun(cast, 60)

    assert work.run(transfer.pk) == "DONE"

    message = Message.objects.get(recipient=cast.chen)
    assert (message.title, message.url) == ("导出文件「企业档案」已生成", transfer.get_absolute_url())


def test_who_waited_on_the_page_is_not_told_again(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert work.run(begun(cast, 0).pk) == "DONE"
    assert not Message.objects.exists()


def test_what_came_to_nothing_is_told_with_its_reason(cast, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(work.outgoing, "MOST", 0)

    assert work.run(begun(cast, 60).pk) == "FAILED"

    message = Message.objects.get(recipient=cast.chen)
    assert message.title == "「企业档案」没有成功"
    assert "缩小" in message.body
