"""A document of the checklist takes what is there already: rows of the archive, documents of earlier cases."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.attachments import attach, attachments_of, check_upload
from core.transitions import NotAllowed, TransitionError
from enterprises.registers import acts as registers
from licensing import actions
from licensing.models import CaseDocument
from reminders.models import Message
from tests.licensing.making import SC, TODAY, make_case
from tests.nets.world import PDF

pytestmark = pytest.mark.django_db
RULES = "食品安全管理制度"


def paper(case, label=RULES):
    """A document of a case."""
    return CaseDocument.objects.get(case=case, label=label)


@pytest.fixture
def earlier(cast):
    """An earlier case with a document that is there, with its file."""
    case = make_case(cast, on=TODAY - timedelta(days=30))
    actions.settle_document(paper(case).pk, cast.chen, status="RECEIVED")
    attach(paper(case), check_upload(SimpleUploadedFile("制度.pdf", PDF)), cast.chen)
    return case


def offered(sign_in, document, who="chen"):
    """What the page offers for a document: [key]."""
    form = sign_in(who).get(f"/licensing/documents/{document.pk}/reuse/").context["form"]
    return [key for key, _label in form.fields["what"].choices]


def test_one_click_takes_a_document_of_an_earlier_case_with_its_files(cast, sign_in, earlier):
    document = paper(make_case(cast, product="月饼"))
    key = f"document-{paper(earlier).pk}"
    page = sign_in("chen").get(document.case.get_absolute_url()).content.decode()
    assert f'value="{key}"' in page
    sign_in("chen").post(f"/licensing/documents/{document.pk}/reuse/", {"what": key})
    document.refresh_from_db()
    (shared,), (stored,) = attachments_of(document), attachments_of(paper(earlier))
    assert (document.status, document.taken_from) == ("RECEIVED", paper(earlier))
    assert (shared.file.name, shared.pk != stored.pk) == (stored.file.name, True)
    assert earlier.number in document.source
    assert shared.file.open().read() == PDF


def test_sent_back_the_shared_files_go_and_those_of_the_earlier_case_stay(cast, earlier):
    document = paper(make_case(cast, product="月饼"))
    actions.take_document(document.pk, cast.chen, f"document-{paper(earlier).pk}")
    attach(document, check_upload(SimpleUploadedFile("自己的.pdf", PDF)), cast.chen)
    actions.return_document(document.pk, cast.chen, note="已过时")
    document.refresh_from_db()
    assert (document.status, document.source, document.taken_id) == ("MISSING", "", None)
    assert [row.name for row in attachments_of(document)] == ["自己的.pdf"]
    assert attachments_of(paper(earlier)).count() == 1


def test_the_archive_serves_while_it_is_valid(cast, sign_in):
    case = make_case(cast)
    document = paper(case, "营业执照")
    licence = registers.add_row(
        "licences", cast.yunlu_co.pk, cast.chen, kind="BIZ", number="91360402DEM0000735", long_term=True
    )
    expired = registers.add_row(
        "licences", cast.yunlu_co.pk, cast.chen, kind="FPL", number=SC, valid_to=TODAY - timedelta(days=1)
    )
    assert offered(sign_in, document)[0] == f"licence-{licence.pk}"
    assert f"licence-{expired.pk}" not in offered(sign_in, document)
    attach(licence, check_upload(SimpleUploadedFile("执照.pdf", PDF)), cast.chen)
    actions.take_document(document.pk, cast.chen, f"licence-{licence.pk}")
    document.refresh_from_db()
    assert (document.taken_from, attachments_of(document).count()) == (licence, 1)
    assert "91360402DEM0000735" in document.source


def test_what_the_enterprise_takes_waits_for_the_station(cast, earlier):
    document = paper(make_case(cast, product="月饼"))
    actions.take_document(document.pk, cast.yunlu, f"document-{paper(earlier).pk}")
    document.refresh_from_db()
    assert (document.status, document.settled_on) == ("PROVIDED", None)
    assert Message.objects.filter(recipient=cast.chen, kind="case:provided").count() == 1


@pytest.mark.parametrize(
    "key", ["", "licence-", "licence-0", "document-²", "nonsense-1", "licence-1 OR 1=1", "-"]
)
def test_forged_keys_take_nothing(cast, sign_in, key):
    document = paper(make_case(cast))
    with pytest.raises(TransitionError):
        actions.take_document(document.pk, cast.chen, key)
    answer = sign_in("chen").post(f"/licensing/documents/{document.pk}/reuse/", {"what": key})
    assert answer.status_code == 422


def test_nothing_of_another_enterprise_is_taken(cast, sign_in):
    theirs = make_case(cast, company=cast.dinghe_co, by="zhou")
    actions.settle_document(paper(theirs).pk, cast.zhou, status="RECEIVED")
    licence = registers.add_row(
        "licences", cast.dinghe_co.pk, cast.chen, kind="BIZ", number="91360402DEM0000444", long_term=True
    )
    document = paper(make_case(cast))
    for key in (f"document-{paper(theirs).pk}", f"licence-{licence.pk}"):
        with pytest.raises(TransitionError):
            actions.take_document(document.pk, cast.chen, key)
    assert offered(sign_in, document) == []
    with pytest.raises(CaseDocument.DoesNotExist):
        actions.take_document(document.pk, cast.dinghe, f"document-{paper(theirs).pk}")


def test_what_is_there_is_not_taken_twice_nor_of_a_closed_case(cast, earlier):
    case = make_case(cast, product="月饼")
    key = f"document-{paper(earlier).pk}"
    actions.take_document(paper(case).pk, cast.chen, key)
    with pytest.raises(TransitionError):
        actions.take_document(paper(case).pk, cast.zhou, key)
    other = make_case(cast, product="粽子")
    actions.withdraw_case(other.pk, cast.chen, reason="不办了")
    with pytest.raises(TransitionError):
        actions.take_document(paper(other).pk, cast.chen, key)


def test_the_manager_takes_nothing(cast, sign_in, earlier):
    document = paper(make_case(cast, product="月饼"))
    assert sign_in("manager").get(f"/licensing/documents/{document.pk}/reuse/").status_code == 403
    with pytest.raises(NotAllowed):
        actions.take_document(document.pk, cast.manager, f"document-{paper(earlier).pk}")
