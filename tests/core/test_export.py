"""Export of a list: exactly its rows, dates as dates, text never a formula, under a Chinese name, in the log."""

import io
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import unquote, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.exchange import jobs, outgoing, sheets, work
from core.models import Transfer
from enterprises.models import Enterprise

pytestmark = pytest.mark.django_db


def ask(client, source, **data):
    """The answer to the form of columns."""
    return client.post("/export/", {"list": source, **data})


def sheet_of(response):
    """The first sheet of a downloaded workbook."""
    return load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]


def table_of(sheet):
    """(headers, rows) of a sheet."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    return rows[0], rows[1:]


def test_the_form_offers_the_columns_of_the_list_ticked_and_others_unticked(sign_in):
    html = sign_in("chen").get("/export/?list=/enterprises/").content.decode()
    assert 'value="name" checked' in html
    assert 'value="uscc">' in html


def test_the_file_has_the_filtered_rows_of_all_pages_in_the_order_of_the_list(
    sign_in, cast, make_many_enterprises
):
    make_many_enterprises(cast.park, 60, is_food=True)
    make_many_enterprises(cast.park, 5)
    source = "/enterprises/?flag=is_food&sort=-name"
    headers, rows = table_of(sheet_of(ask(sign_in("chen"), source, column=["name", "status"])))
    assert headers == ["企业名称", "状态"]
    expected = Enterprise.objects.filter(park=cast.park, is_food=True).order_by("-sort_key", "-id")
    assert [row[0] for row in rows] == [each.name for each in expected]
    assert len(rows) == 61
    assert {row[1] for row in rows} == {"在产"}


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["云麓", "jjyl", "五金", "不存在"]),
        "status": st.sampled_from(["OPERATING", "SUSPENDED", "wrong"]),
        "flag": st.sampled_from(["is_food", "uses_special_equipment"]),
        "built": st.sampled_from(["yes", "no"]),
        "tab": st.sampled_from(["mine", "not_built", "all", "stale"]),
        "sort": st.sampled_from(["name", "-name", "last_visited_on", "-last_visited_on", "nonsense"]),
        "page": st.sampled_from(["1", "2", "99"]),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=FILTERS)
def test_whatever_the_filter_the_file_has_the_rows_of_the_list(sign_in, cast, query):
    client = sign_in("chen")
    source = f"/enterprises/?{urlencode(query)}"
    listed = client.get("/enterprises/", {**query, "page": "1"})
    names = [row.name for row in listed.context["page_rows"]]
    _headers, rows = table_of(sheet_of(ask(client, source, column="name")))
    assert [row[0] for row in rows] == names


def test_dates_are_dates_and_numbers_are_numbers(sign_in, cast):
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(
        last_visited_on=date(2026, 1, 5), legal_representative='=HYPERLINK("x")'
    )
    response = ask(
        sign_in("chen"), "/enterprises/?q=云麓", column=["last_visited_on", "legal_representative"]
    )
    sheet = sheet_of(response)
    first, second = next(sheet.iter_rows(min_row=2))
    assert first.value == datetime(2026, 1, 5)
    assert first.is_date
    assert second.value == '=HYPERLINK("x")'
    assert second.data_type == "s"
    assert second.quotePrefix


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t"])
def test_a_text_that_looks_like_a_formula_stays_text(begins):
    file, _count = sheets.workbook_of("x", ["列"], [[f"{begins}1+1"]])
    cell = load_workbook(file).worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", f"{begins}1+1")


def test_values_are_written_as_what_they_are():
    values = [Decimal("12.50"), 7, 123456789012, True, None, "", date(1899, 1, 1), "a\x00b\ud800"]
    file, count = sheets.workbook_of("x", list("abcdefgh"), [values])
    row = [cell.value for cell in load_workbook(file).worksheets[0][2]]
    assert row == [12.5, 7, "123456789012", "True", None, None, "1899-01-01", "ab"]
    assert count == 1


def test_the_header_is_frozen_and_filtered_and_columns_are_wide_enough(sign_in):
    sheet = sheet_of(ask(sign_in("chen"), "/enterprises/", column=["name", "status"]))
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert sheet.column_dimensions["A"].width > 20


def test_the_file_has_a_chinese_name(sign_in):
    header = ask(sign_in("chen"), "/enterprises/", all="1")["Content-Disposition"]
    assert unquote(header.partition("UTF-8''")[2]).startswith("企业档案 ")
    assert header.endswith(".xlsx")


def test_every_column_that_is_offered_can_be_exported(sign_in, cast):
    for source in ("/enterprises/", "/requests/?status=all", "/visits/", "/visits/?tab=planned",
                   "/visits/missed/", "/consultations/", "/reminders/", "/reminders/inbox/"):  # fmt: skip
        response = ask(sign_in("chen"), source, all="1")
        assert response.status_code == 200, source
        headers, _rows = table_of(sheet_of(response))
        assert all(headers), source


def test_nobody_exports_a_list_that_is_not_his(sign_in):
    assert ask(sign_in("yunlu"), "/visits/", all="1").status_code == 403
    assert ask(sign_in("chen"), "/people/", all="1").status_code == 403
    assert ask(sign_in("chen"), "/", all="1").status_code == 404
    assert ask(sign_in("chen"), "/nowhere/", all="1").status_code == 404


def test_an_enterprise_exports_its_own_rows_only(sign_in, cast):
    _headers, rows = table_of(sheet_of(ask(sign_in("yunlu"), "/enterprises/?tab=all", column="name")))
    assert [row[0] for row in rows] == [cast.yunlu_co.name]


def test_mobile_numbers_are_masked_as_on_the_page(sign_in):
    _headers, rows = table_of(sheet_of(ask(sign_in("lead"), "/people/", column=["name", "mobile"])))
    assert ["陈晓", "138****0001"] in rows


def test_without_a_column_the_form_comes_back_with_a_sentence(sign_in):
    response = ask(sign_in("chen"), "/enterprises/")
    assert response.status_code == 422
    assert "请至少勾选一列" in response.content.decode()


def test_an_export_stands_in_the_log(sign_in, cast):
    ask(sign_in("chen"), "/enterprises/?q=云麓", column="name")
    transfer = Transfer.objects.get()
    assert (transfer.user_id, transfer.state, transfer.result) == (cast.chen.pk, "DONE", {"rows": 1})
    assert transfer.options["filter"] == "查找：云麓"


def test_many_rows_are_written_by_the_worker_and_only_who_asked_gets_the_file(
    sign_in, cast, monkeypatch, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(outgoing, "DIRECT", 1)
    client = sign_in("chen")
    response = ask(client, "/enterprises/", column="name")
    transfer = Transfer.objects.get()
    assert response.url == transfer.get_absolute_url()
    assert "马上开始" in client.get(response.url).content.decode()
    assert work.run_owed() == 1
    assert "文件里有 2 行" in client.get(response.url).content.decode()
    file = client.get(f"{response.url}file/")
    assert len(table_of(sheet_of(file))[1]) == 2
    assert sign_in("zhou").get(f"{response.url}file/").status_code == 404
    assert work.run(transfer.pk) is None  # once


def test_too_many_rows_are_refused_with_a_sentence(sign_in, monkeypatch):
    monkeypatch.setattr(outgoing, "MOST", 1)
    response = ask(sign_in("chen"), "/enterprises/", all="1")
    assert response.status_code == 422
    assert "缩小筛选范围" in response.content.decode()


def test_a_row_that_was_taken_by_a_dead_worker_is_taken_again(sign_in, cast, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(outgoing, "DIRECT", 0)
    ask(sign_in("chen"), "/enterprises/", column="name")
    transfer = Transfer.objects.get()
    assert jobs.take(transfer.pk).attempts == 1
    assert jobs.take(transfer.pk) is None
    for attempt in (2, 3):
        Transfer.objects.update(beat_at=datetime(2020, 1, 1, tzinfo=jobs.now().tzinfo))
        assert jobs.take(transfer.pk).attempts == attempt
    Transfer.objects.update(beat_at=datetime(2020, 1, 1, tzinfo=jobs.now().tzinfo))
    assert jobs.take(transfer.pk) is None
    transfer.refresh_from_db()
    assert transfer.state == "FAILED"
    assert "中断了三次" in transfer.error


def test_who_lost_his_claim_changes_nothing(sign_in, cast, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(outgoing, "DIRECT", 0)
    ask(sign_in("chen"), "/enterprises/", column="name")
    mine = jobs.take(Transfer.objects.get().pk)
    Transfer.objects.update(claim=None)
    with pytest.raises(jobs.Lost):
        jobs.finish(mine, "DONE")


def test_what_is_a_week_old_loses_its_file_and_stays_in_the_log(
    sign_in, cast, monkeypatch, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(outgoing, "DIRECT", 0)
    ask(sign_in("chen"), "/enterprises/", column="name")
    work.run_owed()
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    Transfer.objects.update(created_at=datetime(2020, 1, 1, tzinfo=jobs.now().tzinfo))
    assert jobs.forget_old() == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert Transfer.objects.count() == 1


def test_export_asks_as_many_queries_for_many_rows_as_for_few(sign_in, cast, make_many_enterprises):
    client, asked = sign_in("chen"), []
    for more in (0, 0, 300):  # the first warms what a process keeps
        make_many_enterprises(cast.park, more)
        with CaptureQueriesContext(connection) as queries:
            assert ask(client, "/enterprises/", all="1").status_code == 200
        asked.append(len(queries))
    assert asked[1] == asked[2]


def test_the_name_is_escaped_for_the_sheet():
    assert sheets.sheet_name("企业[档案]: 全部/今年*") == "企业 档案   全部 今年"


def test_the_auditor_reads_who_exported_what_and_how_many_rows(sign_in, cast):
    ask(sign_in("chen"), "/enterprises/?q=云麓", column="name")
    html = sign_in("auditor").get("/logs/changes/?table=core.transfer").content.decode()
    assert "导出 · 企业档案 · 查找：云麓 · 1 行" in html
