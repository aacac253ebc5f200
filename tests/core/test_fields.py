"""Form fields: label, error, input, help; the picker and the file input post what a person meant."""

import re
from datetime import date

import pytest
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from core.fieldset import errors_of
from core.templatetags import station
from core.widgets import ChipPick, Day, Files, Picker, Seg, Stars, Typed

NASTY = "<script>alert(1)</script>\"' & 九江"


def render(source, **context):
    return engines["django"].from_string(source).render(context)


def include(name, request=None, **context):
    return render_to_string(f"components/{name}.html", context, request)


@pytest.fixture(autouse=True)
def in_chinese():
    with translation.override("zh-hans"):
        yield


# ---- fields ----


class VisitForm(forms.Form):
    """One field of each kind."""

    enterprise = forms.CharField(
        label="企业", widget=Picker(resolve=lambda pk: ("金樱食品", "C14") if str(pk) == "5" else None)
    )
    purpose = forms.ChoiceField(
        label="为什么去", choices=[("A", "例行走访"), ("B", "回应诉求")], widget=ChipPick
    )
    food = forms.ChoiceField(
        label="食品安全",
        choices=[("OK", "正常"), ("BAD", "有问题")],
        widget=Seg(icons={"OK": "check"}, tones={"BAD": "bad"}),
    )
    met = forms.CharField(label="见了谁", max_length=20, help_text="姓名和职务")
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea)
    owner = forms.ChoiceField(label="谁来办", choices=[("", "请选择"), ("1", "陈晓")])
    next = forms.DateField(label="下次走访", widget=Day)
    agreed = forms.BooleanField(label="已约定", required=False)
    photos = forms.FileField(label="照片", required=False, widget=Files(photos=True))
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def field(form, name, **options):
    return station.field(form[name], **options)


def test_a_field_is_label_then_error_then_input_then_help():
    form = VisitForm({"met": "x" * 30})
    html = field(form, "met")
    order = [html.index(part) for part in ("<label", 'class="err"', "<input", 'class="help"')]
    assert order == sorted(order)
    assert 'class="fld has-err"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_met_helptext id_met_error"' in html
    assert 'id="id_met_error"' in html
    assert 'id="id_met_helptext"' in html
    assert 'class="form-control is-invalid"' in html
    assert "最多 20 个字" in html


def test_a_field_without_error_says_nothing_of_errors():
    html = field(VisitForm(), "met")
    assert "has-err" not in html
    assert "is-invalid" not in html
    assert "选填" not in html


def test_a_field_that_need_not_be_filled_says_so():
    assert "（选填）" in field(VisitForm(), "note")
    assert "（选填）" not in field(VisitForm(), "note", optional=False)


def test_what_was_typed_comes_back_escaped():
    html = field(VisitForm({"met": NASTY}), "met")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_choices_are_a_group_with_a_legend_and_real_radios():
    html = field(VisitForm({"food": "BAD"}), "food")
    assert "<fieldset" in html
    assert "<legend>食品安全" in html
    assert '<label class="s-bad"><input type="radio" name="food" value="BAD"' in html
    assert html.count("checked") == 1
    assert "#i-check" in html


def test_a_group_with_an_error_is_described_by_it():
    html = field(VisitForm({}), "purpose")
    assert '<fieldset class="fld has-err" aria-describedby="id_purpose_error">' in html
    assert "请填写这一项" in html


def test_plain_radios_can_be_drawn_as_segments():
    class Plain(forms.Form):
        risk = forms.ChoiceField(label="风险", choices=[("L", "低"), ("H", "高")], widget=forms.RadioSelect)

    assert 'class="seg"' in station.field(Plain()["risk"], look="seg")
    assert 'class="chips"' in station.field(Plain()["risk"], look="chips")
    assert 'class="seg"' not in station.field(Plain()["risk"])


def test_a_rating_offers_the_highest_first_for_the_style_sheet():
    class Rate(forms.Form):
        score = forms.ChoiceField(
            label="评价", choices=[(str(n), f"{n} 星") for n in range(5, 0, -1)], widget=Stars
        )

    html = station.field(Rate({"score": "4"})["score"])
    assert re.findall(r'value="(\d)"', html) == ["5", "4", "3", "2", "1"]
    assert html.count("checked") == 1


def test_a_tick_box_stands_before_its_words():
    html = field(VisitForm(), "agreed")
    assert html.index("<input") < html.index("<label")
    assert "form-check-input" in html


def test_a_date_is_the_browsers_own_in_iso_form():
    html = field(VisitForm(initial={"next": date(2027, 5, 20)}), "next")
    assert 'type="date"' in html
    assert 'value="2027-05-20"' in html


