"""A licence that runs out is renewed by one case, which takes along what is there and brings the archive up to date."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from core.attachments import attach, attachments_of, check_upload
from core.contributions import offers_for
from core.transitions import NotAllowed, TransitionError
from enterprises.models import Certificate, Enterprise, Licence
from enterprises.registers import acts as registers
from licensing import actions
from licensing.models import CaseDocument, LicenceCase
from reminders.sources import sources
from tests.licensing.making import SC, TODAY, finish, fresh, go
from tests.nets.world import PDF
from tests.races import meanwhile

pytestmark = pytest.mark.django_db
OTHER_SC = "SC10536040200011"
UNTIL = date(2031, 11, 22)


def make_licence(cast, *, days=60, kind="FPL", number=SC, company=None, by="chen", **more):
    """A licence that runs out in so many days."""
    company = company or cast.yunlu_co
    valid_to = TODAY + timedelta(days=days) if days is not None else None
    return registers.add_row(
        "licences", company.pk, cast[by], kind=kind, number=number, valid_to=valid_to, **more
    )


def brought(case, cast, **said):
    """The renewal goes its way to the new licence."""
    stages = [stage for stage in case.route[1:] if stage not in case.optional]
    case = go(cast, case, *stages)
    said = {"number": SC, "issued_on": TODAY, "valid_to": UNTIL, **said}
    return actions.issue_licence(case.pk, cast.chen, **said)


def test_a_renewal_is_opened_with_product_procedure_and_the_old_licence(cast):
    licence = make_licence(cast, product_scope="2401 热加工糕点：烘烤类糕点\n2402 冷加工糕点")
    case = actions.renew(cast.chen, "licences", licence.pk)
    assert (case.procedure.code, case.origin, case.renews) == ("FPL_RENEW", "RENEWAL", licence)
    assert case.product == "热加工糕点：烘烤类糕点"
    assert (case.origin_object, case.was_there) == (licence, False)
    document = CaseDocument.objects.get(case=case, label="食品生产许可证")
    assert (document.status, document.taken_from) == ("RECEIVED", licence)


def test_two_clicks_give_one_case_and_the_second_is_led_to_it(cast, sign_in):
    licence = make_licence(cast)
    url = f"/licensing/renew/licences/{licence.pk}/"
    first = sign_in("chen").post(url)
    second = sign_in("zhou").post(url)
    case = LicenceCase.objects.get()
    assert first["Location"] == second["Location"] == case.get_absolute_url()
    assert sign_in("zhou").get(url)["Location"] == case.get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_opens_the_renewal_and_the_other_finds_it(cast):
    licence = make_licence(cast)
    first, second = meanwhile(
        lambda: actions.renew(cast.chen, "licences", licence.pk),
        lambda: actions.renew(cast.zhou, "licences", licence.pk),
    )
    assert LicenceCase.objects.count() == 1
    assert (first.pk, first.was_there, second.was_there) == (second.pk, False, True)


def test_the_database_knows_one_open_renewal_and_a_closed_one_frees_it(cast):
    licence = make_licence(cast)
    case = actions.renew(cast.chen, "licences", licence.pk)
    again = fresh(case)
    again.pk, again.number = None, "BB-2026-0099"
    with pytest.raises(IntegrityError, match="case_one_open_renews"), transaction.atomic():
        again.save(force_insert=True)
    actions.withdraw_case(case.pk, cast.chen, reason="企业暂时不办")
    assert actions.renew(cast.chen, "licences", licence.pk).pk != case.pk


def test_the_same_number_brings_the_old_licence_up_to_date(cast):
    licence = make_licence(cast)
    case = brought(actions.renew(cast.chen, "licences", licence.pk), cast)
    licence.refresh_from_db()
    assert (case.licence, licence.valid_to, licence.status) == (licence, UNTIL, "VALID")
    assert Licence.objects.filter(enterprise=cast.yunlu_co).count() == 1


def test_another_number_supersedes_the_old_licence(cast):
    licence = make_licence(cast, product_scope="2401 热加工糕点")
    case = brought(actions.renew(cast.chen, "licences", licence.pk), cast, number=OTHER_SC)
    licence.refresh_from_db()
    assert (licence.status, licence.status_on) == ("CANCELLED", TODAY)
    assert OTHER_SC in licence.status_reason
    assert (case.licence.number, case.licence.product_scope) == (OTHER_SC, "2401 热加工糕点")
    assert list(Licence.objects.filter(enterprise=cast.yunlu_co).live()) == [case.licence]


def test_a_kind_without_a_procedure_of_its_own_keeps_its_kind(cast):
    licence = make_licence(cast, kind="SEF", number="TS4236001-2027")
    case = actions.renew(cast.chen, "licences", licence.pk)
    assert case.procedure.code == "OTHER"
    case = brought(case, cast, number="TS4236001-2031")
    assert case.licence.kind == "SEF"
    licence.refresh_from_db()
    assert licence.status == "CANCELLED"


def test_a_certificate_is_renewed_too(cast):
    old = registers.add_row(
        "certificates",
        cast.yunlu_co.pk,
        cast.chen,
        kind="EMS",
        cert_no="E-1",
        standard="GB/T 24001-2016",
        valid_to=TODAY + timedelta(days=30),
    )
    case = actions.renew(cast.chen, "certificates", old.pk)
    assert (case.procedure.code, case.renews_certificate) == ("SYSTEM_CERT", old)
    brought(case, cast, number="E-2")
    old.refresh_from_db()
    new = Certificate.objects.get(cert_no="E-2")
    assert (old.status, new.kind, new.standard) == ("CANCELLED", "EMS", "GB/T 24001-2016")


def test_documents_of_the_case_that_brought_it_come_along_to_be_looked_at(cast):
    before = finish(cast, [0] * 10, number="(赣)XK03-002-00119", code="IPL_NEW", product="胶合板")
    paper = before.documents.get(label="生产设备、检验设备清单")
    attach(paper, check_upload(SimpleUploadedFile("制度.pdf", PDF)), cast.chen)
    Licence.objects.filter(pk=before.licence_id).update(due_on=TODAY + timedelta(days=60))
    again = actions.renew(cast.chen, "licences", before.licence_id)
    document = CaseDocument.objects.get(case=again, label="生产设备、检验设备清单")
    (shared,), (stored,) = attachments_of(document), attachments_of(paper)
    assert (document.status, shared.file.name) == ("PROVIDED", stored.file.name)
    assert before.number in document.source
    assert again.product == "胶合板"


@pytest.mark.parametrize("days", [400, None])
def test_what_is_not_due_is_not_renewed_yet(cast, sign_in, days):
    licence = make_licence(cast, days=days, long_term=days is None)
    with pytest.raises(TransitionError):
        actions.renew(cast.chen, "licences", licence.pk)
    assert sign_in("chen").get(f"/licensing/renew/licences/{licence.pk}/").status_code == 409
    assert not LicenceCase.objects.exists()


def test_one_that_was_revoked_or_belongs_to_who_has_left_is_not_renewed(cast):
    licence = make_licence(cast, status="REVOKED", status_reason="吊销")
    with pytest.raises(TransitionError):
        actions.renew(cast.chen, "licences", licence.pk)
    standing = make_licence(cast, number=OTHER_SC)
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(status="RELOCATED", left_on=TODAY)
    with pytest.raises(TransitionError, match="九江云麓食品有限公司"):
        actions.renew(cast.chen, "licences", standing.pk)
    assert not LicenceCase.objects.exists()


def test_only_the_station_of_the_park_renews(cast, sign_in):
    licence = make_licence(cast)
    url = f"/licensing/renew/licences/{licence.pk}/"
    assert sign_in("stranger").post(url).status_code == 404
    assert sign_in("yunlu").post(url).status_code == 403
    assert sign_in("chen").post(f"/licensing/renew/nonsense/{licence.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.renew(cast.yunlu, "licences", licence.pk)
    with pytest.raises(Licence.DoesNotExist):
        actions.renew(cast.stranger, "licences", licence.pk)
    assert not LicenceCase.objects.exists()


def test_it_is_begun_from_the_row_its_deadline_and_the_page_of_the_enterprise(cast, sign_in):
    licence = make_licence(cast)
    url = f"/licensing/renew/licences/{licence.pk}/"
    (offer,) = [each for each in offers_for(cast.chen, licence) if each["code"] == "renewal-of-licence"]
    assert (offer["url"], offer["post"]) == (url, True)
    assert url in sign_in("chen").get(licence.get_absolute_url()).content.decode()
    assert url in sign_in("chen").get(cast.yunlu_co.get_absolute_url()).content.decode()
    assert sources["licence-apply"].act_address.format(licence.pk) == url
    assert "FPL_RENEW" not in sign_in("chen").get(url).content.decode()
    assert [each["code"] for each in offers_for(cast.yunlu, licence)] == []


def test_a_licence_taken_out_of_the_register_leaves_its_renewal_standing(cast):
    licence = make_licence(cast)
    case = actions.renew(cast.chen, "licences", licence.pk)
    registers.remove_row("licences", licence.pk, cast.chen, reason="录错了")
    assert fresh(case).renews is None
