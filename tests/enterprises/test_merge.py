"""Two records of one enterprise become one, and two again (FEATURES 1.6)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Invitation
from core import summaries, timeline
from core.acts import act
from core.attachments import attach, attachments_of, check_upload
from core.transitions import NotAllowed, TransitionError
from enterprises import merging
from enterprises.actions import change_enterprise
from enterprises.archive import confirm_section
from enterprises.details import add_contact, record_year
from enterprises.merging import refs
from enterprises.models import Enterprise, Instrument, KeyPerson, Membership, Merge
from enterprises.models.registers import ProductStandard
from enterprises.registers.acts import add_row, change_row, remove_row
from servicedesk.models import ServiceRequest
from tests.factories import make_enterprise
from tests.races import meanwhile
from tests.servicedesk.making import make_request
from visits.models import Visit

CODE = "91360402MA35F0A123"


@pytest.fixture
def double(cast):
    """A second record of the same enterprise, with something of everything."""
    made = make_enterprise(
        cast.park,
        "九江云麓食品公司",
        is_food=True,
        legal_representative="程芳",
        products=["云雾茶饼", "桂花糕"],
        former_names=["庐山云麓食品厂"],
    )
    add_contact(made.pk, cast.chen, role="QUALITY", name="王建", mobile="13800000099")
    add_row("instruments", made.pk, cast.chen, name="压力表", asset_no="Y-01")
    add_row("instruments", made.pk, cast.chen, name="电子秤", asset_no="D-07")
    record_year(made.pk, cast.chen, year=2010, revenue_10k=800, employees=40)
    confirm_section(made.pk, "METROLOGY", cast.chen, on=date(2010, 6, 1))
    Visit.objects.create(
        park=cast.park,
        enterprise=made,
        author=cast.chen,
        visited_on=date(2010, 9, 1),
        next_on=date(2010, 12, 1),
    )
    return made


@pytest.fixture
def kept(cast):
    """The record that stays, with one instrument that stands in both."""
    change_enterprise(cast.yunlu_co.pk, cast.chen, products=["云雾茶饼"])
    add_row("instruments", cast.yunlu_co.pk, cast.chen, name="压力表", asset_no="Y-01")
    cast.yunlu_co.refresh_from_db()
    return cast.yunlu_co


def state_of(*enterprises):
    """Everything that belongs to these enterprises, and they themselves, as plain values."""
    found = {}
    for ref in [*refs.keys_to(Enterprise), *refs.plain_refs(Enterprise)]:
        rows = ref.model._base_manager.filter(ref.at(Enterprise, [each.pk for each in enterprises]))
        hidden = {"updated_at"}
        found[ref.model._meta.label, ref.column] = [
            {name: value for name, value in row.items() if name not in hidden}
            for row in rows.order_by("pk").values()
        ]
    pks = [each.pk for each in enterprises]
    rows = Enterprise.objects.filter(pk__in=pks).order_by("pk").values()
    found["themselves"] = [{k: v for k, v in row.items() if k != "updated_at"} for row in rows]
    return found


def test_what_belongs_to_the_double_belongs_to_the_kept_record_afterwards(cast, kept, double):
    merging.merge(kept.pk, double.pk, cast.chen)

    kept.refresh_from_db()
    double.refresh_from_db()
    assert (double.status, double.merged_into) == ("MERGED", kept)
    assert set(kept.products.values_list("name", flat=True)) == {"云雾茶饼", "桂花糕"}
    assert kept.contacts.get().name == "王建"
    assert kept.years.get().year == 2010
    assert kept.visits.count() == 1
    assert kept.last_visited_on == date(2010, 9, 1)
    assert kept.next_visit_on == date(2010, 12, 1)


def test_what_stands_in_both_is_there_once_and_what_hangs_below_the_other_goes_along(cast, kept, double):
    theirs, mine = double.instruments.get(asset_no="Y-01"), kept.instruments.get(asset_no="Y-01")
    with act():
        attach(theirs, check_upload(SimpleUploadedFile("检定证书.txt", "合格".encode())), cast.chen)
    product = double.products.get(name="云雾茶饼")
    add_row("product-standards", double.pk, cast.chen, product=product, standard_number="GB/T 20977-2007")

    merging.merge(kept.pk, double.pk, cast.chen)

    assert set(kept.instruments.values_list("asset_no", flat=True)) == {"Y-01", "D-07"}
    assert not Instrument.objects.filter(pk=theirs.pk).exists()
    assert attachments_of(mine).get().name == "检定证书.txt"
    standard = ProductStandard.objects.get()
    assert (standard.enterprise_id, standard.product) == (kept.pk, kept.products.get(name="云雾茶饼"))


def test_the_same_standard_of_the_same_product_in_both_is_there_once(cast, kept, double):
    for each in (kept, double):
        product = each.products.get(name="云雾茶饼")
        add_row("product-standards", each.pk, cast.chen, product=product, standard_number="GB/T 20977-2007")
    before = state_of(kept, double)

    merging.merge(kept.pk, double.pk, cast.chen)

    assert ProductStandard.objects.get().enterprise == kept
    merging.undo(Merge.objects.get().pk, cast.chen)
    assert (
        state_of(kept, double)["enterprises.ProductStandard", "enterprise_id"]
        == (before["enterprises.ProductStandard", "enterprise_id"])
    )


def test_undone_everything_is_as_it_was(cast, kept, double):
    person = add_row("people", double.pk, cast.chen, role="QUALITY_HEAD", name="王建")
    add_row("people", kept.pk, cast.chen, role="QUALITY_HEAD", name="王建")
    add_row(
        "trainings", double.pk, cast.chen, person=person, held_on=date(2010, 5, 1), topic="HACCP", hours=8
    )
    kept.refresh_from_db()
    double.refresh_from_db()
    before = state_of(kept, double)

    done = merging.merge(
        kept.pk, double.pk, cast.chen, values={"name": double.name, "legal_representative": "程芳"}
    )
    assert state_of(kept, double) != before
    merging.undo(done.pk, cast.zhou)

    after = state_of(kept, double)
    for part, rows in before.items():
        assert after[part] == rows, part


def test_a_code_that_is_taken_over_goes_back_when_it_is_undone(cast, kept, double):
    change_enterprise(double.pk, cast.chen, uscc=CODE, uscc_missing_reason="")

    done = merging.merge(kept.pk, double.pk, cast.chen, values={"uscc": CODE, "uscc_missing_reason": ""})
    kept.refresh_from_db()
    assert kept.uscc == CODE
    merging.undo(done.pk, cast.chen)

    kept.refresh_from_db()
    double.refresh_from_db()
    assert (kept.uscc, kept.uscc_missing_reason) == (None, "测试数据")
    assert double.uscc == CODE


def test_what_was_added_since_stays_and_what_hangs_below_something_that_goes_back_goes_along(
    cast, kept, double
):
    person = add_row("people", double.pk, cast.chen, role="QUALITY_HEAD", name="王建")
    done = merging.merge(kept.pk, double.pk, cast.chen)
    added = add_contact(kept.pk, cast.chen, role="ENV", name="后来的人")
    training = add_row(
        "trainings", kept.pk, cast.chen, person=KeyPerson.objects.get(pk=person.pk), held_on=date(2010, 5, 1),
        topic="HACCP", hours=8,
    )  # fmt: skip

    merging.undo(done.pk, cast.chen)

    added.refresh_from_db()
    training.refresh_from_db()
    assert added.enterprise_id == kept.pk
    assert training.enterprise_id == double.pk


def test_what_was_removed_since_stays_removed(cast, kept, double):
    moved = double.instruments.get(asset_no="D-07")
    done = merging.merge(kept.pk, double.pk, cast.chen)
    remove_row("instruments", moved.pk, cast.chen, reason="报废")

    merging.undo(done.pk, cast.chen)

    assert list(double.instruments.values_list("asset_no", flat=True)) == ["Y-01"]


def test_a_later_change_of_master_data_stays_when_the_merge_is_undone(cast, kept, double):
    done = merging.merge(kept.pk, double.pk, cast.chen, values={"legal_representative": "程芳"})
    change_enterprise(kept.pk, cast.chen, legal_representative="新任")

    merging.undo(done.pk, cast.chen)

    kept.refresh_from_db()
    assert kept.legal_representative == "新任"


def test_a_merge_is_undone_once_within_thirty_days_and_not_below_a_later_one(cast, kept, double):
    third = make_enterprise(cast.park, "云麓食品九江分厂")
    first = merging.merge(kept.pk, double.pk, cast.chen)
    second = merging.merge(third.pk, kept.pk, cast.chen)
    double.refresh_from_db()
    assert double.merged_into == third  # the address of the first one leads to where everything is

    with pytest.raises(TransitionError, match="云麓"):
        merging.undo(first.pk, cast.chen)
    merging.undo(second.pk, cast.chen)
    with time_machine.travel(timezone.now() + timedelta(days=31)), pytest.raises(TransitionError):
        merging.undo(first.pk, cast.chen)
    merging.undo(first.pk, cast.chen)
    with pytest.raises(TransitionError):
        merging.undo(first.pk, cast.chen)


def test_a_number_that_was_given_again_since_is_a_reason_not_to_undo(cast, kept, double):
    add_row(
        "equipment",
        double.pk,
        cast.chen,
        name="锅炉",
        kind="1000",
        internal_no="G-1",
        equipment_code="11003604002010001",
    )
    mine = add_row("equipment", kept.pk, cast.chen, name="锅炉", kind="1000", internal_no="G-1")
    done = merging.merge(kept.pk, double.pk, cast.chen)
    change_row("equipment", mine.pk, cast.chen, equipment_code="11003604002010001")

    with pytest.raises(TransitionError):
        merging.undo(done.pk, cast.chen)


def test_open_work_files_invitations_lines_and_drafts_follow(cast, kept, double):
    request = make_request(cast, company=cast.dinghe_co)
    ServiceRequest.objects.filter(pk=request.pk).update(enterprise=double)
    invitation = Invitation.objects.create(
        park=cast.park, role="ENTERPRISE", subject_id=double.pk, invited_by=cast.chen,
        expires_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    with act():
        attach(double, check_upload(SimpleUploadedFile("平面图.txt", b"plan")), cast.chen)
    lines = timeline.of_subject(double, internal=True).count()
    there = timeline.of_subject(kept, internal=True).count()

    merging.merge(kept.pk, double.pk, cast.chen)

    request.refresh_from_db()
    invitation.refresh_from_db()
    assert (request.enterprise_id, invitation.subject_id) == (kept.pk, kept.pk)
    assert attachments_of(kept).get().name == "平面图.txt"
    assert timeline.of_subject(kept, internal=True).count() == lines + there + 1


def test_the_kept_numbers_are_those_of_a_recount(cast, kept, double):
    summaries.rebuild()

    done = merging.merge(kept.pk, double.pk, cast.chen)
    assert summaries.differences() == []
    merging.undo(done.pk, cast.chen)

    assert summaries.differences() == []


def test_nobody_sees_or_finds_the_double_and_its_addresses_lead_to_the_kept_record(
    cast, kept, double, sign_in
):
    merging.merge(kept.pk, double.pk, cast.chen)
    chen = sign_in("chen")

    for user in (cast.chen, cast.manager, cast.city, cast.liu):
        assert not Enterprise.objects.visible_to(user).filter(pk=double.pk).exists()
    assert chen.get(f"/enterprises/{double.pk}/archive/?x=1").url == f"/enterprises/{kept.pk}/archive/?x=1"
    assert chen.get(f"/e/{double.short_code}/").url == kept.get_absolute_url()
    assert chen.post(f"/enterprises/{double.pk}/edit/", {"name": "x"}).status_code == 409
    assert double.name not in chen.get("/enterprises/?tab=all").content.decode()
    assert kept.name in chen.get("/enterprises/", {"q": "云麓食品公司"}).content.decode()
    assert sign_in("stranger").get(f"/enterprises/{double.pk}/").status_code == 404


def test_somebody_who_belonged_to_the_double_belongs_to_the_kept_record(cast, kept, double, sign_in):
    Membership.objects.create(enterprise=double, user=cast.dinghe)

    merging.merge(kept.pk, double.pk, cast.chen)

    assert sign_in("dinghe").get(f"/enterprises/{double.pk}/").url == kept.get_absolute_url()
    assert Enterprise.objects.visible_to(cast.dinghe).filter(pk=kept.pk).exists()


def test_a_section_seen_for_the_double_counts_as_seen_until_the_merge_is_undone(cast, kept, double):
    done = merging.merge(kept.pk, double.pk, cast.chen)
    assert kept.sections.get(section="METROLOGY").confirmed_on == date(2010, 6, 1)

    merging.undo(done.pk, cast.chen)

    assert kept.sections.get(section="METROLOGY").confirmed_on is None
    assert double.sections.get(section="METROLOGY").confirmed_on == date(2010, 6, 1)


def test_a_record_is_not_merged_into_itself_nor_with_one_of_another_park_nor_by_somebody_else(
    cast, kept, double
):
    with pytest.raises(TransitionError):
        merging.merge(kept.pk, kept.pk, cast.chen)
    with pytest.raises(ObjectDoesNotExist):
        merging.merge(kept.pk, cast.stranger_co.pk, cast.chen)
    with pytest.raises(NotAllowed):
        merging.merge(kept.pk, double.pk, cast.manager)
    with pytest.raises(ObjectDoesNotExist):
        merging.merge(kept.pk, double.pk, cast.stranger)


def test_values_that_contradict_each_other_are_refused_and_nothing_is_merged(cast, kept, double):
    change_enterprise(kept.pk, cast.chen, production_started_on=date(2009, 1, 1))
    with pytest.raises(TransitionError):
        merging.merge(kept.pk, double.pk, cast.chen, values={"established_on": date(2010, 1, 1)})
    assert not Merge.objects.exists()
    double.refresh_from_db()
    assert double.status == "OPERATING"


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_merge_the_same_two_at_once_the_second_is_told(cast):
    double = make_enterprise(cast.park, "九江云麓食品公司")

    first, second = meanwhile(
        lambda: merging.merge(cast.yunlu_co.pk, double.pk, cast.chen),
        lambda: merging.merge(double.pk, cast.yunlu_co.pk, cast.zhou),
    )

    assert first.loser_id == double.pk
    assert isinstance(second, TransitionError)
    assert Merge.objects.count() == 1


# ---- the page --------------------------------------------------------------------------------------------------------


def test_look_alikes_are_offered_first_and_the_preview_says_what_moves_and_what_is_doubled(
    cast, kept, double, sign_in
):
    page = sign_in("chen").get(f"/enterprises/{kept.pk}/merge/").content.decode()
    assert f"?other={double.pk}" in page

    preview = sign_in("chen").get(f"/enterprises/{kept.pk}/merge/?other={double.pk}").content.decode()
    for words in ("联系人", "走访", "压力表", "云雾茶饼", "程芳"):
        assert words in preview


def test_a_name_typed_without_javascript_leads_to_the_preview(cast, kept, double, sign_in):
    answer = sign_in("chen").get(f"/enterprises/{kept.pk}/merge/", {"other": "", "other_text": double.name})

    assert answer.url.endswith(f"?other={double.pk}")


def test_the_chosen_values_stay(cast, kept, double, sign_in):
    answer = sign_in("chen").post(
        f"/enterprises/{kept.pk}/merge/?other={double.pk}",
        {"name": "kept", "legal_representative": "other", "liaison": "kept"},
    )

    assert answer.url == kept.get_absolute_url()
    kept.refresh_from_db()
    assert (kept.name, kept.legal_representative) == ("九江云麓食品有限公司", "程芳")
    done = Merge.objects.get()
    assert "撤销" in sign_in("chen").get(f"/enterprises/{kept.pk}/data/").content.decode()
    assert sign_in("zhou").post(f"/enterprises/{kept.pk}/merges/{done.pk}/undo/").status_code == 302
    double.refresh_from_db()
    assert double.status == "OPERATING"


def test_a_record_of_another_park_cannot_be_chosen(cast, kept, sign_in):
    address = f"/enterprises/{kept.pk}/merge/?other={cast.stranger_co.pk}"

    assert cast.stranger_co.name not in sign_in("chen").get(address).content.decode()
    assert sign_in("chen").post(address, {"name": "other"}).status_code == 409
    assert not Merge.objects.exists()
