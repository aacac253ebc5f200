"""A licence, in a browser: the station opens the case and carries the baton, the enterprise sees where it is and brings its
papers, and the licence stands in its archive."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core.clock import today
from enterprises.models import Licence
from licensing.models import CaseDocument, LicenceCase
from tests.nets.world import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SC = "SC12436040200016"
PHONE = {"width": 390, "height": 844}
INTERNAL = "王科说材料要是齐就先排我们"
ROUTE = ("DIAGNOSED", "COACHING", "TESTING", "DOSSIER", "SUBMITTED", "ACCEPTED", "ONSITE", "DECIDED")


def done(page, case):
    """The one filled button, and back on the page of the case."""
    page.locator("main form [data-main], main form .savebar .btn-primary").first.click()
    page.wait_for_url(re.compile(rf"/licensing/{case.pk}/$"))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_need_to_the_licence_in_the_archive(scripts, cast, browse, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    staff = browse("chen", java_script_enabled=scripts)
    enterprise = browse("yunlu", viewport=PHONE, java_script_enabled=scripts)

    # the station opens it
    staff.goto(f"{live_server.url}{reverse('licensing:new')}?enterprise={cast.yunlu_co.pk}")
    staff.select_option("select[name=procedure]", label="食品生产许可证（新办）")
    staff.fill("input[name=product]", "桂花酥饼")
    staff.locator("main form .savebar .btn-primary").click()
    staff.wait_for_url(re.compile(r"/licensing/\d+/$"))
    case = LicenceCase.objects.get()
    address = live_server.url + case.get_absolute_url()

    # it notes a call that the enterprise never sees, and says what is owed until when
    staff.goto(f"{live_server.url}{reverse('licensing:contact', args=[case.pk])}")
    staff.check("input[name=party][value=AUTHORITY]", force=True)
    staff.fill("textarea[name=text]", INTERNAL)
    done(staff, case)
    assert INTERNAL in staff.inner_text("main")
    owed = CaseDocument.objects.filter(case=case, owed_by="ENTERPRISE", status="MISSING").first()
    staff.goto(f"{live_server.url}{reverse('licensing:document', args=[owed.pk])}")
    staff.check("input[name=what][value=MISSING]", force=True)
    staff.fill("[name=note]", "请盖公章")
    staff.fill("[name=due_on]", f"{today() + timedelta(days=5)}")
    done(staff, case)

    # the enterprise finds it from its home page, on a phone, and brings the paper
    enterprise.goto(f"{live_server.url}/licensing/")
    enterprise.get_by_role("link", name=re.compile("桂花酥饼")).first.click()
    enterprise.wait_for_url(re.compile(rf"{re.escape(case.get_absolute_url())}(\?.*)?$"))
    words = enterprise.inner_text("main")
    assert "请盖公章" in words
    assert "需求登记" in words
    assert INTERNAL not in words
    enterprise.locator(f"#d{owed.pk} a[href$=upload\\/]").click()
    enterprise.set_input_files(
        "input[type=file]", {"name": "制度.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    done(enterprise, case)
    assert "制度.pdf" in enterprise.inner_text(f"#d{owed.pk}")

    # the station looks at what came, has the rest, and carries the baton to the decision
    for document in CaseDocument.objects.filter(case=case, status__in=("MISSING", "PROVIDED")):
        staff.goto(f"{live_server.url}{reverse('licensing:document', args=[document.pk])}")
        done(staff, case)
    for stage in ROUTE:
        staff.goto(f"{live_server.url}{reverse('licensing:move', args=[case.pk])}")
        staff.check(f"input[name=to][value={stage}]", force=True)
        if staff.locator("[name=number]").count():
            staff.fill("[name=number]", "赣食许 2026-0031")
        done(staff, case)

    # the licence: first with a digit that is wrong, which loses nothing
    staff.goto(f"{live_server.url}{reverse('licensing:issue', args=[case.pk])}")
    staff.fill("[name=number]", SC[:-1] + "7")
    staff.fill("[name=valid_to]", f"{today() + timedelta(days=5 * 365)}")
    staff.fill("[name=issuer]", "濂溪区市场监督管理局")
    staff.locator("main form [data-main]").click()
    staff.wait_for_load_state()
    assert staff.input_value("[name=issuer]") == "濂溪区市场监督管理局"
    staff.fill("[name=number]", SC)
    done(staff, case)

    licence = Licence.objects.get(number=SC)
    assert licence.enterprise == cast.yunlu_co
    enterprise.goto(address)
    assert SC in enterprise.inner_text("main")
    enterprise.goto(f"{live_server.url}/reminders/inbox/")
    assert "桂花酥饼" in enterprise.inner_text("main")
