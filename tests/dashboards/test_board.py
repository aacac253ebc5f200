"""The manager's page: tiles and charts say so when there is nothing."""

import pytest

pytestmark = pytest.mark.django_db


def test_each_of_the_eight_numbers_has_a_trend_and_a_list(cast, sign_in):
    figs = sign_in("manager").get("/dashboard/").context["figs"]
    assert len(figs) == 8
    assert all(fig["url"] and "trend" in fig for fig in figs)


def test_an_empty_period_shows_dashes_and_sentences(cast, sign_in):
    page = sign_in("manager").get("/dashboard/?from=2020-03-01&to=2020-03-31")
    shown = {str(fig["label"]): (fig["value"], fig["unit"]) for fig in page.context["figs"]}
    assert ("—", "") in shown.values()
    assert ("—", "%") not in shown.values()
    assert page.context["visits_chart"]["is_empty"]
    text = page.content.decode()
    assert "这段时间没有走访。" in text
    assert "自选时段，2020-03-01 至 2020-03-31" in text
