"""Letters about a case: their words, their number, their file, and templates that may do nothing but name fields."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from core import word
from core.models import TimelineEntry
from core.transitions import TransitionError
from licensing import actions, letters
from licensing.models import CaseLetter
from tests.licensing.making import SC, go, make_at, make_case

pytestmark = pytest.mark.django_db
KIND, KEY = CaseLetter.Kind, "6f1c2a52-1f4e-4c6e-9b1e-0f3b8f1e2d11"


def texts_of(content):
    """All paragraphs of a Word file."""
    document = Document(BytesIO(content))
    found = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        found += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(found)


def template(*paragraphs):
    """A Word file with these paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    return SimpleUploadedFile("模板.docx", out.getvalue())


def write(client, case, kind, **fields):
    """Post the letter as its page offers it."""
    url = reverse("licensing:new_letter", args=[case.pk, kind])
    form = client.get(url).context["form"]
    data = {
        "to": form["to"].value() or "庐山区市场监督管理局",
        "text": form["text"].value(),
        "one_time_key": KEY,
    }
    return client.post(url, data | fields)


def test_a_letter_has_a_number_stands_in_the_course_and_is_made_once(cast, sign_in):
    case, chen = make_at(cast, "ACCEPTED"), sign_in("chen")
    for _click in range(2):
        answer = write(chen, case, "URGE")
        assert answer.status_code == 302
    letter = CaseLetter.objects.get()
    assert letter.number == "HJ-2026-0001"
    assert answer.url == letter.get_absolute_url()
    assert cast.yunlu_co.name in letter.text
    assert "赣食许申 2026-0031" in letter.text
    assert TimelineEntry.objects.filter(sentence="case_letter").count() == 1
    page = chen.get(answer.url).content.decode()
    assert letter.text.split("\n")[0] in page
    assert letter.number in chen.get(case.get_absolute_url()).content.decode()


def test_what_is_missing_is_listed_with_its_day(cast, sign_in):
    case = make_case(cast)
    first = case.documents.filter(status="MISSING").first()
    actions.return_document(first.pk, cast.chen, note="缺公章", due_on=date(2026, 12, 1))
    write(sign_in("chen"), case, "MISSING")
    letter = CaseLetter.objects.get()
    assert letter.to == cast.yunlu_co.name
    assert [first.label, "2026 年 12 月 1 日前 缺公章"] in letter.documents
    assert len(letter.documents) == case.documents.filter(status="MISSING").count()


def test_a_letter_stays_as_it_was_made(cast, sign_in):
    case = make_case(cast)
    write(sign_in("chen"), case, "MISSING")
    before = letters.word_file(CaseLetter.objects.get())
    for document in case.documents.all():
        if document.status == "MISSING":
            actions.settle_document(document.pk, cast.chen, status="RECEIVED")
    assert texts_of(letters.word_file(CaseLetter.objects.get())) == texts_of(before)


@pytest.mark.parametrize(
    ("kind", "stage"), [("URGE", "OPENED"), ("ISSUED", "OPENED"), ("MISSING", "SUBMITTED")]
)
def test_a_letter_that_makes_no_sense_is_refused_with_a_sentence(kind, stage, cast, sign_in):
    case = make_at(cast, stage)
    with pytest.raises(TransitionError):
        actions.make_letter(case.pk, cast.chen, KIND(kind), to="某局", text="某事")
    answer = sign_in("chen").post(
        reverse("licensing:new_letter", args=[case.pk, kind]),
        {"to": "某局", "text": "某事", "one_time_key": KEY},
    )
    assert answer.status_code == 409
    assert not CaseLetter.objects.exists()


def test_the_notice_of_issue_names_number_and_validity(cast, sign_in):
    case = go(cast, make_at(cast, "DECIDED"), "ISSUED")
    actions.issue_licence(case.pk, cast.chen, number=SC, valid_to=date(2031, 11, 22))
    write(sign_in("chen"), case, "ISSUED")
    letter = CaseLetter.objects.get()
    assert SC in letter.text
    assert "2031 年 11 月 22 日" in letter.text


