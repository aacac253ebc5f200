"""Contacts, yearly figures with the size that follows, files and accounts of an enterprise."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actions import accept
from accounts.models import Invitation
from core.drafts import new_key
from core.models import Attachment
from core.transitions import TransitionError
from enterprises.actions import change_enterprise
from enterprises.details import add_contact, record_year
from enterprises.members import invite_member, stop_member
from enterprises.models import Contact, Enterprise, YearlyFigures


def url(enterprise, rest):
    """An address below an enterprise."""
    return f"/enterprises/{enterprise.pk}/{rest}"


# ---- contacts --------------------------------------------------------------------------------------------------------


def test_a_contact_is_added_changed_and_removed(cast, sign_in):
    client = sign_in("chen")
    client.post(
        url(cast.yunlu_co, "contacts/new/"),
        {"role": "QUALITY", "name": "余女士", "mobile": "+86 138 1234 5678", "one_time_key": new_key()},
    )
    contact = Contact.objects.get()
    assert contact.mobile == "13812345678"

    client.post(
        url(cast.yunlu_co, f"contacts/{contact.pk}/edit/"),
        {"role": "QUALITY", "name": "余敏", "mobile": "13812345678"},
    )
    contact.refresh_from_db()
    assert contact.name == "余敏"

    assert client.get(url(cast.yunlu_co, f"contacts/{contact.pk}/remove/")).status_code == 200
    assert Contact.objects.count() == 1
    client.post(url(cast.yunlu_co, f"contacts/{contact.pk}/remove/"))
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "typed"),
    [("mobile", "12812345678"), ("mobile", "1381234567"), ("mobile", "手机"), ("name", ""), ("name", "余" * 41),
     ("role", "BOSS"), ("email", "not-an-address"), ("name", "余\x00")],
)  # fmt: skip
def test_a_contact_that_cannot_be_right_is_refused(cast, sign_in, field, typed):
    posted = {
        "role": "QUALITY",
        "name": "余女士",
        "mobile": "13812345678",
        "one_time_key": new_key(),
        field: typed,
    }
    answer = sign_in("chen").post(url(cast.yunlu_co, "contacts/new/"), posted)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Contact.objects.exists()


def test_a_contact_cannot_be_changed_through_another_enterprise(cast, sign_in):
    contact = add_contact(cast.yunlu_co.pk, cast.chen, role="QUALITY", name="余女士")
    for act in ("edit", "remove"):
        answer = sign_in("chen").post(url(cast.dinghe_co, f"contacts/{contact.pk}/{act}/"), {})
        assert answer.status_code == 404
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("who", ["manager", "city", "liu", "yunlu"])
@pytest.mark.parametrize(
    "rest", ["contacts/new/", "years/new/", "files/add/", "invite/", "status/", "liaison/", "plate/"]
)
def test_only_the_station_keeps_them(cast, sign_in, who, rest):
    assert sign_in(who).get(url(cast.yunlu_co, rest)).status_code == 403
    assert sign_in("stranger").get(url(cast.yunlu_co, rest)).status_code == 404


# ---- yearly figures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("employees", "revenue", "size"),
    [
        (1200, 3000, "M"),
        (1200, 1500, "S"),
        (15, 9000, "XS"),
        (1000, 40000, "L"),
        (299, 40000, "S"),
        (None, 500, ""),
    ],
)
def test_the_size_follows_from_the_latest_year(cast, employees, revenue, size):
    change_enterprise(cast.dinghe_co.pk, cast.chen, industry_id="C3351")
    record_year(cast.dinghe_co.pk, cast.chen, year=2009, employees=None, revenue_10k=None, tax_10k=1)

    record_year(cast.dinghe_co.pk, cast.chen, year=2010, employees=employees, revenue_10k=revenue)

    assert Enterprise.objects.get(pk=cast.dinghe_co.pk).size_class == size


def test_without_an_industry_there_is_no_size_and_with_one_it_follows(cast):
    record_year(cast.dinghe_co.pk, cast.chen, year=2011, employees=1200, revenue_10k=3000)
    assert Enterprise.objects.get(pk=cast.dinghe_co.pk).size_class == ""

    changed = change_enterprise(cast.dinghe_co.pk, cast.chen, industry_id="C3351")

    assert changed.size_class == "M"
    assert changed.years.get().above_scale


@pytest.mark.parametrize(
    ("year", "revenue", "above"),
    [(2010, 500, True), (2010, 499, False), (2011, 1999, False), (2011, 2000, True)],
)
def test_above_designated_size_is_500_until_2010_and_2000_from_2011(cast, year, revenue, above):
    change_enterprise(cast.dinghe_co.pk, cast.chen, industry_id="C3351")
    row = record_year(cast.dinghe_co.pk, cast.chen, year=year, employees=100, revenue_10k=revenue)
    assert row.above_scale is above


def test_the_cake_shop_is_not_above_designated_size(cast):
    change_enterprise(cast.dinghe_co.pk, cast.chen, industry_id="C1411")
    assert not record_year(cast.dinghe_co.pk, cast.chen, year=2010, revenue_10k=120).above_scale


@time_machine.travel("2026-11-23 10:00+08:00")
def test_a_year_is_recorded_once_and_corrected(cast, sign_in):
    client = sign_in("chen")
    posted = {"year": "2025", "employees": "50", "revenue_10k": "600.50"}
    client.post(url(cast.dinghe_co, "years/new/"), {**posted, "one_time_key": new_key()})
    row = YearlyFigures.objects.get()

    again = client.post(url(cast.dinghe_co, "years/new/"), {**posted, "one_time_key": new_key()})
    assert "year" in again.context["form"].errors
    with pytest.raises(TransitionError):
        record_year(cast.dinghe_co.pk, cast.chen, year=2025)

    client.post(url(cast.dinghe_co, f"years/{row.pk}/edit/"), {"employees": "55", "revenue_10k": "600.50"})
    row.refresh_from_db()
    assert row.employees == 55

    client.post(url(cast.dinghe_co, f"years/{row.pk}/remove/"), {"reason": "填错企业"})
    assert not YearlyFigures.objects.exists()


@time_machine.travel("2026-11-23 10:00+08:00")
@pytest.mark.parametrize(
    "posted",
    [{"year": "2027"}, {"year": "1989"}, {"year": "去年"}, {"employees": "-1"}, {"revenue_10k": "1e99"},
     {"employees": "", "revenue_10k": ""}, {"revenue_10k": "99999999999999"}, {"employees": "99999999999"}],
)  # fmt: skip
def test_figures_that_cannot_be_right_are_refused(cast, sign_in, posted):
    answer = sign_in("chen").post(
        url(cast.dinghe_co, "years/new/"),
        {"year": "2025", "employees": "50", "revenue_10k": "600", "one_time_key": new_key(), **posted},
    )
    assert answer.status_code == 422
    assert not YearlyFigures.objects.exists()


def test_the_size_is_shown_while_typing(cast, sign_in):
    change_enterprise(cast.dinghe_co.pk, cast.chen, industry_id="C3351")
    client, address = sign_in("chen"), url(cast.dinghe_co, "years/size/")

    shown = client.get(
        address, {"year": "2011", "employees": "1200", "revenue_10k": "3,000"}
    ).content.decode()

    assert "medium" in shown or "中型" in shown
    for typed in ("", "x", "1e5", "-3", "\x00", "９"):
        assert (
            client.get(address, {"year": typed, "employees": typed, "revenue_10k": typed}).status_code == 200
        )


# ---- files -----------------------------------------------------------------------------------------------------------


def test_files_are_attached_all_or_none(cast, sign_in):
    client, address = sign_in("chen"), url(cast.yunlu_co, "files/add/")
    good = SimpleUploadedFile("执照.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF")
    bad = SimpleUploadedFile("照片.jpg", b"MZ\x90\x00 this is a program")

    answer = client.post(address, {"files": [good, bad], "one_time_key": new_key()})
    assert answer.status_code == 422
    assert not Attachment.objects.exists()

    good.seek(0)
    client.post(address, {"files": [good], "files_caption": ["营业\0执照"], "one_time_key": new_key()})
    assert Attachment.objects.get().caption == "营业执照"
    assert "执照.pdf" in sign_in("yunlu").get(url(cast.yunlu_co, "files/")).content.decode()


def test_without_a_file_nothing_is_saved(cast, sign_in):
    answer = sign_in("chen").post(url(cast.yunlu_co, "files/add/"), {"one_time_key": new_key()})
    assert answer.status_code == 422


# ---- accounts of the enterprise --------------------------------------------------------------------------------------


def test_an_invited_person_belongs_to_the_enterprise_after_accepting(cast, sign_in):
    answer = sign_in("chen").post(
        url(cast.dinghe_co, "invite/"), {"name": "邓丽", "mobile": "13700000000", "one_time_key": new_key()}
    )
    invitation = Invitation.objects.get(subject_id=cast.dinghe_co.pk)
    assert answer.url == invitation.get_absolute_url()

    person = accept(
        invitation.token, name="邓丽", mobile="13700000000", username="dengli", password="Zhiliang-2026"
    )

    assert list(Enterprise.objects.visible_to(person)) == [cast.dinghe_co]


def test_a_member_is_stopped_and_let_in_again(cast, sign_in):
    client, member = sign_in("lead"), cast.dinghe_co.memberships.get()

    client.post(url(cast.dinghe_co, f"members/{member.pk}/stop/"))
    assert not Enterprise.objects.visible_to(cast.dinghe).exists()
    assert client.post(url(cast.dinghe_co, f"members/{member.pk}/stop/")).status_code == 409

    client.post(url(cast.dinghe_co, f"members/{member.pk}/resume/"))
    assert Enterprise.objects.visible_to(cast.dinghe).exists()


def test_a_closed_account_belongs_to_no_enterprise(cast):
    from accounts.actions import deactivate

    deactivate(cast.dinghe.pk, cast.lead)

    assert not cast.dinghe_co.memberships.get().is_active


def test_an_invitation_to_another_park_cannot_be_made(cast):
    with pytest.raises(Enterprise.DoesNotExist):
        invite_member(cast.yunlu_co.pk, cast.stranger, name="某人")


def test_a_membership_of_another_enterprise_cannot_be_ended_here(cast, sign_in):
    member = cast.dinghe_co.memberships.get()
    assert sign_in("chen").post(url(cast.yunlu_co, f"members/{member.pk}/stop/")).status_code == 404
    stop_member(cast.dinghe_co.pk, member.pk, cast.chen)
