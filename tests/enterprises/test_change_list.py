"""The list of proposed changes, and several of them compared and accepted on one page."""

from datetime import timedelta

import pytest

from core.clock import today
from enterprises.models import Instrument, RegisterChange
from enterprises.registers import proposals
from enterprises.registers.acts import add_row, change_row
from enterprises.registers.forms import form_of
from enterprises.registers.register import REGISTERS
from tests.enterprises.registers.test_export import sheet

GAUGE = {"asset_no": "YLB-001", "name": "压力表", "use_purpose": "SAFETY", "control": "CALIBRATION"}
POSTED = GAUGE | {"status": "IN_USE", "fitness": "FIT"}


def propose(enterprise, by, row=None, **values):
    """A change of an instrument, or a new one."""
    given = {"instance": row} if row is not None else {}
    form = form_of(REGISTERS["instruments"])(POSTED | values, user=by, enterprise=enterprise, **given)
    assert form.is_valid(), form.errors
    return proposals.propose(form, by)


@pytest.fixture
def gauges(cast):
    """Three gauges of one enterprise."""
    return [
        add_row("instruments", cast.yunlu_co.pk, cast.chen, **GAUGE | {"asset_no": f"Y-{number}"})
        for number in range(3)
    ]


@pytest.fixture
def changes(cast, gauges):
    """A change of each."""
    return [
        propose(cast.yunlu_co, cast.yunlu, row, asset_no=row.asset_no, institution="九江市计量所")
        for row in gauges
    ]


def looked_at(page, *changes):
    """What the page of the comparison would post."""
    lines = {line["row"].pk: line["seen"] for line in page.context["lines"]}
    return {
        "confirm": "1",
        "pk": [change.pk for change in changes],
        **{f"seen-{pk}": seen for pk, seen in lines.items()},
    }


def test_each_reads_what_changes_from_what_to_what(sign_in, cast, changes):
    propose(cast.yunlu_co, cast.yunlu, asset_no="Y-9", name="温度计")
    page = sign_in("chen").get("/changes/").content.decode()
    assert "检定（校准）机构：<del>—</del> → <ins>九江市计量所</ins>" in page
    assert "：Y-9" in page
    assert page.count('name="pk"') == 4


def test_the_station_sees_its_park_and_the_enterprise_its_own(sign_in, cast, changes):
    def shown(who, query=""):
        return {row.pk for row in sign_in(who).get(f"/changes/{query}").context["page_rows"]}

    every = {change.pk for change in changes}
    assert shown("chen") == shown("manager") == shown("yunlu") == every
    assert shown("dinghe") == shown("stranger") == set()
    assert 'name="pk"' not in sign_in("manager").get("/changes/").content.decode()
    assert sign_in("liu").get("/changes/").status_code == 403


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("", 2),
        ("tab=accepted", 1),
        ("status=ACCEPTED", 1),
        ("tab=all", 3),
        ("register=instruments", 2),
        ("register=licences", 0),
        ("section=METROLOGY&tab=all", 3),
        ("section=LICENCE", 0),
        ("enterprise={yunlu}", 2),
        ("enterprise={dinghe}", 0),
        ("q=压力", 2),
        ("q=云麓", 2),
        ("q=鼎禾", 0),
    ],
)
def test_conditions_stand_in_the_address(sign_in, cast, changes, query, n):
    proposals.accept(changes[0].pk, cast.chen)
    query = query.format(yunlu=cast.yunlu_co.pk, dinghe=cast.dinghe_co.pk)
    assert len(sign_in("chen").get(f"/changes/?{query}").context["page_rows"]) == n


def test_the_list_goes_out_as_it_is_filtered(sign_in, cast, changes):
    headers, rows = sheet(sign_in("chen"), "/changes/?register=instruments")
    assert len(rows) == len(changes)
    assert "— → 九江市计量所" in rows[0][headers.index("改动")]


def test_several_are_compared_and_then_accepted_each_by_itself(sign_in, cast, gauges, changes):
    client = sign_in("chen")
    page = client.post("/changes/accept/", {"pk": [change.pk for change in changes]})
    assert page.content.decode().count("九江市计量所") == 3
    assert not Instrument.objects.filter(institution="九江市计量所").exists()
    form = looked_at(page, *changes)
    change_row("instruments", gauges[0].pk, cast.zhou, place="锅炉房")  # while one compares

    done = client.post("/changes/accept/", form)

    assert [bool(line["problem"]) for line in done.context["lines"]] == [True, False, False]
    assert Instrument.objects.filter(institution="九江市计量所").count() == 2
    statuses = {change.pk: change.status for change in RegisterChange.objects.all()}
    assert [statuses[change.pk] for change in changes] == ["PENDING", "ACCEPTED", "ACCEPTED"]


def test_what_the_enterprise_has_said_otherwise_meanwhile_is_compared_again(sign_in, cast, gauges, changes):
    client = sign_in("chen")
    form = looked_at(client.post("/changes/accept/", {"pk": [changes[0].pk]}), changes[0])
    other = form_of(REGISTERS["instruments"])(
        POSTED | {"asset_no": "Y-0", "institution": "别处"}, user=cast.yunlu, enterprise=cast.yunlu_co,
        instance=gauges[0],
    )  # fmt: skip
    assert other.is_valid()
    proposals.correct(changes[0].pk, other, cast.yunlu)
    done = client.post("/changes/accept/", form)
    assert done.context["lines"][0]["problem"]
    gauges[0].refresh_from_db()
    assert gauges[0].institution == ""


def test_what_cannot_be_entered_says_why_before_and_stays(sign_in, cast, gauges, changes):
    broken = RegisterChange.objects.get(pk=changes[1].pk)
    broken.values |= {"last_done_on": f"{today() + timedelta(days=9)}"}
    broken.save(update_fields=["values"])
    page = sign_in("chen").post("/changes/accept/", {"pk": [change.pk for change in changes]})
    assert [bool(line["problem"]) for line in page.context["lines"]] == [False, True, False]
    assert f'value="{broken.pk}" checked' not in page.content.decode()


def test_all_of_one_enterprise_are_taken_by_the_filter(sign_in, cast, changes):
    fields = {"all": "1", "query": f"enterprise={cast.yunlu_co.pk}"}
    page = sign_in("chen").post("/changes/accept/", fields)
    assert len(page.context["lines"]) == 3


def test_changes_of_another_park_are_not_accepted_by_their_number(sign_in, cast, changes):
    page = sign_in("stranger").post("/changes/accept/", {"confirm": "1", "pk": [changes[0].pk]})
    assert page.status_code == 302
    assert RegisterChange.objects.filter(status="PENDING").count() == 3
