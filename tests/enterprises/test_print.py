"""一企一档 on paper and as a Word file (FEATURES 1.5, 14.2, C16)."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from jinja2.exceptions import SecurityError

from core.word import keep_own
from enterprises.actions import change_enterprise
from enterprises.archive import confirm_section
from enterprises.details import add_contact, record_year
from enterprises.printing import dossier, word, write_word
from enterprises.registers import REGISTERS
from enterprises.registers.acts import add_row
from tests.servicedesk.making import make_request
from visits.actions import log_visit

HOSTILE = '<w:p>{{ 7*7 }}</w:p> & "=1+1" {%p if %}'


def fill(cast):
    """An enterprise with something in most places."""
    company = cast.yunlu_co
    add_contact(company.pk, cast.chen, role="QUALITY", name="王建", mobile="13800000099")
    record_year(company.pk, cast.chen, year=2010, revenue_10k=800, employees=40)
    add_row("instruments", company.pk, cast.chen, name="弹簧管压力表", asset_no="YLB-001")
    confirm_section(company.pk, "METROLOGY", cast.chen, on=date(2010, 6, 1))
    log_visit(
        cast.chen, company.pk, visited_on=date(2010, 9, 1), summary="试生产",
        findings={"FOOD": ("PROBLEM", "留样柜门坏了")},
    )  # fmt: skip
    make_request(cast, company=company, title="营业执照变更")
    return company


def texts_of(found):
    """All texts of a dossier."""
    words = [found.title, found.code, found.park]
    for chapter in found.chapters:
        words += [chapter.title, *chapter.says, *(text for fact in chapter.facts for text in fact)]
        for table in chapter.tables:
            words += [table.title, *table.heads, *(text for row in table.rows for text in row)]
    return words


def texts_in(content):
    """All texts of a Word file."""
    file = Document(BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in file.paragraphs] + cells


def test_the_print_holds_the_whole_archive(cast, sign_in):
    company = fill(cast)

    page = sign_in("chen").get(f"/enterprises/{company.pk}/print/").content.decode()

    for words in ("九江云麓食品有限公司", "王建", "138****0099", "800", "弹簧管压力表", "YLB-001", "试生产",
                  "营业执照变更", "2010-06-01", "陈晓"):  # fmt: skip
        assert words in page, words


def test_a_new_register_appears_in_print_by_itself(cast):
    titles = " ".join(texts_of(dossier(cast.chen, cast.yunlu_co)))
    in_sections = [each for each in REGISTERS.values() if str(each.section) in cast.yunlu_co.sections.values_list("section", flat=True)]  # fmt: skip

    assert len(in_sections) > 8
    for register in in_sections:
        assert str(register.label) in titles, register.code


def test_the_enterprise_finds_neither_visits_nor_findings_nor_notes_in_its_print(cast, sign_in):
    company = fill(cast)
    change_enterprise(company.pk, cast.chen, notes="内部备注甲")

    own = sign_in("yunlu").get(f"/enterprises/{company.pk}/print/").content.decode()
    station = sign_in("chen").get(f"/enterprises/{company.pk}/print/").content.decode()

    assert "13800000099" in own
    assert "营业执照变更" in own
    assert "内部备注甲" in station
    for words in ("留样柜门坏了", "试生产", "内部备注甲"):
        assert words not in own, words


def test_a_department_finds_no_figures_of_a_single_enterprise(cast, sign_in):
    company = fill(cast)

    page = sign_in("liu").get(f"/enterprises/{company.pk}/print/").content.decode()

    assert "年度数据" not in page.split('class="dossier"')[1]
    assert "138****0099" in page


def test_the_word_file_holds_the_same_texts_under_a_chinese_name(cast, sign_in):
    company = fill(cast)

    answer = sign_in("chen").get(f"/enterprises/{company.pk}/print.docx")

    assert "filename*=UTF-8''%E4" in answer["Content-Disposition"]
    there = texts_in(answer.content)
    wanted = [text for text in texts_of(dossier(cast.chen, company)) if text]
    missing = [text for text in wanted if not any(text in part for part in there)]
    assert missing == []


def test_what_people_typed_is_text_and_no_markup_or_template(cast):
    add_row("instruments", cast.yunlu_co.pk, cast.chen, name=HOSTILE, asset_no="B\x0b-1")

    content = write_word([dossier(cast.chen, cast.yunlu_co)], cast.park.pk)

    assert any(HOSTILE in text for text in texts_in(content))
    assert "49" not in "".join(text for text in texts_in(content) if "w:p" in text)


def test_the_word_file_has_chinese_fonts_repeated_heads_and_page_numbers(cast):
    fill(cast)
    content = write_word([dossier(cast.chen, cast.yunlu_co)], cast.park.pk)

    with ZipFile(BytesIO(content)) as file:
        styles, body = file.read("word/styles.xml").decode(), file.read("word/document.xml").decode()
        footer = "".join(file.read(name).decode() for name in file.namelist() if "footer" in name)
        header = "".join(file.read(name).decode() for name in file.namelist() if "header" in name)
    assert 'w:eastAsia="仿宋"' in styles
    assert 'w:eastAsia="宋体"' in styles
    assert "w:tblHeader" in body
    assert "w:cantSplit" in body
    assert "NUMPAGES" in footer
    assert cast.yunlu_co.name in header
    assert "{%" not in body


def test_several_archives_go_into_one_file(cast):
    content = write_word([dossier(cast.chen, each) for each in (cast.yunlu_co, cast.dinghe_co)], cast.park.pk)

    there = texts_in(content)
    assert cast.yunlu_co.name in there
    assert cast.dinghe_co.name in there


def test_a_park_may_have_its_own_template(cast, settings, tmp_path):
    own = Document()
    own.add_paragraph("本园模板 {{ archives[0].title }}")
    file = BytesIO()
    own.save(file)
    keep_own(cast.park.pk, word.NAME, file.getvalue())
    try:
        content = write_word([dossier(cast.chen, cast.yunlu_co)], cast.park.pk)
    finally:
        keep_own(cast.park.pk, word.NAME, None)

    assert texts_in(content)[0] == f"本园模板 {cast.yunlu_co.name}"


def test_a_template_cannot_reach_into_the_program(cast):
    own = Document()
    own.add_paragraph("[{{ archives.__class__.__mro__ }}]")
    file = BytesIO()
    own.save(file)
    file.seek(0)

    with pytest.raises(SecurityError):
        write_word([dossier(cast.chen, cast.yunlu_co)], cast.park.pk, template=file)
