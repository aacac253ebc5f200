"""Nothing is left with a merged record, whoever writes in the very moment of the merge."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection

from core.attachments import attachments_of, check_upload
from core.clock import today
from core.transitions import TransitionError
from enterprises import details, merging
from enterprises.merging import guard, refs
from enterprises.models import Contact, Enterprise
from servicedesk.actions import log_consultation, log_request
from servicedesk.models import Channel
from tests.factories import make_enterprise
from tests.races import meanwhile
from visits.actions import plan_visit
from visits.models import Visit

WRITERS = {
    "a planned visit": lambda cast, double: plan_visit(
        cast.chen, double, planned_on=today() + timedelta(days=3)
    ),
    "a request": lambda cast, double: log_request(
        cast.chen, double, title="出口产品标准", channel=Channel.PHONE, category="STANDARD"
    ),
    "a consultation": lambda cast, double: log_consultation(
        cast.chen, sentence="问食品标签新规", channel=Channel.PHONE, enterprise=double
    ),
    "a row by nobody's act": lambda cast, double: Contact.objects.create(
        enterprise=double, role="ENV", name="后来的人"
    ),
}


@pytest.fixture
def double(cast):
    """A second record of the same enterprise."""
    return make_enterprise(cast.park, "九江云麓食品公司")


def left_with(enterprise):
    """Rows that still name a record."""
    return [
        row
        for ref in guard.guarded()
        for row in ref.model._base_manager.filter(ref.at(Enterprise, [enterprise.pk]))
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", WRITERS)
def test_what_is_being_written_when_a_merge_begins_moves_with_it(what, cast, double):
    made, done = meanwhile(
        lambda: WRITERS[what](cast, double),
        lambda: merging.merge(cast.yunlu_co.pk, double.pk, cast.zhou),
    )

    assert done.loser_id == double.pk
    assert left_with(double) == []
    made.refresh_from_db()
    assert made.enterprise_id == cast.yunlu_co.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", WRITERS)
def test_what_comes_while_a_merge_is_under_way_is_refused_in_a_sentence(what, cast, double):
    done, refused = meanwhile(
        lambda: merging.merge(cast.yunlu_co.pk, double.pk, cast.zhou),
        lambda: WRITERS[what](cast, double),
    )

    assert done.loser_id == double.pk
    assert left_with(double) == []
    if what == "a row by nobody's act":
        assert isinstance(refused, IntegrityError)
    else:
        assert isinstance(refused, TransitionError), refused
        assert "已合并" in str(refused)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_comes_during_a_merge_is_not_lost_with_the_merged_record(cast, double):
    files = [check_upload(SimpleUploadedFile("平面图.txt", b"plan"))]

    _done, refused = meanwhile(
        lambda: merging.merge(cast.yunlu_co.pk, double.pk, cast.zhou),
        lambda: details.add_files(double.pk, cast.chen, files),
    )

    assert isinstance(refused, ObjectDoesNotExist)
    assert not attachments_of(double).exists()


@pytest.mark.django_db(transaction=True)
def test_a_row_is_not_moved_to_a_merged_record_by_plain_sql_either(cast, double):
    elsewhere = plan_visit(cast.chen, cast.dinghe_co, planned_on=today() + timedelta(days=3))
    merging.merge(cast.yunlu_co.pk, double.pk, cast.chen)

    with pytest.raises(IntegrityError, match="merged"):
        Visit.objects.filter(pk=elsewhere.pk).update(enterprise=double)


def test_every_key_to_an_enterprise_is_guarded(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger%%not_merged%%'"
        )
        tables = {name.strip('"') for (name,) in cursor.fetchall()}
    wanted = {ref.model._meta.db_table for ref in refs.keys_to(Enterprise)}
    besides = {
        Enterprise._meta.db_table,
        *(apps.get_model(label)._meta.db_table for label in refs.WORKED_OUT),
    }
    assert wanted - besides - tables == set()
    assert {"visits_visit", "servicedesk_servicerequest", "enterprises_instrument"} <= tables