def test_unknown_kinds_other_parks_and_enterprises_find_no_letter(cast, sign_in):
    case = make_case(cast)
    chen = sign_in("chen")
    assert chen.get(reverse("licensing:new_letter", args=[case.pk, "BRIBE"])).status_code == 404
    write(chen, case, "MISSING")
    letter = CaseLetter.objects.get()
    for name in ("licensing:letter", "licensing:letter_word"):
        assert sign_in("stranger").get(reverse(name, args=[letter.pk])).status_code == 404
        assert sign_in("yunlu").get(reverse(name, args=[letter.pk])).status_code == 403
        assert sign_in("manager").get(reverse(name, args=[letter.pk])).status_code == 200


def test_the_word_file_holds_the_letter_and_what_was_typed_is_text(cast, sign_in):
    case = make_case(cast)
    write(sign_in("chen"), case, "MISSING", text="第一段 {{ 7*7 }} <w:p/> & \n第二段\x0b")
    answer = sign_in("chen").get(reverse("licensing:letter_word", args=[CaseLetter.objects.get().pk]))
    said = texts_of(answer.content)
    assert "{{ 7*7 }} <w:p/> &" in said
    assert "第二段" in said
    assert "HJ-2026-0001" in said
    with zipfile.ZipFile(BytesIO(answer.content)) as file:
        styles, body = file.read("word/styles.xml").decode(), file.read("word/document.xml").decode()
    assert "w:eastAsia=" in styles + body
    assert "{%" not in body


def test_a_park_replaces_a_template_and_takes_the_standard_one_again(cast, sign_in):
    lead, url, case = sign_in("lead"), reverse("licensing:letter_templates"), make_case(cast)
    write(sign_in("chen"), case, "MISSING")
    letter = CaseLetter.objects.get()
    own = template(
        "本园函 {{ letter.number }}", "{%p for line in letter.paragraphs %}", "{{ line }}", "{%p endfor %}"
    )
    try:
        assert lead.post(url, {"kind": "MISSING", "file": own}).status_code == 302
        assert texts_of(letters.word_file(letter)).startswith("本园函 HJ-2026-0001")
        assert lead.post(url, {"kind": "MISSING", "standard": "on"}).status_code == 302
        assert "本园函" not in texts_of(letters.word_file(letter))
    finally:
        word.keep_own(cast.park.pk, "letter-missing", None)
    assert sign_in("chen").get(url).status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "{{ letter.__class__.__mro__ }}",
        "{{ letter.paragraphs.append(1) }}",
        "{% for a in letter.paragraphs %}{% for b in letter.paragraphs %}x{% endfor %}{% endfor %}",
        "{% for a in range(999999999) %}x{% endfor %}",
        "{{ 'x' * 999999999 }}",
        "{{ letter.number|center(999999999) }}",
        "{% set a = 1 %}",
        "{% include '/etc/passwd' %}",
        "{% macro f() %}{{ f() }}{% endmacro %}",
        "{{ cycler }}",
        "{{ letter.nothing }}",
        "{{ secret }}",
        "{% if %}",
        "{{ letter.number",
    ],
)
def test_a_template_that_does_more_than_name_fields_is_refused_with_a_sentence(text, cast, sign_in):
    with pytest.raises(ValidationError):
        word.check_template(template("好", text), letters.sample("园", KIND.URGE))
    answer = sign_in("lead").post(
        reverse("licensing:letter_templates"), {"kind": "URGE", "file": template("好", text)}
    )
    assert answer.status_code == 422
    assert word.own_of(cast.park.pk, "letter-urge") is None


def bomb():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"0" * 30_000_000)
    return out.getvalue()


def entities():
    good, out = BytesIO(template("好").read()), BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(out, "w") as file:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "word/document.xml":
                content = (
                    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa">]>' + content.partition(b"?>")[2]
                )
            file.writestr(part, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04damaged",
        bomb(),
        entities(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9,
        b"x" * 3_000_000,
    ],
    ids=["empty", "pdf", "damaged", "bomb", "entities", "old office", "large"],
)
def test_what_is_no_word_file_is_refused_with_a_sentence(content, cast, sign_in):
    file = SimpleUploadedFile("模板.docx", content)
    answer = sign_in("lead").post(reverse("licensing:letter_templates"), {"kind": "URGE", "file": file})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
