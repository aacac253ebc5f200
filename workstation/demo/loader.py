"""Loads the demo: two parks, their people, the first year as history, and the live layer."""

from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import override

from core.clock import today as today_
from core.history import acting
from core.models import Park
from dashboards.models import Statement, StatementValue
from enterprises.models import Enterprise
from servicedesk.models import ServiceRequest
from visits.models import Visit
from workstation.demo import cases, history, live, timelines
from workstation.demo.bodies import load_bodies
from workstation.demo.enterprises import load_archives, load_enterprises, refreshed
from workstation.demo.people import accounts_table, load_memberships, load_people
from workstation.demo.registers import load_registers
from workstation.demo.source import day, read

FIRST = "lushan"


def load(password, today=None, progress=lambda words: None):
    """Load everything in one transaction; returns the table of accounts. None when there is a park already."""
    if Park.objects.exists():
        return None
    today = today or today_()
    with transaction.atomic(), acting(None, job="demo"), override(settings.LANGUAGE_CODE):
        parks = {row["key"]: _park(row, today) for row in read("parks")}
        people = load_people(parks, password)
        second = read("second_park")
        progress("企业和档案")
        enterprises = load_enterprises(parks, people, read("enterprises") + second["enterprises"])
        load_memberships(people, enterprises)
        load_archives(enterprises, people, read("archive") + second["archive"])
        enterprises = refreshed(enterprises)
        progress("第一年的走访、咨询和诉求")
        visits = _history(
            parks[FIRST],
            people,
            enterprises,
            read("visits_2010"),
            read("consultations_2010"),
            read("requests_2010"),
        )
        case_rows = read("cases")
        cases.load_history(parks[FIRST], people, enterprises, visits, case_rows["history"])
        _history(parks[second["park"]], people, enterprises, second["visits"], [], second["requests"])
        _last_visits()
        progress("台账")
        load_registers(refreshed(enterprises), read("registers"), today)
        _economy(parks, read("economy"))
        progress("今天前后的诉求和走访计划")
        live.load_live(people, refreshed(enterprises), read("live"), today)
        live.load_live(people, refreshed(enterprises), second["live"], today)
        live.load_archive_work(people, refreshed(enterprises), read("live"))
        abilities = load_bodies(people, read("bodies"), today)
        running = cases.load_live(people, refreshed(enterprises), case_rows["live"], today)
        cases.load_renewals(people, refreshed(enterprises), case_rows["renewals"])
        cases.load_samples(people, running, abilities, case_rows, today)
        live.settle_reminders(today)
    return accounts_table(people)


def _park(row, today):
    return Park.objects.create(
        name=row["name"],
        short_name=row["short_name"],
        region_code=row["region_code"],
        phone=row["phone"],
        hours=row["hours"],
        live_from=today,
        default_from=day(row["default_from"]),
        default_to=day(row["default_to"]),
        default_label=row["default_label"],
        is_demo=True,
    )


def _history(park, people, enterprises, visit_rows, consultation_rows, request_rows):
    """The records of one park, then the columns and lines that follow from them; returns its visits."""
    visits = history.load_visits(park, people, enterprises, visit_rows)
    consultations = history.load_consultations(park, people, enterprises, consultation_rows)
    requests = history.load_requests(park, people, enterprises, visits, request_rows)
    needs = dict(
        ServiceRequest.objects.filter(park=park, origin_id__isnull=False)
        .values_list("origin_id")
        .annotate(n=Count("pk"))
    )
    with_needs = [visit for visit in visits.values() if visit.pk in needs]
    for visit in with_needs:
        visit.need_count = needs[visit.pk]
    Visit.objects.bulk_update(with_needs, ["need_count"])
    timelines.of_visits(visits.values())
    timelines.of_consultations(consultations)
    timelines.of_requests(requests)
    return visits


def _last_visits():
    """The last visit of each enterprise, from the visits that took place."""
    last = dict(Visit.objects.done().values_list("enterprise").annotate(last=Max("visited_on")))
    rows = Enterprise.objects.in_bulk(last)
    for pk, enterprise in rows.items():
        enterprise.last_visited_on = last[pk]
    Enterprise.objects.bulk_update(rows.values(), ["last_visited_on"])


def _economy(parks, content):
    """The published statement of the first year."""
    statement = Statement.objects.create(
        park=parks[content["park"]],
        year=content["year"],
        source=f"{content['source']}：“{content['quote']}”",
        note=content["note"],
    )
    StatementValue.objects.bulk_create(
        StatementValue(
            statement=statement,
            indicator_id=row["code"],
            value=Decimal(row["value"]),
            growth=Decimal(row["growth_published"]) if row["growth_published"] else None,
        )
        for row in content["indicators"]
    )
