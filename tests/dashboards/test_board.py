"""The manager's page: tiles and charts say so when there is nothing."""

from datetime import date, timedelta

import pytest

from tests.licensing.making import past_case

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


def test_licences_have_a_row_with_median_share_and_what_is_over_target(cast, sign_in):
    august, september = date(2026, 8, 31), date(2026, 9, 30)
    for day, took in ((september, 12), (september, 25), (september, 28), (september, 41), (august, 25)):
        past_case(
            cast.yunlu_co,
            cast.chen,
            f"{day:%m}-{took}",
            opened_on=day - timedelta(days=took),
            issued_on=day,
            closed_on=day,
            status="ISSUED",
        )
    past_case(cast.yunlu_co, cast.chen, "BB-9", opened_on=date(2025, 9, 1), holder="AUTHORITY")
    client = sign_in("manager")
    for query, values in (
        ("from=2026-09-01&to=2026-09-30", ["26.5", "75.0", "1", "1"]),
        ("from=2026-08-01&to=2026-08-31", ["25", "100.0", "1", "1"]),
        ("from=2026-07-01&to=2026-07-31", ["—", "—", "1", "1"]),
    ):
        figs = client.get(f"/dashboard/?{query}").context["licence_figs"]
        assert [str(fig["value"]) for fig in figs] == values
