"""Reference data: loaded any number of times; a year of the calendar published in the middle of the work."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import DatabaseError, close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from core import calendars, reference
from core.calendars import CalendarError, calendar, next_year_missing, publish_year
from core.models import CalendarDay, CalendarYear, Industry, Region
from core.reference import Loaded, load_all

pytestmark = pytest.mark.django_db
D = date.fromisoformat


def year_2027(*, days=(), **changed):
    """A plausible calendar of 2027 in the holiday-cn shape."""
    off = ["2027-01-01", "2027-01-02", "2027-01-03", "2027-02-08", "2027-05-01", "2027-10-01", *days]
    listed = [{"name": "假日", "date": day, "isOffDay": True} for day in off]
    listed.append({"name": "春节", "date": "2027-02-06", "isOffDay": False})
    return {"year": 2027, "papers": ["https://example.org/notice"], "days": listed, **changed}


@pytest.fixture
def hooks(monkeypatch):
    """A registry of our own."""
    monkeypatch.setattr(calendars, "_hooks", [])
    return calendars.on_year_published


@pytest.fixture
def in_a_request():
    """The scope of a request; the connection of the test stays open, as the test client does it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    request_started.send(sender=None)
    yield
    request_finished.send(sender=None)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


# Loading


def test_everything_is_loaded():
    assert CalendarYear.objects.filter(status="PUBLISHED").count() == 17
    assert Industry.objects.count() == 1971
    assert Industry.objects.get(code="C1411").parent.parent.parent.section == "C"
    assert Industry.objects.get(code="C1411").name == "糕点、面包制造"
    assert Region.objects.filter(code__startswith="360402").count() == 12


def test_a_second_run_changes_nothing():
    def state():
        with connection.cursor() as cursor:
            for table in ("calendaryear", "calendarday", "region", "industry"):
                cursor.execute(f"SELECT array_agg((xmin, ctid)::text ORDER BY ctid) FROM core_{table}")
                yield cursor.fetchone()

    before = list(state())
    again = load_all()
    assert list(state()) == before
    core = {name: again[name] for name in ("calendar", "regions", "industries")}
    assert {name: loaded.changed for name, loaded in core.items()} == dict.fromkeys(core, 0)
    assert core["industries"].rows == 1971


def test_what_is_missing_or_wrong_is_put_right_and_counted():
    Industry.objects.filter(code="C1411").update(name="蛋糕")
    Region.objects.filter(name="濂溪区").delete()
    Region.objects.filter(name="庐山区").update(valid_to=None)
    CalendarYear.objects.filter(year=2026).delete()
    CalendarDay.objects.filter(date="2025-10-01").delete()
    changed = {name: loaded.changed for name, loaded in load_all().items()}
    assert (changed["industries"], changed["regions"], changed["calendar"]) == (1, 2, 2)
    assert Industry.objects.get(code="C1411").name == "糕点、面包制造"
    assert CalendarDay.objects.filter(date="2025-10-01").exists()


def test_a_year_an_administrator_imported_is_not_overwritten():
    data = year_2027(year=2026)
    for day in data["days"]:
        day["date"] = day["date"].replace("2027", "2026")
    publish_year(data)
    assert load_all()["calendar"].changed == 0
    assert CalendarYear.objects.get(year=2026).source == "IMPORT"
    assert calendar().is_workday(D("2026-02-16"))


