"""An empty station: the first page makes the park, its departments, the lead and the system administrator."""

import pytest
from django.test import Client

from accounts import founding
from accounts.models import Department, User
from core.codes import validate_region
from core.models import Park, Region
from core.transitions import TransitionError
from tests.accounts.conftest import user_of
from tests.accounts.test_leaving import together
from tests.factories import make_park

GOOD = {
    "name": "庐山区生态工业园",
    "short_name": "生态园",
    "region_code": "360402",
    "phone": "0792-8220000",
    "hours": "工作日 8:30–17:30",
    "departments": ["PARK", "MARKET"],
    "lead_name": "李建国",
    "lead_username": "lijianguo",
    "lead_mobile": "13800000003",
    "lead_password": "Lushan-Station-7",
    "admin_name": "系统管理员",
    "admin_username": "sysadmin",
    "admin_password": "Admin-Station-9",
}


def test_every_way_into_an_empty_station_leads_to_its_set_up(db):
    client = Client()
    for address in ("/", "/me/", "/people/"):
        assert client.get(address, follow=True).redirect_chain[-1][0] == "/setup/"
    assert client.get("/setup/").status_code == 200


def test_one_page_makes_the_park_its_departments_the_lead_and_the_administrator(db, enter):
    client = Client()
    assert client.post("/setup/", GOOD)["Location"] == "/"
    park = Park.objects.get()
    assert (park.name, park.region_code, park.phone) == ("庐山区生态工业园", "360402", "0792-8220000")
    assert set(Department.objects.values_list("code", "name")) == {
        ("PARK", "园区管理委员会"),
        ("MARKET", "区市场监督管理局"),
    }
    lead = User.objects.get(role="LEAD")
    assert user_of(client) == lead.pk
    assert (lead.park, lead.mobile, lead.must_change_password) == (park, "13800000003", False)
    assert client.get("/people/").status_code == 200
    admin, response = enter("sysadmin", "Admin-Station-9")
    assert admin.get(response["Location"])["Location"] == "/me/password/"


def test_a_park_may_lie_in_any_region_of_the_country(db):
    posted = GOOD | {"region_code": "OTHER", "other_code": "３３０１０９", "other_name": "萧山区"}
    assert Client().post("/setup/", posted).status_code == 302
    assert Park.objects.get().region_code == "330109"
    assert str(Region.objects.get(code="330109")) == "330109 萧山区"
    validate_region("330109")  # and its enterprises with it


def test_afterwards_the_page_is_gone(db):
    make_park()
    assert Client().get("/setup/").status_code == 404
    assert Client().post("/setup/", GOOD).status_code == 404
    assert not User.objects.exists()
    with pytest.raises(TransitionError):
        founding.set_up_station(park={"name": "x"}, department_codes=[], lead={}, sysadmin={})


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"region_code": "999999"}, "region_code"),
        ({"region_code": "OTHER"}, "other_code"),
        ({"region_code": "OTHER", "other_code": "330000", "other_name": "浙江省"}, "other_code"),
        ({"region_code": "OTHER", "other_code": "990102", "other_name": "某区"}, "other_code"),
        ({"region_code": "OTHER", "other_code": "330109", "other_name": "Xiaoshan"}, "other_name"),
        ({"departments": ["NONE"]}, "departments"),
        ({"lead_username": "1"}, "lead_username"),
        ({"lead_mobile": "123"}, "lead_mobile"),
        ({"lead_password": "short"}, "lead_password"),
        ({"admin_password": "allsmallletters"}, "admin_password"),
        ({"admin_username": "lijianguo"}, "admin_username"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_made(db, changed, field):
    client = Client()
    response = client.post("/setup/", GOOD | changed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Park.objects.exists()
    assert client.post("/setup/", GOOD).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_set_up_at_once_one_gets_through():
    def set_up(number):
        return founding.set_up_station(
            park={"name": f"园区{number}", "short_name": "园"},
            department_codes=["PARK"],
            lead={"username": f"lead{number}", "name": "站长", "password": "x"},
            sysadmin={"username": f"admin{number}", "name": "管理员", "password": "x"},
        )

    results = together(lambda: set_up(1), lambda: set_up(2))
    assert sum(isinstance(result, TransitionError) for result in results) == 1
    assert Park.objects.count() == 1
    assert User.objects.count() == 2
