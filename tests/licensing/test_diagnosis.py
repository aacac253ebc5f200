"""The diagnosis: which entry a product is recognised by on a day, what is not known, and what a case keeps of it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from core.contributions import offers_for
from core.transitions import NotAllowed, TransitionError
from enterprises.registers import acts as registers
from licensing import actions
from licensing.actions.diagnosing import find
from licensing.diagnosis import Asked
from licensing.models import CaseDiagnosis, LicenceCase, LicenceRule, Procedure
from reminders.models import Message
from tests.licensing.making import SC, TODAY, finish, fresh, make_at, make_case

pytestmark = pytest.mark.django_db
PAGE = "/licensing/diagnosis/"


def found(product="", on=TODAY, **more):
    """(verdict, code of the first entry) of a product."""
    diagnosis, finding = find(Asked(product=product, on=on, **more))
    return diagnosis.verdict, finding.rule.code if finding else ""


@pytest.mark.parametrize(
    ("product", "answer"),
    [
        ("聚氯乙烯绝缘电缆 BV-2.5", ("NEEDED", "IPL-06")),
        ("普通硅酸盐水泥", ("NEEDED", "IPL-02")),
        ("复合肥料", ("NEEDED", "IPL-09B")),
        ("建筑工地安全帽", ("NEEDED", "IPL-14")),
        ("桂花酥饼", ("NEEDED", "FOOD-24")),
        ("婴幼儿配方奶粉", ("NEEDED", "FOOD-29")),
        ("电热毯", ("NOT_NEEDED", "CCC-BLANKET")),
        ("离心泵", ("NOT_NEEDED", "PUMP-NOW")),
        ("实木家具", ("NOT_NEEDED", "FURNITURE")),
        ("化妆品", ("NEEDED", "COSMETIC")),
        ("许可产品（未载明）", ("UNKNOWN", "")),
    ],
)
def test_a_product_is_recognised_by_the_words_of_an_entry(product, answer):
    assert found(product) == answer


@pytest.mark.parametrize(
    ("product", "never"),
    [
        ("电缆桥架", "IPL-06"),
        ("混凝土用水泥搅拌机", "IPL-02"),
        ("食品用塑料瓶灌装机", "IPL-10"),
        ("月饼饼盒", "FOOD-24"),
        ("车用尿素溶液", "IPL-09B"),
    ],
)
def test_what_only_sounds_like_it_is_ruled_out(product, never):
    diagnosis, _finding = find(Asked(product=product, on=TODAY))
    assert never not in [each.rule.code for each in diagnosis.findings]


def test_full_width_signs_spaces_and_capitals_are_understood():
    assert found("  ｌｅｄ 灯  ") == ("NOT_NEEDED", "CCC-LAMP")
    assert found("电 线 · 电 缆") == ("NEEDED", "IPL-06")


@pytest.mark.parametrize("text", ["%", "_", "\\", "' OR 1=1 --", ".*", "（", "電" * 100, "😀", "\u200b"])
def test_hostile_words_find_nothing(text):
    assert found(text) == ("UNKNOWN", "")


def test_hostile_words_of_a_rule_are_words_and_no_pattern():
    LicenceRule.objects.create(
        code="HOSTILE", list="OTHER", label="怪词", words=".* % _ ' \\ ( \u200b", outcome="LICENCE"
    )
    assert found("任何产品") == ("UNKNOWN", "")


def test_a_day_of_the_past_is_answered_by_the_catalogue_of_that_day():
    then = date(2010, 4, 12)
    assert found("电热毯", then) == ("NEEDED", "IPL10-BLANKET")
    assert found("离心泵", then) == ("NEEDED", "IPL10-PUMP")
    assert found("桂花酥饼", then) == ("NEEDED", "QS-2401")
    old = LicenceRule.objects.on(then).filter(list="IPL").count()
    assert old > 45
    assert LicenceRule.objects.on(TODAY).filter(list="IPL").values("number").distinct().count() == 14


def test_fertiliser_is_verified_first_since_the_catalogue_of_2024_and_new_entries_begin_with_it():
    before, after = date(2024, 9, 24), date(2024, 9, 25)
    assert found("安全帽", before) == ("UNKNOWN", "")
    assert found("安全帽", after) == ("NEEDED", "IPL-14")
    assert LicenceRule.objects.on(after).get(number="9", list="IPL").mode == "INSPECT_FIRST"
    assert LicenceRule.objects.on(before).get(number="9", list="IPL").mode == ""


def test_of_a_day_without_a_catalogue_nothing_is_claimed(sign_in):
    diagnosis, finding = find(Asked(product="水泥", on=date(1990, 1, 1)))
    assert (diagnosis.verdict, finding, diagnosis.catalogues) == ("UNKNOWN", None, [])
    gap, _finding = find(Asked(product="水泥", on=date(2018, 6, 1)))
    assert gap.verdict == "UNKNOWN"
    assert "工业产品生产许可" in gap.unknown
    page = sign_in("chen").get(PAGE, {"product": "水泥", "on": "2018-06-01"}).content.decode()
    assert "本站没有那一天的" in page


def test_the_category_that_was_chosen_counts_more_than_a_word():
    assert found("桂花茶饼", food="14") == ("NEEDED", "FOOD-14")
    assert found("特色产品", food="24") == ("NEEDED", "FOOD-24")
    assert found("特色产品", food="99") == ("UNKNOWN", "")


def test_a_small_workshop_is_registered_instead_of_licensed():
    diagnosis, finding = find(Asked(product="手工酥饼", on=TODAY, thing="WORKSHOP"))
    assert (diagnosis.verdict, finding.rule.code) == ("NOT_NEEDED", "WORKSHOP")
    assert [each.rule.list for each in diagnosis.findings] == ["OTHER"]


def test_the_industry_hints_and_decides_nothing():
    diagnosis, finding = find(Asked(product="特色产品", on=TODAY, industry="C1411"))
    assert (diagnosis.verdict, finding) == ("UNKNOWN", None)
    assert "FOOD-24" in [rule.code for rule in diagnosis.hints]
    assert {"EMIT-REG", "STANDARD"} <= {rule.code for rule in diagnosis.also}


def test_special_equipment_is_licensed_to_make_and_registered_to_use():
    assert found("设备", thing="EQUIPMENT_MADE") == ("NEEDED", "EQUIPMENT-MADE")
    assert found("设备", thing="EQUIPMENT_USED") == ("NOT_NEEDED", "EQUIPMENT-USED")
    assert found("电子秤") == ("NEEDED", "INSTRUMENT-MADE")


def test_a_rule_that_ended_or_is_not_in_use_says_nothing():
    LicenceRule.objects.filter(code="IPL-06").update(valid_to=TODAY - timedelta(days=1))
    assert found("电缆")[1] != "IPL-06"
    LicenceRule.objects.filter(code="IPL-02").update(is_active=False)
    assert found("水泥") == ("UNKNOWN", "")


# ---- pages -------------------------------------------------------------------------------------------------------------


def test_the_page_names_the_entry_and_opens_the_case_filled_in(sign_in, cast):
    client = sign_in("chen")
    answer = client.get(PAGE, {"product": "桂花酥饼", "enterprise": cast.yunlu_co.pk})
    page = answer.content.decode()
    (row,) = answer.context["found"]["rows"]
    assert "24 糕点" in page
    assert "2020-03-01" in page
    assert "设备布局图和工艺流程图" in page
    form = client.get(row["open_url"])
    initial = form.context["form"].initial
    assert (initial["product"], initial["rule"]) == ("桂花酥饼", "FOOD-24")
    fields = {
        "enterprise": cast.yunlu_co.pk,
        "procedure": initial["procedure"],
        "product": initial["product"],
        "rule": initial["rule"],
        "origin": "PHONE",
        "owner": cast.chen.pk,
        "one_time_key": form.context["one_time_key"],
    }
    client.post("/licensing/new/", fields)
    case = LicenceCase.objects.get(product="桂花酥饼")
    assert (case.procedure.code, case.diagnosis.rule.code, case.diagnosis.verdict) == (
        "FPL_NEW",
        "FOOD-24",
        "NEEDED",
    )
    assert case.diagnosis.made_for == TODAY


def test_the_part_beside_the_form_answers_what_is_typed(sign_in):
    part = sign_in("chen").get(f"{PAGE}part/", {"brief": "1", "product": "电缆"}).content.decode()
    assert "电线电缆" in part
    assert "<html" not in part
    assert "data-preview" in sign_in("chen").get("/licensing/new/").content.decode()


def test_of_a_past_day_no_case_is_opened(sign_in, cast):
    answer = sign_in("chen").get(PAGE, {"product": "水泥", "on": "2010-04-12"})
    assert [row["open_url"] for row in answer.context["found"]["rows"]] == [""]


@pytest.mark.parametrize(
    "query",
    [
        {"product": "水" * 10_000},
        {"product": "水泥", "on": "2999-01-01"},
        {"product": "水泥", "on": "昨天"},
        {"product": "\0", "food": "\0", "rule": "\0", "thing": "X" * 500},
        {"enterprise": "9" * 40, "product": "水泥"},
        {"case": "²", "product": "水泥"},
        {"enterprise_text": "有限公司", "industry_text": "不存在", "product": "水泥"},
    ],
)
def test_nonsense_in_the_address_is_answered_with_a_page(sign_in, query):
    for url in (PAGE, f"{PAGE}part/"):
        assert sign_in("chen").get(url, query).status_code == 200


def test_a_case_or_an_enterprise_of_another_park_is_not_touched(sign_in, cast):
    other = make_case(cast, by="stranger", company=cast.stranger_co)
    client = sign_in("chen")
    assert client.get(PAGE, {"case": other.pk, "product": "水泥"}).status_code == 404
    assert client.post(f"/licensing/{other.pk}/diagnosis/", {"product": "水泥"}).status_code == 404
    page = client.get(PAGE, {"enterprise": cast.stranger_co.pk, "product": "水泥"}).content.decode()
    assert cast.stranger_co.name not in page


def test_an_enterprise_asks_about_itself_and_is_led_to_the_station(sign_in, cast):
    registers.add_row("products", cast.yunlu_co.pk, cast.chen, name="云雾绿茶饼")
    answer = sign_in("yunlu").get(PAGE, {"product": "桂花酥饼", "enterprise": cast.dinghe_co.pk})
    assert answer.context["found"]["rows"][0]["open_url"] == ""
    assert answer.context["found"]["ask_url"].startswith("/requests/new/?title=")
    assert "enterprise" not in answer.context["form"].fields
    assert "云雾绿茶饼" in sign_in("yunlu").get(PAGE).content.decode()


def test_a_licence_that_is_there_already_is_named(sign_in, cast):
    registers.add_row(
        "licences", cast.yunlu_co.pk, cast.chen, kind="FPL", number=SC, valid_to=date(2030, 1, 1)
    )
    page = sign_in("chen").get(PAGE, {"product": "月饼", "enterprise": cast.yunlu_co.pk}).content.decode()
    assert SC in page


def test_usual_days_come_from_finished_cases(sign_in, cast):
    for place, number in enumerate(
        (SC, "SC10536040200011", "SC10636040200014", "SC11736040200010", "SC11464010500015")
    ):
        finish(cast, [1, 2, 4, 7, 2, 0, 1, 6, 4, 1 + place], number=number)
    page = sign_in("chen").get(PAGE, {"product": "月饼"}).content.decode()
    assert "一般 30 天" in page


def test_a_product_of_the_archive_offers_its_diagnosis(sign_in, cast):
    product = registers.add_row("products", cast.yunlu_co.pk, cast.chen, name="云雾绿茶饼")
    (offer,) = [each for each in offers_for(cast.chen, product) if each["code"] == "diagnosis-of-product"]
    answer = sign_in("chen").get(offer["url"])
    assert answer.context["found"]["rows"]


# ---- cases -------------------------------------------------------------------------------------------------------------


def test_a_case_keeps_its_diagnosis_as_it_stood(cast):
    case = make_case(cast)
    actions.record_diagnosis(case.pk, cast.chen, Asked(product="桂花酥饼", on=TODAY))
    LicenceRule.objects.filter(code="FOOD-24").update(label="改了名", basis="另一部法")
    row = CaseDiagnosis.objects.get(case=case)
    assert (row.verdict, row.said["label"], row.said["kind"]) == ("NEEDED", "24 糕点", "FPL_NEW")
    assert "食品安全法" in row.said["basis"]
    actions.record_diagnosis(case.pk, cast.zhou, Asked(product="不认识的东西", on=TODAY))
    row.refresh_from_db()
    assert (row.verdict, row.rule, row.made_by) == ("UNKNOWN", None, cast.zhou)


def test_a_case_that_runs_as_something_else_says_so(sign_in, cast):
    case = make_case(cast, code="IPL_NEW", product="桂花酥饼")
    actions.record_diagnosis(case.pk, cast.chen, Asked(product="桂花酥饼", on=TODAY))
    assert "不是一回事" in sign_in("chen").get(case.get_absolute_url()).content.decode()


def test_a_case_that_needs_no_licence_is_closed_and_does_not_count_as_refused(cast):
    case = make_at(cast, "DIAGNOSED", product="实木家具", code="IPL_NEW")
    case = actions.close_as_not_needed(
        case.pk, cast.chen, reason="目录内没有家具", instead="标准自我声明公开", rule="FURNITURE"
    )
    case = fresh(case)
    assert (case.status, case.end_reason, case.instead) == (
        "NOT_NEEDED",
        "目录内没有家具",
        "标准自我声明公开",
    )
    assert (case.closed_on, case.diagnosis.verdict, case.diagnosis.rule.code) == (
        TODAY,
        "NOT_NEEDED",
        "FURNITURE",
    )
    assert not LicenceCase.objects.filter(status="REFUSED").exists()
    assert Message.objects.filter(recipient=cast.yunlu, kind="case:ended", body__contains="家具").count() == 1
    with pytest.raises(TransitionError, match="目录内没有家具"):
        actions.move_case(case.pk, cast.chen, seen="DIAGNOSED", to="COACHING")


@pytest.mark.parametrize("stage", ["OPENED", "COACHING", "DECIDED"])
def test_only_the_diagnosis_closes_a_case_so(cast, stage):
    case = make_at(cast, stage)
    with pytest.raises(TransitionError):
        actions.close_as_not_needed(case.pk, cast.chen, reason="不需要", instead="无")
    with pytest.raises(DatabaseError), transaction.atomic():
        LicenceCase.objects.filter(pk=case.pk).update(status="NOT_NEEDED", closed_on=TODAY)


def test_closing_needs_both_sentences_and_the_station(cast):
    case = make_at(cast, "DIAGNOSED")
    for said in ({"reason": " ", "instead": "认证"}, {"reason": "不在目录", "instead": ""}):
        with pytest.raises(TransitionError):
            actions.close_as_not_needed(case.pk, cast.chen, **said)
    with pytest.raises(NotAllowed):
        actions.close_as_not_needed(case.pk, cast.yunlu, reason="不在目录", instead="认证")
    assert fresh(case).status == "RUNNING"


def test_a_rule_that_asks_for_a_licence_cannot_be_the_reason_for_none(cast):
    case = make_at(cast, "DIAGNOSED")
    actions.close_as_not_needed(case.pk, cast.chen, reason="企业停产", instead="不再生产", rule="FOOD-24")
    assert CaseDiagnosis.objects.get(case=case).rule is None


def test_the_page_of_a_case_leads_through_the_diagnosis_to_the_end(sign_in, cast):
    case = make_at(cast, "DIAGNOSED", product="电热毯", code="IPL_NEW")
    client = sign_in("chen")
    answer = client.get(PAGE, {"case": case.pk, "product": "电热毯"})
    (row,) = answer.context["found"]["rows"]
    client.post(row["keep"]["url"], dict(row["keep"]["fields"]))
    assert CaseDiagnosis.objects.get(case=case).rule.code == "CCC-BLANKET"
    form = client.get(row["close_url"]).context["form"]
    assert "CCC" in form.initial["instead"]
    client.post(row["close_url"], form.initial)
    assert fresh(case).status == "NOT_NEEDED"
    page = sign_in("yunlu").get(case.get_absolute_url()).content.decode()
    assert "不需要许可" in page
    assert "CCC" in page


def test_every_rule_names_a_kind_that_can_be_opened_and_every_needed_one_a_basis():
    kinds = set(Procedure.objects.on(TODAY).values_list("kind", flat=True))
    rules = LicenceRule.objects.on(TODAY)
    assert {rule.kind for rule in rules if rule.kind} <= kinds
    assert [rule.code for rule in rules if rule.outcome == "LICENCE" and not rule.basis] == []
    assert LicenceRule.objects.on(TODAY).filter(list="FOOD").count() == 32
