"""`/visits/new/`: what opens and what comes back."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.attachments import attachments_of
from enterprises.models import Enterprise
from servicedesk.models import ServiceRequest
from tests.visits.making import NOW, TODAY, YESTERDAY, line, make_plan, make_visit, need, posted
from visits.models import Visit

pytestmark = pytest.mark.django_db
URL = "/visits/new/"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def photo(name="现场.jpg"):
    """A small real photo."""
    out = BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def html(response):
    """The page as text."""
    return response.content.decode()


# ---- opening ---------------------------------------------------------------------------------------------------------


def test_the_form_opens_with_what_the_last_visit_knew(cast, sign_in):
    make_visit(
        cast.zhou,
        cast.yunlu_co,
        YESTERDAY,
        met="程芳 总经理",
        summary="新线试运行",
        needs=[need("压力表检定")],
    )
    form = sign_in("chen").get(URL, {"enterprise": cast.yunlu_co.pk})
    page = html(form)
    assert form.context["form"].initial["met"] == "程芳 总经理"
    assert "新线试运行" in page
    assert "SQ-2026-0001" in page  # not finished: shown, not a line of the form
    assert [line["text"].value() for line in form.context["formset"]] == [None, None, None]
    assert form.context["form"]["next_on"].value() == date(2027, 5, 24)


def test_the_promised_date_is_proposed_by_the_rule(cast, sign_in):
    form = sign_in("chen").get(URL)
    assert form.context["formset"][0]["promised_on"].value() == date(2026, 11, 30)
    assert form.context["formset"][0]["owner"].value() == str(cast.chen.pk)


def test_subjects_follow_the_enterprise(cast, sign_in):
    client = sign_in("chen")
    shown = {
        name: [row["level"].name for row in client.get(URL, {"enterprise": pk}).context["form"].subject_rows]
        for name, pk in (("food", cast.yunlu_co.pk), ("metal", cast.dinghe_co.pk))
    }
    assert shown["food"] == ["finding_STANDARD", "finding_METROLOGY", "finding_FOOD", "finding_QUALITY"]
    assert shown["metal"] == ["finding_STANDARD", "finding_METROLOGY", "finding_QUALITY"]
    Enterprise.objects.filter(pk=cast.dinghe_co.pk).update(uses_special_equipment=True)
    rows = client.get(URL, {"enterprise": cast.dinghe_co.pk}).context["form"].subject_rows
    assert "finding_EQUIPMENT" in [row["level"].name for row in rows]


def test_a_plan_opens_with_its_purpose_time_and_companions(cast, sign_in):
    plan = make_plan(cast.chen, cast.yunlu_co, purpose="JOINT", companions=[cast.liu])
    form = sign_in("chen").get(URL, {"plan": plan.pk}).context["form"]
    assert form["purpose"].value() == "JOINT"
    assert form["companions"].value() == [str(cast.liu.pk)]
    assert form["enterprise"].value() == cast.yunlu_co.pk


def test_a_plan_that_is_done_leads_to_its_record(cast, sign_in):
    plan = make_plan(cast.chen, cast.yunlu_co)
    make_visit(cast.chen, cast.yunlu_co, plan_id=plan.pk)
    response = sign_in("chen").get(URL, {"plan": plan.pk})
    assert response.headers["Location"] == f"/visits/{plan.pk}/"


@pytest.mark.parametrize(
    "query", ["enterprise=abc", "enterprise=99999999", "plan=0", "enterprise=９", "plan=1e3"]
)
def test_an_address_with_nothing_behind_it_is_404(cast, sign_in, query):
    assert sign_in("chen").get(f"{URL}?{query}").status_code == 404


def test_an_enterprise_of_another_park_is_404(cast, sign_in):
    assert sign_in("chen").get(URL, {"enterprise": cast.stranger_co.pk}).status_code == 404
    assert sign_in("stranger").get(URL, {"enterprise": cast.stranger_co.pk}).status_code == 200


@pytest.mark.parametrize("name", ["manager", "city", "yunlu", "sysadmin"])
def test_who_records_no_visits_is_told_403(cast, sign_in, name):
    assert sign_in(name).get(URL).status_code == 403


def test_the_page_asks_the_same_number_of_queries_whatever_is_known(
    cast, sign_in, django_assert_max_num_queries
):
    client = sign_in("chen")
    client.get(URL, {"enterprise": cast.yunlu_co.pk})
    make_visit(cast.zhou, cast.yunlu_co, YESTERDAY, needs=[need(f"诉求 {i}") for i in range(6)])
    with django_assert_max_num_queries(22):
        client.get(URL, {"enterprise": cast.yunlu_co.pk})


# ---- saving ----------------------------------------------------------------------------------------------------------


def test_saving_makes_the_visit_and_its_requests(cast, sign_in):
    data = posted(
        cast.yunlu_co,
        [
            line("出口订单要产品标准的英文文本", cast.chen),
            line("", cast.chen),
            line("叉车年检找谁", cast.liu, category="OTHER"),
        ],
        met="程芳 总经理",
        companions=[str(cast.liu.pk)],
        finding_METROLOGY="IMPROVE",
        finding_METROLOGY_text="压力表 2 块快到期",
        risk="LOW",
        next_on="2027-05-24",
    )
    response = sign_in("chen").post(URL, data, follow=True)
    visit = Visit.objects.get()
    assert response.redirect_chain[-1][0] == visit.get_absolute_url()
    rows = list(ServiceRequest.objects.order_by("number").values_list("title", "category_id", "holder__name"))
    assert rows == [("出口订单要产品标准的英文文本", "STANDARD", "陈晓"), ("叉车年检找谁", "OTHER", "刘洋")]
    assert "SQ-2026-0001" in html(response)


def test_the_kind_of_a_request_follows_from_its_words_unless_chosen(cast, sign_in):
    texts = ["食品生产许可证延续", "特种设备司机证", "想了解补贴", "不知道怎么办"]
    sign_in("chen").post(URL, posted(cast.yunlu_co, [line(text, cast.chen) for text in texts]))
    found = list(ServiceRequest.objects.order_by("number").values_list("category_id", flat=True))
    assert found == ["LICENCE", "EQUIPMENT", "POLICY", "OTHER"]


def test_a_long_request_keeps_its_whole_text(cast, sign_in):
    text = "说明" * 150
    sign_in("chen").post(URL, posted(cast.yunlu_co, [line(text, cast.chen)]))
    request = ServiceRequest.objects.get()
    assert len(request.title) == 200
    assert request.detail == text


def test_the_same_form_sent_twice_is_saved_once(cast, sign_in):
    client = sign_in("chen")
    key = client.get(URL).context["one_time_key"]
    data = posted(cast.yunlu_co, [line("诉求", cast.chen)], one_time_key=key)
    first, second = client.post(URL, data), client.post(URL, data)
    assert first.headers["Location"] == second.headers["Location"]
    assert (Visit.objects.count(), ServiceRequest.objects.count()) == (1, 1)


def test_twice_on_one_day_is_saved_with_a_warning(cast, sign_in):
    make_visit(cast.chen, cast.yunlu_co)
    response = sign_in("chen").post(URL, posted(cast.yunlu_co), follow=True)
    assert Visit.objects.count() == 2
    assert "warning" in [message.level_tag for message in response.context["messages"]]


def test_a_typed_name_is_looked_up(cast, sign_in):
    data = posted(cast.yunlu_co, enterprise="", enterprise_was="", enterprise_text="yunlu")
    assert sign_in("chen").post(URL, data).status_code == 302
    assert Visit.objects.get().enterprise == cast.yunlu_co


def test_full_width_digits_in_a_day_are_understood(cast, sign_in):
    sign_in("chen").post(URL, posted(cast.yunlu_co, visited_on="２０２６－１１－２２", visited_at="９：３０"))
    visit = Visit.objects.get()
    assert (visit.visited_on, str(visit.visited_at)) == (YESTERDAY, "09:30:00")


def test_hostile_text_is_stored_and_shown_harmlessly(cast, sign_in):
    text = "<script>alert(1)</script>'; DROP TABLE visits_visit; -- 😀"
    client = sign_in("chen")
    response = client.post(
        URL, posted(cast.yunlu_co, [line(text, cast.chen)], summary=text, met=text[:60]), follow=True
    )
    assert Visit.objects.get().summary == text
    assert "<script>alert" not in html(response)
    assert "&lt;script&gt;alert" in html(response)


def test_the_photos_come_with_the_visit_and_their_captions(cast, sign_in):
    data = posted(
        cast.yunlu_co, photos=[photo("甲.jpg"), photo("乙.jpg")], photos_caption=["灌装线", "压力表"]
    )
    sign_in("chen").post(URL, data)
    rows = list(attachments_of(Visit.objects.get()).values_list("name", "caption"))
    assert rows == [("甲.jpg", "灌装线"), ("乙.jpg", "压力表")]


def test_saving_goes_on_to_the_next_plan_of_today_then_to_the_missed(cast, sign_in):
    client = sign_in("chen")
    later = make_plan(cast.chen, cast.dinghe_co)
    response = client.post(URL, posted(cast.yunlu_co, save_next="1"))
    assert response.headers["Location"] == f"{URL}?plan={later.pk}"
    Visit.objects.filter(pk=later.pk).update(planned_on=TODAY + timedelta(days=1))
    Enterprise.objects.filter(pk=cast.dinghe_co.pk).update(last_visited_on=None)
    response = client.post(URL, posted(cast.yunlu_co, save_next="1"))
    assert response.headers["Location"] == "/visits/"  # it is planned, and nobody else is missed
    Visit.objects.filter(pk=later.pk).update(status="CANCELLED")
    response = client.post(URL, posted(cast.yunlu_co, save_next="1"))
    assert response.headers["Location"] == f"{URL}?enterprise={cast.dinghe_co.pk}"


# ---- coming back -----------------------------------------------------------------------------------------------------


def test_a_form_with_errors_comes_back_with_everything_that_was_typed(cast, sign_in):
    data = posted(
        cast.yunlu_co,
        [
            line("诉求甲", cast.chen),
            line("诉求乙", cast.chen, owner=""),
            line("诉求丙", cast.liu, promised_on="2026-11-20"),
        ],
        met="程芳 总经理",
        summary="写了很多",
        finding_METROLOGY="PROBLEM",
        next_on="2026-11-20",
    )
    response = sign_in("chen").post(URL, data)
    page = html(response)
    assert response.status_code == 422
    for typed in ("诉求甲", "诉求乙", "诉求丙", "程芳 总经理", "写了很多", cast.yunlu_co.name):
        assert typed in page
    for anchor in ("id_need-1-owner", "id_need-2-promised_on", "id_next_on", "id_finding_METROLOGY_text"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page
    assert not Visit.objects.exists()
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize(
    ("day", "field"),
    [
        ("2027-11-23", "visited_on"),
        ("2009-04-30", "visited_on"),
        ("0026-11-23", "visited_on"),
        ("2026-02-30", "visited_on"),
    ],
)
def test_an_impossible_day_is_said_at_its_field(cast, sign_in, day, field):
    response = sign_in("chen").post(URL, posted(cast.yunlu_co, visited_on=day))
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}


def test_more_than_twenty_requests_are_said_and_kept(cast, sign_in):
    lines = [line(f"诉求 {i}", cast.chen) for i in range(21)]
    response = sign_in("chen").post(URL, posted(cast.yunlu_co, lines))
    assert response.status_code == 422
    assert "诉求 20" in html(response)
    assert sign_in("chen").post(URL, posted(cast.yunlu_co, lines[:20])).status_code == 302


def test_a_line_that_was_taken_out_makes_no_request(cast, sign_in):
    lines = [line("留下", cast.chen), line("不要", cast.chen, DELETE="on", owner="")]
    assert sign_in("chen").post(URL, posted(cast.yunlu_co, lines)).status_code == 302
    assert ServiceRequest.objects.get().title == "留下"


def test_without_a_script_one_more_line_is_added_and_nothing_lost(cast, sign_in):
    lines = [line(f"诉求 {i}", cast.liu, promised_on="2026-12-01") for i in range(3)]
    response = sign_in("chen").post(URL, posted(cast.yunlu_co, lines, met="程芳", add_line="1"))
    assert response.status_code == 200
    shown = [form["text"].value() for form in response.context["formset"]]
    assert shown[:3] == ["诉求 0", "诉求 1", "诉求 2"]
    assert len(shown) == 5
    assert response.context["formset"][0]["owner"].value() == str(cast.liu.pk)
    assert response.context["form"]["met"].value() == "程芳"
    assert not Visit.objects.exists()


def test_the_second_of_two_is_told_who_completed_the_plan_and_keeps_his_text(cast, sign_in):
    plan = make_plan(cast.chen, cast.yunlu_co)
    url = f"{URL}?plan={plan.pk}"
    client = sign_in("chen")
    client.get(url)
    sign_in("zhou").post(url, posted(cast.yunlu_co))
    response = client.post(url, posted(cast.yunlu_co, [line("我写的诉求", cast.chen)]))
    assert response.status_code == 409
    assert "周敏" in html(response)
    assert "我写的诉求" in html(response)
    again = client.post(url, posted(cast.yunlu_co, [line("我写的诉求", cast.chen)], as_new="1"))
    assert again.status_code == 302
    assert Visit.objects.done().count() == 2


# ---- drafts ----------------------------------------------------------------------------------------------------------
