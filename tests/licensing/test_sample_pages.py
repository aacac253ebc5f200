"""Pages of samples: the form that suggests a body, deliveries by ticks, reports, what the enterprise reads."""

import io

import pytest
from docx import Document

from licensing import actions
from licensing.actions.testing import UNUSABLE
from licensing.models import CaseDocument, Delivery, Sample
from tests.enterprises.bodies.making import make_ability, make_body
from tests.licensing.making import TODAY, make_at, make_case
from tests.licensing.test_samples import delivered, report, sample_of, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def ability(cast):
    """Pastry at an accredited body, within seven working days."""
    return make_ability(make_body(cast.chen), cast.chen)


def test_the_form_names_who_would_report_first_and_takes_the_sample(sign_in, cast, ability):
    case = make_at(cast, "COACHING", product="云麓糕点")
    client = sign_in("chen")
    url = f"/licensing/{case.pk}/sample/"
    answer = client.get(url)
    assert answer.context["suggestion"].best.ability == ability
    assert answer.context["form"].fields["ability"].initial == ability.pk
    fields = {"ability": ability.pk, "name": "糕点", "taken_on": f"{TODAY}"}
    assert client.post(url, {**fields, "name": "长" * 101}).status_code == 422
    assert client.post(url, {**fields, "quantity": "长" * 10_000}).status_code == 422
    assert client.post(url, {**fields, "taken_on": "2099-01-01"}).status_code == 422
    assert client.post(url, {**fields, "ability": 10**12}).status_code == 422
    assert client.post(url, fields).status_code == 302
    assert Sample.objects.get().name == "糕点"


def test_ticked_samples_are_handed_over_once_and_the_slip_prints(sign_in, cast, ability):
    first = sample_of(cast, make_at(cast, "COACHING"), ability)
    other = make_case(cast, by="zhou", company=cast.dinghe_co, code="IPL_NEW", product="糕点模具")
    second = sample_of(cast, other, ability, by="zhou")
    client = sign_in("chen")
    page = client.get(f"/licensing/samples/?ability={ability.pk}").content.decode()
    assert f'value="{first.pk}"' in page and 'formaction="/licensing/deliveries/new/"' in page
    url = "/licensing/deliveries/new/"
    ticks = {"pk": [first.pk, second.pk]}
    preview = client.post(url, ticks)
    assert preview.status_code == 200 and not Delivery.objects.exists()
    key = preview.context["one_time_key"]
    posted = {
        **ticks,
        "confirm": "1",
        "delivered_on": f"{TODAY}",
        "handed_to": "收样窗口",
        "one_time_key": key,
    }
    assert client.post(url, {**posted, "delivered_on": "2099-01-01"}).status_code == 422
    assert client.post(url, {**posted, "note": "长" * 5000}).status_code == 422
    answer, again = client.post(url, posted), client.post(url, posted)
    delivery = Delivery.objects.get()
    assert answer.url == again.url == delivery.get_absolute_url()
    assert client.post(url, {**posted, "one_time_key": "x"}).status_code == 409
    assert client.post(url, {"pk": ["x", "-1"]}).status_code == 302
    slip = client.get(delivery.get_absolute_url()).content.decode()
    for word in ("九江云麓食品有限公司", "九江鼎禾五金有限公司", "收样窗口", delivery.number, "2026-12-02"):
        assert word in slip
    assert b"<svg" in client.get(f"{delivery.get_absolute_url()}qr.svg").content
    file = Document(io.BytesIO(client.get(f"{delivery.get_absolute_url()}slip.docx").content))
    cells = [[cell.text for cell in row.cells] for row in file.tables[1].rows]
    assert [row[1] for row in cells] == ["企业", "九江云麓食品有限公司", "九江鼎禾五金有限公司"]
    assert sign_in("stranger").get(f"{delivery.get_absolute_url()}slip.docx").status_code == 404
    assert sign_in("stranger").get(delivery.get_absolute_url()).status_code == 404
    assert client.get("/search/", {"q": "sj 2026 1"}).url == delivery.get_absolute_url()


def test_the_report_form_asks_what_each_verdict_needs(sign_in, cast, ability):
    case = make_at(cast, "TESTING")
    sample = delivered(cast, case, ability)
    client = sign_in("chen")
    url = f"/licensing/samples/{sample.pk}/report/"
    document = CaseDocument.objects.get(case=case, owed_by="BODY")
    fields = {"verdict": "PASSED", "number": "SJ-26-0815", "on": f"{TODAY}", "document": document.pk}
    assert client.get(url).status_code == 200
    for wrong, field in (
        ({}, "files"),
        ({"verdict": "UNUSABLE"}, "note"),
        ({"verdict": "UNUSABLE", "note": "无章"}, "ability"),
        ({"on": "2026-11-01", "files": upload()}, "on"),
        ({"verdict": "X"}, "verdict"),
        ({"number": "长" * 61, "files": upload()}, "number"),
    ):
        answer = client.post(url, {**fields, **wrong})
        assert (answer.status_code, field in answer.context["form"].errors) == (422, True), field
    assert client.post(url, {**fields, "files": upload()}).status_code == 302
    assert Sample.objects.get().verdict == "PASSED"
    page = client.get(case.get_absolute_url()).content.decode()
    assert "SJ-26-0815" in page
    assert client.post(url, {**fields, "files": upload()}).status_code == 409


def test_the_enterprise_reads_where_its_sample_is_and_nothing_internal(sign_in, cast, ability):
    case = make_at(cast, "TESTING")
    sample = delivered(cast, case, ability)
    report(cast, sample, UNUSABLE, note="内部说明", ability=ability)
    actions.deliver_samples(cast.chen, [sample.pk])
    page = sign_in("yunlu").get(case.get_absolute_url()).content.decode()
    assert sample.number in page and "演示食检所" in page
    assert "内部说明" not in page and "/licensing/deliveries/" not in page and "/report/" not in page
