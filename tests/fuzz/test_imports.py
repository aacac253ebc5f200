"""Workbooks and what only looks like one, sent to every import: refused or understood, and nobody else's rows moved."""

import csv
import io
import re

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.exchange import work
from core.exchange.declaration import exchanges
from core.exchange.kinds import Code, Day, Number
from core.models import Transfer
from tests.fuzz import hostile
from tests.fuzz.asker import Ask, multipart
from tests.fuzz.files import NAMES, files
from tests.fuzz.invariants import mixed_parks, rows_of_park
from tests.fuzz.oracles import judge
from tests.fuzz.runner import RUN, explore

SHARE, EXAMPLES, OF_BYTES = 2, 3, 4
MISTAKE = "A mistake of the program. Nothing was changed."
GOOD, BAD, EMPTY, HERE, THERE = "good", "bad", "empty", "here", "there"
OTHERS = st.one_of(
    st.tuples(st.sampled_from([EMPTY, HERE, THERE]), st.integers(0, 5)),
    st.tuples(st.just(BAD), hostile.values()),
    st.tuples(st.just(BAD), st.one_of(st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes())),
)
SHEETS = st.fixed_dictionaries(
    {
        "rows": st.lists(
            st.dictionaries(st.integers(0, 30), OTHERS, max_size=4), min_size=1, max_size=4
        ),  # but good ones
        "title": st.one_of(st.just(""), hostile.texts()),  # a line above the header
        "more": st.one_of(st.just(""), hostile.texts()),  # a heading nobody knows
        "form": st.sampled_from(["xlsx", "xlsx", "csv"]),
        "name": st.sampled_from(["台账.xlsx", *NAMES]),
        "of_one": st.booleans(),
        "who": st.sampled_from(["chen", "stranger"]),
    }
)
_unwritable = re.compile("[\ud800-\udfff\ufffe\uffff]")
_markers = re.compile("zq[a-z]+zq")


@pytest.fixture(scope="module")
def before(world):
    """What stands in both parks."""
    return {
        "mixed": mixed_parks(),
        **{park.pk: rows_of_park(park) for park in (world.park, world.other_park)},
    }


def address_of(code, world, who, of_one):
    """Where a file of this kind is sent."""
    if code == "enterprises":
        return "/enterprises/import/"
    if not of_one:
        return f"/registers/{code}/import/"
    company = world.stranger_co if who == "stranger" else world.yunlu_co
    return f"/enterprises/{company.pk}/registers/{code}/import/"


def cells_of(exchange, line, others, world):
    """A row of the sheet: what is right for a column, and here and there something else."""
    for number, column in enumerate(exchange.columns):
        kind, value = others.get(number, (GOOD, line))
        words = [str(word) for word in column.kind.choices(exchange.context)]
        if kind == BAD:
            yield value
        elif kind == EMPTY:
            yield None
        elif kind in (HERE, THERE):
            company = world.yunlu_co if kind == HERE else world.stranger_co
            name = _markers.sub(
                "", company.name
            )  # what is typed may come back: without the marker it is no leak
            yield [name, company.uscc, company.short_code, company.pk][value % 4]
        elif column.code == "enterprise":
            yield (
                world.stranger_co.short_code if exchange.user == world.stranger else world.yunlu_co.short_code
            )
        else:
            yield words[value % len(words)] if words else right_for(column, value)


def right_for(column, line):
    """Something a column takes; of most codes only the example is right."""
    if isinstance(column.kind, Day):
        return f"2026-01-{line + 5:02}"
    if isinstance(column.kind, Number):
        return line + 1
    if isinstance(column.kind, Code) or column.example or not column.required:
        return str(column.example) or None
    return f"第 {line} 行"