def test_a_hidden_field_is_only_its_input():
    assert field(VisitForm(), "token") == '<input type="hidden" name="token" id="id_token">'


def test_a_label_for_speech_only_and_a_unit_can_be_asked_for():
    html = field(VisitForm(), "met", hide_label=True, unit="人", placeholder="姓名", data_x="1")
    assert 'class="visually-hidden"' in html
    assert '<span class="unit">人</span>' in html
    assert 'placeholder="姓名"' in html
    assert 'data-x="1"' in html


def test_crispy_forms_lay_out_fields_the_same_way():
    form = VisitForm({"met": ""})
    by_crispy = render("{% load crispy_forms_filters %}{{ form|crispy }}", form=form)
    assert field(form, "met").strip() in re.sub(r">\s+<", "><", by_crispy)
    assert "err-sum" in by_crispy


def test_the_summary_names_each_error_and_leads_to_its_input():
    form = VisitForm({"food": "OK", "purpose": ""})
    form.add_error(None, "走访日期早于建站日期")
    found = errors_of(form)
    assert found[0] == ("", "走访日期早于建站日期")
    assert ("id_met", "见了谁：请填写这一项。") in found
    assert ("id_purpose_0", "为什么去：请填写这一项。") in found
    html = include("err_sum", form=form)
    assert 'role="alert" tabindex="-1"' in html
    assert '<a href="#id_met">' in html
    assert f"还有 {len(found)} 处要改" in html


def test_the_summary_is_absent_without_errors():
    assert include("err_sum", form=VisitForm()).strip() == ""


def test_errors_of_lines_name_the_line():
    lines = forms.formset_factory(VisitForm)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"}, prefix="form"
    )
    assert any(sentence.startswith("第 1 行 · ") for _anchor, sentence in errors_of(lines))


# ---- picker ----


@pytest.mark.parametrize(
    ("posted", "value"),
    [
        ("e=5&e_text=金樱食品&e_was=金樱食品", "5"),
        ("e=5&e_text=美庐乳业&e_was=金樱食品", Typed("美庐乳业")),  # without a script the id stays behind
        ("e=&e_text= jjjy &e_was=", Typed("jjjy")),
        ("e=5&e_text=&e_was=金樱食品", Typed("")),
        ("e=5", "5"),
        ("e_pick=6&e=&e_text=金樱&e_was=", "6"),
        ("", ""),
    ],
)
def test_an_id_counts_only_while_its_words_were_not_changed(posted, value):
    got = Picker().value_from_datadict(QueryDict(posted), {}, "e")
    assert got == value
    assert type(got) is type(value)


def test_a_picked_record_is_shown_with_its_second_line():
    html = field(VisitForm(initial={"enterprise": 5}), "enterprise")
    assert "has-pick" in html
    assert 'name="enterprise" value="5"' in html
    assert "C14" in html


def test_typed_words_come_back_without_an_id():
    html = field(VisitForm({"enterprise_text": NASTY, "enterprise": "", "enterprise_was": ""}), "enterprise")
    assert "has-pick" not in html
    assert 'name="enterprise" value=""' in html
    assert "<script>" not in html


def test_an_id_out_of_reach_shows_nothing():
    html = field(VisitForm(initial={"enterprise": 99}), "enterprise")
    assert "has-pick" not in html
    assert 'value="99"' not in html


def test_an_ambiguous_text_is_offered_as_radios():
    form = VisitForm({"enterprise_text": "金樱"})
    form.fields["enterprise"].widget.options = [(5, "金樱食品", "C14"), (6, "金樱米业", "C13")]
    html = field(form, "enterprise")
    assert html.count('name="enterprise_pick"') == 2


# ---- files ----


def test_several_files_and_captions_keep_their_order(rf):
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = [SimpleUploadedFile(f"{n}.jpg", b"x") for n in (1, 2)]
    request = rf.post("/", {"photos": files, "photos_caption": ["灌装线", "成品库"]})
    widget = Files(photos=True)
    assert [file.name for file in widget.value_from_datadict(request.POST, request.FILES, "photos")] == [
        "1.jpg",
        "2.jpg",
    ]
    assert widget.captions_from(request.POST, "photos") == ["灌装线", "成品库"]


def test_the_limits_are_told_to_the_script():
    html = field(VisitForm(), "photos")
    assert f'data-max-bytes="{settings.ATTACHMENT_MAX_BYTES}"' in html
    assert 'type="file"' in html
    assert "multiple" in html