def test_the_command_prints_the_counts_core_first():
    out = StringIO()
    call_command("load_reference", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[:3] == [
        "calendar: 17 rows, 0 written",
        "regions: 28 rows, 0 written",
        "industries: 1971 rows, 0 written",
    ]


def test_an_app_registers_a_loader_of_its_own(monkeypatch):
    monkeypatch.setattr(reference, "_loaders", dict(reference._loaders))
    reference.reference("ours")(lambda: Loaded(rows=3, changed=1))
    assert load_all()["ours"] == Loaded(rows=3, changed=1)


def test_two_loaders_of_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(reference, "_loaders", dict(reference._loaders))

    def loader():
        return Loaded(0, 0)

    with pytest.raises(ValueError, match="calendar"):
        reference.reference("calendar")(loader)


def test_a_loader_that_fails_leaves_nothing_behind(monkeypatch):
    Industry.objects.filter(code="C1411").update(name="蛋糕")

    def broken():
        raise DatabaseError("broken")

    monkeypatch.setattr(reference, "_loaders", {**reference._loaders, "broken": broken})
    with pytest.raises(DatabaseError):
        load_all()
    assert Industry.objects.get(code="C1411").name == "蛋糕"


# Regions


@pytest.mark.parametrize(
    ("day", "name"), [("2010-03-01", "庐山区"), ("2016-03-28", "庐山区"), ("2016-03-29", "濂溪区")]
)
def test_a_region_is_called_as_it_was_on_that_day(day, name):
    assert Region.objects.at(D(day)).get(code="360402").name == name


def test_only_present_names_are_offered():
    names = set(Region.objects.current().values_list("name", flat=True))
    assert {"濂溪区", "柴桑区", "庐山市"} <= names
    assert not {"庐山区", "九江县", "星子县"} & names


def test_every_region_lies_in_one_that_is_there():
    codes = set(Region.objects.values_list("code", flat=True))
    assert set(Region.objects.exclude(parent_code="").values_list("parent_code", flat=True)) <= codes


# Publishing a year


def test_a_published_year_ends_what_was_provisional():
    assert calendar().due(D("2027-02-04"), 2, "WD").provisional
    assert calendar().due(D("2027-02-04"), 2, "WD").date == D("2027-02-08")
    publish_year(year_2027())
    assert calendar().due(D("2027-02-04"), 2, "WD").date == D("2027-02-06")
    assert not calendar().due(D("2027-02-04"), 2, "WD").provisional
    assert CalendarYear.objects.get(year=2027).notice_no == "https://example.org/notice"


def test_publishing_again_replaces_the_days():
    publish_year(year_2027(days=["2027-03-03"]))
    assert not calendar().is_workday(D("2027-03-03"))
    publish_year(year_2027())
    assert calendar().is_workday(D("2027-03-03"))
    assert CalendarDay.objects.filter(year=2027).count() == 7


def test_a_notice_may_reach_back_into_december_and_a_correction_of_the_old_year_does_not_undo_it():
    publish_year(year_2027(days=["2026-12-31"]))
    assert not calendar().is_workday(D("2026-12-31"))
    old = {"year": 2026, "days": [{"name": "假日", "date": day, "isOffDay": True} for day in
                                  ("2026-01-01", "2026-05-01", "2026-10-01")]
           + [{"name": "元旦", "date": "2026-12-31", "isOffDay": False}]}  # fmt: skip
    publish_year(old)
    assert not calendar().is_workday(D("2026-12-31"))
    assert CalendarDay.objects.get(date="2026-12-31").year_id == 2027


def test_hooks_run_inside_the_transaction_with_the_new_calendar(hooks):
    seen = []

    @hooks
    def recompute(year):
        seen.append((year, connection.in_atomic_block, calendar().is_workday(D("2027-02-08"))))

    publish_year(year_2027())
    assert seen == [(2027, True, False)]


@pytest.mark.django_db(transaction=True)
def test_a_hook_that_fails_leaves_the_year_unpublished(hooks):
    @hooks
    def broken(year):
        raise DatabaseError("broken")

    with pytest.raises(DatabaseError):
        publish_year(year_2027())
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert 2027 not in calendar().published


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ([], "not a calendar file"),
        ({"year": "2027", "days": []}, "not a calendar file"),
        ({"year": 2027}, "not a calendar file"),
        ({"year": 2027, "papers": [], "days": []}, "not published yet"),
        ({"year": 1, "days": [{}]}, "not a year"),
        (year_2027(days=["2027-13-01"]), "Each day needs"),
        (year_2027(days=["2027-01-01"]), "twice"),
        (year_2027(days=["2026-12-20"]), "does not belong"),
        (year_2027(days=["2028-01-01"]), "does not belong"),
        (year_2027(year=2028), "does not belong"),
        (year_2027(days=[None]), "Each day needs"),
        ({"year": 2027, "days": ["2027-01-01"]}, "Each day needs"),
        (
            {"year": 2027, "days": [{"name": "x" * 61, "date": "2027-01-01", "isOffDay": True}]},
            "Each day needs",
        ),
        (
            {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": "true"}]},
            "Each day needs",
        ),
        ({"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}, "not complete"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_and_changes_nothing(data, word, settings):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(CalendarError) as caught:
        publish_year(data)
    assert word in caught.value.messages[0]
    assert not CalendarYear.objects.filter(year__gte=2027).exists()


def test_the_command_imports_a_file(tmp_path, settings):
    settings.LANGUAGE_CODE = "en"
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(year_2027()), encoding="utf-8-sig")
    out = StringIO()
    call_command("import_calendar", str(file), stdout=out)
    assert out.getvalue() == "2027 published: 6 days off, 1 worked to make up for them.\n"


def test_the_command_imports_several_years_or_none(tmp_path):
    file = tmp_path / "years.json"
    file.write_text(json.dumps([year_2027(), {"year": 2028, "days": []}]), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_calendar", str(file))
    assert not CalendarYear.objects.filter(year=2027).exists()


@pytest.mark.parametrize("content", [b"not json", b"\xff\xfe"])
def test_the_command_says_why_a_file_cannot_be_read(tmp_path, content):
    file = tmp_path / "2027.json"
    with pytest.raises(CommandError, match=str(file)):
        call_command("import_calendar", str(file))
    file.write_bytes(content)
    with pytest.raises(CommandError, match=str(file)):
        call_command("import_calendar", str(file))


def test_the_missing_year_is_shown_from_the_middle_of_november():
    assert not next_year_missing(D("2026-11-14"))
    assert next_year_missing(D("2026-11-15"))
    assert next_year_missing(D("2026-12-31"))
    assert not next_year_missing(D("2025-12-31"))
    publish_year(year_2027())
    assert not next_year_missing(D("2026-12-31"))


def test_the_shipped_file_is_what_the_command_makes(tmp_path, monkeypatch):
    from core.management.commands import make_calendar_fixture

    monkeypatch.setattr(make_calendar_fixture, "DATA", tmp_path)
    call_command("make_calendar_fixture", stdout=StringIO())
    made = (tmp_path / "calendar.json").read_text(encoding="utf-8")
    assert made == (reference.DATA / "calendar.json").read_text(encoding="utf-8")


# Reading


def test_a_request_asks_for_the_calendar_once(in_a_request):
    with CaptureQueriesContext(connection) as queries:
        first, second = calendar(), calendar()
    assert first is second
    assert len(queries) == 1


def test_the_first_reading_of_a_process_costs_one_query_too(monkeypatch):
    monkeypatch.setattr(calendars._Process, "known", (None, None))
    with CaptureQueriesContext(connection) as queries:
        assert calendar().published
    assert len(queries) == 1


def test_an_unchanged_calendar_is_not_read_again():
    assert calendar() is calendar()


def test_a_change_made_elsewhere_is_seen_by_the_next_request(in_a_request):
    assert 2027 not in calendar().published
    # as another process does it: nothing of this one is told
    row = CalendarYear.objects.create(year=2027, status="PUBLISHED")
    CalendarDay.objects.create(date="2027-03-03", year=row, kind="RESTDAY", name="假日", source="IMPORT")
    assert 2027 not in calendar().published  # one page, one calendar
    request_started.send(sender=None)
    assert 2027 in calendar().published
    assert not calendar().is_workday(D("2027-03-03"))


def test_outside_a_request_every_call_sees_the_latest():
    assert 2027 not in calendar().published
    CalendarYear.objects.create(year=2027, status="PUBLISHED")
    assert 2027 in calendar().published


def test_a_provisional_year_is_not_a_published_one():
    CalendarYear.objects.create(year=2027, status="PROVISIONAL")
    assert calendar().due(D("2027-03-01"), 1, "WD").provisional


def test_a_request_that_broke_leaves_no_calendar_behind(in_a_request):
    calendar()
    got_request_exception.send(sender=None)
    CalendarYear.objects.create(year=2027, status="PUBLISHED")
    assert 2027 in calendar().published


def test_a_task_has_a_calendar_of_its_own():
    from celery import Celery

    app = Celery("test", set_as_current=False)

    @app.task
    def reckon():
        with CaptureQueriesContext(connection) as queries:
            calendar(), calendar()
        return len(queries)

    assert reckon.apply().get() == 1
    with CaptureQueriesContext(connection) as queries:
        calendar(), calendar()
    assert len(queries) == 2


def test_an_empty_database_has_a_calendar_that_promises_nothing():
    CalendarYear.objects.all().delete()
    assert calendar().due(D("2026-09-28"), 5, "WD").provisional