def book_of(exchange, sheet, world):
    """The sheet as bytes."""
    heads = [str(column.header) for column in exchange.columns] + ([sheet["more"]] if sheet["more"] else [])
    rows = [[sheet["title"]]] if sheet["title"] else []
    rows += [heads, *(list(cells_of(exchange, n, others, world)) for n, others in enumerate(sheet["rows"]))]
    if sheet["form"] == "csv":
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        return out.getvalue().encode("utf-8", "surrogatepass")
    book = Workbook()
    for row in rows:
        book.active.append([storable(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def storable(value):
    """What a workbook has a place for."""
    if isinstance(value, str):
        return _unwritable.sub("", ILLEGAL_CHARACTERS_RE.sub("", value))[:32_000]
    if isinstance(value, int) and abs(value) > 10**15:
        return float(value) if abs(value) < 10**300 else None
    return value


def send(asker, who, url, name, content):
    """Send a file; the transfer it began, checked by the worker, or None when it was refused."""
    body, content_type = multipart([], [("file", name, content, "application/octet-stream")])
    answer = judge(asker.send(Ask(who, url, "POST", (), body, content_type)))
    assert answer.status in (302, 422), f"{answer.ask}\nanswers {answer.status}"
    if answer.status == 422:
        assert b"invalid-feedback" in answer.body or b'class="err"' in answer.body
        return None
    return worked(asker, who, Transfer.objects.latest("pk"))


def worked(asker, who, transfer):
    """The transfer after the worker had it; its pages are looked at."""
    work.run(transfer.pk)
    transfer.refresh_from_db()
    with translation.override(settings.LANGUAGE_CODE):
        assert transfer.error != gettext(MISTAKE), f"{transfer.title}: {transfer.source_name!r}"
    assert transfer.state in ("PREVIEW", "FAILED", "DONE"), transfer.state
    url = transfer.get_absolute_url()
    for query in ("", "?state=NEW", "?state=CHANGED", "?state=WRONG&page=9"):
        assert judge(asker.send(Ask.to(who, url + query))).status == 200
    if transfer.answer:
        assert asker.send(Ask(who, f"{url}file/")).status == 200
    return transfer


def entered(asker, who, transfer):
    """Enter what the preview offers; the transfer afterwards."""
    answer = judge(asker.send(Ask(who, f"{transfer.get_absolute_url()}apply/", "POST")))
    assert answer.status in (302, 409), f"{answer.ask}\nanswers {answer.status}"
    return worked(asker, who, transfer) if answer.status == 302 else transfer


def check_others(world, who, before, about):
    """The other park is as it was, and no row leads from one park into another."""
    other = world.park if who == "stranger" else world.other_park
    now = rows_of_park(other)
    changed = [name for name in now if now[name] != before[other.pk][name]]
    assert not changed, f"{about}: changed what belongs to the other park: {changed}"
    assert mixed_parks() == before["mixed"], f"{about}: linked rows of two parks"


@pytest.mark.parametrize("code", sorted(exchanges))
def test_a_sheet_is_understood_or_refused_and_sent_again_changes_nothing(code, asker, world, before):
    def check(sheet):
        who = sheet["who"]
        url = address_of(code, world, who, sheet["of_one"])
        subject = (world.stranger_co if who == "stranger" else world.yunlu_co) if sheet["of_one"] else None
        exchange = exchanges[code](world[who], subject if code != "enterprises" else None)
        exchange.prepare()
        content = book_of(exchange, sheet, world)
        RUN.parts["posted"] += 1
        with asker.trial():
            transfer = send(asker, who, url, sheet["name"], content)
            if transfer and transfer.state == "PREVIEW":
                transfer = entered(asker, who, transfer)
            if transfer and transfer.state == "DONE":
                RUN.parts["saved"] += 1
                again = send(asker, who, url, sheet["name"], content)
                counts = again.result.get("counts", {})
                assert not counts.get("NEW") and not counts.get("CHANGED"), f"{url} {sheet}\nagain: {counts}"
            check_others(world, who, before, url)

    explore("sheets imported", check, SHEETS, EXAMPLES, SHARE)


@pytest.mark.parametrize("code", ["enterprises", "instruments"])
def test_whatever_is_sent_to_an_import_is_refused_with_a_sentence_or_previewed(code, asker, world, before):
    def check(file):
        name, content, _mime = file
        with asker.trial():
            send(asker, "chen", address_of(code, world, "chen", of_one=False), name, content)
            check_others(world, "chen", before, f"{code} {file!r}")

    explore("files imported", check, files(), OF_BYTES, SHARE)
