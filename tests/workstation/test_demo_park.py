"""The demo park tells the article truthfully: every number is computed, and opens exactly its rows."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from core.attachments import attachments_of
from core.clock import today
from core.figures import Period, figures
from core.models import Park
from core.reading import compute
from dashboards.models import Statement
from enterprises.models import DataRequest, Enterprise, RegisterChange
from licensing.models import LicenceCase
from reminders.models import DueReminder, Message
from reminders.sweep import sweep
from servicedesk.models import Consultation, RequestMessage, ServiceRequest
from tests.one_transaction import one_transaction
from visits.models import Visit
from workstation.demo.loader import load

FIRST_YEAR = Period(date(2010, 3, 1), date(2011, 2, 28))
NAMED = [
    "九江市三佳实业有限公司",
    "九江市金樱食品发展有限公司",
    "九江市清真梁义隆饼店",
    "美庐乳业",
    "啄木鸟服装",
]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo park, loaded today, once for all tests of this module."""
    with one_transaction(django_db_blocker, tmp_path_factory.mktemp("media")):
        load("Zhiliang-2026")
        yield


@pytest.fixture
def db(loaded):
    """What a test changes is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(db):
    """The demo park."""
    return Park.objects.get(name="庐山区生态工业园")


def signed_in(username):
    """A client signed in as one of the demo's people."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend="accounts.backends.NameOrMobileBackend")
    return client


def test_the_article_is_told_exactly(demo):
    manager = User.objects.get(username="manager")
    codes = [
        "ENTERPRISES_IN_PARK",
        "ARCHIVE_BUILT",
        "ARCHIVE_COVERAGE",
        "ENTERPRISES_VISITED",
        "CONSULTED_PERSONS",
    ]
    values = compute([*codes, "VISITS", "REQUESTS_SUBMITTED", "REQUESTS_KEPT"], manager, FIRST_YEAR)
    assert [str(values[code]) for code in codes] == ["56", "53", "94.64", "52", "312"]
    assert (values["VISITS"], values["REQUESTS_SUBMITTED"], values["REQUESTS_KEPT"]) == (331, 186, 179)

    client = signed_in("manager")
    for code, rows in (("ENTERPRISES_VISITED", 52), ("VISITS", 331), ("REQUESTS_SUBMITTED", 186)):
        answer = client.get(figures[code].url(FIRST_YEAR))
        assert answer.context["paginator"].count == rows, code
    assert client.get("/enterprises/?built=no").context["paginator"].count == 3

    page = client.get("/dashboard/").content.decode()
    for shown in ("建站首年", "53", "94.64%", "312", "32.2", "5330", "1200", "+19.59%", "+40%"):
        assert shown in page
    statement = Statement.objects.get()
    assert "中国质量技术监督" in statement.source
    assert client.get(statement.get_absolute_url()).status_code == 200


def test_nothing_is_invented_about_the_named_enterprises(demo):
    named = Enterprise.objects.filter(name__in=NAMED)
    assert named.count() == 5
    for enterprise in named:
        assert enterprise.uscc is None
        assert not enterprise.registered_address
        assert not enterprise.contacts.exists()
        assert not enterprise.memberships.exists()
    live = ServiceRequest.objects.open().filter(enterprise__in=named)
    assert not live.exists()
    assert not Visit.objects.planned().filter(enterprise__in=named).exists()


def test_the_first_year_is_closed_and_nothing_before_today_is_owed(demo):
    assert demo.live_from == today()
    history = ServiceRequest.objects.filter(imported=True)
    assert set(history.values_list("status", flat=True)) == {"CLOSED"}
    open_here = ServiceRequest.objects.filter(park=demo).open()
    assert open_here.count() == 12
    assert not open_here.overdue().exists()
    assert Visit.objects.filter(park=demo).planned().count() == 6
    assert not Consultation.objects.filter(imported=False).exists()
    sweep()
    assert not DueReminder.objects.filter(due_on__lt=today()).exists()


def test_everybody_has_a_home_and_loading_again_changes_nothing(demo):
    for username in ("chen", "lead", "liu", "manager", "city", "yunlu", "investor", "stranger", "sysadmin"):
        answer = signed_in(username).get("/", follow=True)
        assert answer.status_code == 200, username
        assert answer.content.decode().count("<h1") == 1, username
    before = Enterprise.objects.count()
    assert load("Zhiliang-2026") is None
    assert Enterprise.objects.count() == before


def test_an_answer_that_speaks_of_an_attachment_has_one(demo):
    answers = RequestMessage.objects.filter(kind="ANSWER", text__contains="附件", request__imported=False)

    assert answers.exists()
    for answer in answers:
        assert attachments_of(answer).exists(), answer.text


def test_archives_have_work_for_both_sides_and_nobody_starts_with_a_full_bell(demo):
    assert DataRequest.objects.open().count() == 1
    assert RegisterChange.objects.waiting().count() == 2
    assert not RegisterChange.objects.filter(enterprise__name__in=NAMED).exists()
    assert "补充档案资料" in signed_in("yunlu").get("/").content.decode()
    sweep(today())
    chen = User.objects.get(username="chen")
    told = Message.objects.filter(recipient=chen).count()
    assert 1 <= told + DueReminder.objects.filter(recipient=chen, state="OWED").count() <= 10


def test_the_licence_of_the_article_came_within_thirty_days(demo):
    case = LicenceCase.objects.get(imported=True)
    assert (case.enterprise.name, case.opened_on.year, case.opened_on.month) == (NAMED[0], 2010, 4)
    assert case.days == sum(leg.days for leg in case.legs.all()) == 25
    assert case.result_number == "", "no number was published, so none is invented"
    page = signed_in("chen").get(case.get_absolute_url())
    assert page.status_code == 200
    assert "许可产品（未载明）" in page.content.decode()


def test_cases_run_with_every_holder_outside_and_nothing_of_them_is_over_target(demo):
    running = LicenceCase.objects.filter(park=demo).running()
    assert set(running.values_list("holder", flat=True)) == {"ENTERPRISE", "BODY", "AUTHORITY"}
    assert not running.over_target().exists()
    assert not running.filter(enterprise__name__in=NAMED).exists()


def test_a_product_that_needs_no_licence_is_told_what_applies_instead(demo):
    case = LicenceCase.objects.get(park=demo, status="NOT_NEEDED")
    assert case.diagnosis.rule.code == "PUMP-NOW"
    assert "标准自我声明公开" in case.instead
    needed = LicenceCase.objects.filter(park=demo, diagnosis__isnull=False).exclude(pk=case.pk)
    assert set(needed.values_list("diagnosis__verdict", flat=True)) == {"NEEDED"}


def test_a_licence_is_being_renewed_and_a_refused_one_begun_anew(demo):
    renewal = LicenceCase.objects.get(park=demo, origin="RENEWAL")
    assert (renewal.kind, renewal.renews.kind, renewal.is_open) == ("IPL_RENEW", "IPL", True)
    refused = LicenceCase.objects.get(park=demo, status="REFUSED")
    (again,) = refused.followers.all()
    assert refused.remedy.status == "OPEN"
    assert again.documents.filter(status="RECEIVED").count() == refused.documents.count()
    assert not {renewal.enterprise.name, again.enterprise.name} & set(NAMED)
