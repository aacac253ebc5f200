"""A form, lists and a record behind the product's policy, opened in a real browser, for the tests of the scripts."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from core.widgets import Day, Files, Picker, Seg
from tests.browser import open_browser
from tests.core.stand import Stand

NAMES = {"5": ("九江云麓食品有限公司", "C14 食品制造业")}
NEED = """<div class="need" data-line-item><div class="need-h"><b data-line-no></b>
<button class="only-js" type="button" data-remove>删除</button></div>{{ line.DELETE }}{{ line.text }}</div>"""
PAGE = (
    """{% extends "generic/form.html" %}{% block form_attrs %} data-draft-url="/drafts/visit/new/"
data-t-saved="已自动保存 %(time)s"{% endblock %}{% block fields %}{% for bound in form %}{% field bound %}{% endfor %}
<div class="under" id="why" data-under="food:BAD"><textarea class="form-control" name="why" aria-label="说明"></textarea></div>
<div data-formset="need" data-label="诉求 %(n)s">{{ needs.management_form }}<div data-lines>{% for line in needs %}"""
    + NEED
    + """{% endfor %}</div><template data-line>{% with line=needs.empty_form %}"""
    + NEED
    + """{% endwith %}</template><button name="add_line" value="1" formnovalidate data-add>再加一件</button></div>
{% endblock %}{% block save %}{% include "components/savebar.html" with draft_url="/drafts/visit/new/" save_label="保存" """
    + """count_label="保存，生成 %(n)s 件诉求" %}{% endblock %}"""
)


class VisitForm(forms.Form):
    """A form with every behaviour."""

    enterprise = forms.CharField(label="企业", widget=Picker(resolve=lambda pk: NAMES.get(str(pk))))
    met = forms.CharField(label="见了谁")
    food = forms.ChoiceField(label="食品安全", choices=[("OK", "正常"), ("BAD", "有问题")], widget=Seg)
    photos = forms.FileField(label="照片", required=False, widget=Files(photos=True))
    next = forms.DateField(label="下次走访", widget=Day)


class NeedForm(forms.Form):
    """One line."""

    text = forms.CharField(
        widget=forms.Textarea(attrs={"data-counts": True, "aria-label": "诉求", "class": "form-control"}),
        required=False,
    )
    DELETE = forms.BooleanField(required=False, widget=forms.HiddenInput)


def frame(path="/form/", **context):
    """The context of a signed-in page without a database."""
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=False)
    return request, {
        "me": SimpleNamespace(pk=1, role="STAFF"),
        "idle_seconds": 900,
        "side": [{"title": "", "items": [{"url": "/form/", "label": "走访", "icon": "walk", "count": 3}]}],
        "title": "记走访",
        **context,
    }


@pytest.fixture(scope="module")
def stand():
    needs = forms.formset_factory(NeedForm, extra=3)(prefix="need")
    initial = {"enterprise": "5", "met": "卢汪洋", "food": "OK", "next": "2027-05-20"}
    with Stand() as stand, translation.override("zh-hans"):
        request, context = frame(form=VisitForm(initial=initial), needs=needs)
        page = engines["django"].from_string(PAGE).render(context, request)
        stand.pages["/form/"] = page.replace('data-picker=""', 'data-picker="/suggest/"')
        request, context = frame("/list/", page_rows=[])
        for number in (1, 2):
            stand.pages[f"/list/{number}/"] = list_page(number)
        acts = [{"label": "转办", "url": "/transfer/", "reason": {"label": "为什么转"}}]
        request, context = frame("/record/", acts=acts)
        stand.pages["/record/"] = render_to_string("generic/record.html", context, request)
        yield stand


def list_page(number):
    """A list whose pager leads to /list/2/."""
    source = """{% extends "generic/list.html" %}{% block content %}<section id="list" hx-target:inherited="#list"
hx-select:inherited="#list" hx-swap:inherited="outerHTML" hx-push-url:inherited="true" hx-history-elt>
<span data-count-say>第 {{ number }} 页</span>{% include "components/bulk.html" with bulk_acts=bulk total=38 unit="件" %}
<table><tr><th><input type="checkbox" data-tick-all aria-label="本页"></th></tr>{% for pk in pks %}<tr><td>
<input type="checkbox" name="pk" value="{{ pk }}" form="bulk" aria-label="{{ pk }}"></td></tr>{% endfor %}</table>
<a id="next" href="/list/2/" hx-get="/list/2/">下一页</a></section>{% endblock %}"""
    request, context = frame(
        "/list/1/", number=number, pks=[1, 2, 3], bulk=[{"label": "转办", "url": "/bulk/"}]
    )
    return engines["django"].from_string(source).render(context, request)


@pytest.fixture(scope="module")
def browser():
    with open_browser() as browser:
        yield browser


@pytest.fixture
def context(browser):
    context = browser.new_context(locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def page(context, stand):
    stand.posted.clear()
    stand.asked.clear()
    stand.draft_status, stand.slow = 200, 0
    page = context.new_page()
    mistakes = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.on(
        "console", lambda line: mistakes.append(line.text) if "Content Security Policy" in line.text else None
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{stand.url}/form/")
    yield page
    assert mistakes == []
