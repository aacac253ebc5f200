"""Realistic rows for tests."""

from datetime import date, datetime, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from accounts.models import Department, User
from accounts.roles import Role
from core.models import Park

PASSWORD = "Zhiliang-2026"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(day, hour=10, minute=0):
    """An aware moment in Shanghai."""
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


def make_park(name="庐山区生态工业园", short_name="生态园", **fields):
    """A park that has been live since 2010."""
    defaults = {
        "live_from": date(2010, 3, 1),
        "region_code": "360402",
        "phone": "0792-0000000",
        "default_from": date(2010, 3, 1),
        "default_to": date(2011, 2, 28),
        "default_label": "建站首年",
    }
    return Park.objects.create(name=name, short_name=short_name, **defaults | fields)


def make_user(username, name, role, park=None, **fields):
    """An account that needs no change of password."""
    return User.objects.create_user(
        username, PASSWORD, name=name, role=role, park=park, must_change_password=False, **fields
    )


def make_enterprise(park, name="九江云麓食品有限公司", **fields):
    """An enterprise in production; its derived columns are made by the act that the pages use."""
    from enterprises.actions import register_enterprise

    actor = fields.pop("by", None)
    defaults = {"admitted_on": date(2009, 5, 1), "uscc": None, "uscc_missing_reason": "测试数据"}
    return register_enterprise(park, actor, name=name, **defaults | fields)


def make_people(park, other_park):
    """Everybody of DESIGN §1, by user name."""
    market = Department.objects.create(
        park=park, code="MARKET", name="区市场监督管理局", short_name="市场监管局"
    )
    ecology = Department.objects.create(park=park, code="ECOLOGY", name="生态环境局", short_name="生态环境局")
    return {
        "chen": make_user("chen", "陈晓", Role.STAFF, park, mobile="13800000001"),
        "zhou": make_user("zhou", "周敏", Role.STAFF, park, mobile="13800000002"),
        "lead": make_user("lead", "李建国", Role.LEAD, park, mobile="13800000003"),
        "liu": make_user("liu", "刘洋", Role.DEPARTMENT, park, department=market),
        "wu": make_user("wu", "吴凯", Role.DEPARTMENT, park, department=ecology),
        "manager": make_user("manager", "黄志远", Role.MANAGER, park),
        "city": make_user("city", "徐静", Role.CITY, None, sees_all_parks=True),
        "yunlu": make_user("yunlu", "程芳", Role.ENTERPRISE, park, mobile="13800000011"),
        "dinghe": make_user("dinghe", "邓强", Role.ENTERPRISE, park, mobile="13800000012"),
        "investor": make_user("investor", "何投", Role.APPLICANT, park),
        "stranger": make_user("stranger", "孙陌", Role.STAFF, other_park),
        "sysadmin": make_user("sysadmin", "系统管理员", Role.SYSADMIN),
        "secadmin": make_user("secadmin", "安全管理员", Role.SECADMIN),
        "auditor": make_user("auditor", "审计管理员", Role.AUDITOR),
    }


def make_cast(park, other_park):
    """Everybody of DESIGN §1, by user name; `yunlu` and `dinghe` belong to `cast.yunlu_co` and `cast.dinghe_co`."""
    from enterprises.models import Membership

    people = make_people(park, other_park)
    cast = Cast(people)
    cast.park, cast.other_park = park, other_park
    cast.yunlu_co = make_enterprise(park, "九江云麓食品有限公司", is_food=True, liaison=people["chen"])
    cast.dinghe_co = make_enterprise(park, "九江鼎禾五金有限公司", liaison=people["zhou"])
    cast.stranger_co = make_enterprise(other_park, "九江湖滨精密仪器有限公司")
    Membership.objects.create(enterprise=cast.yunlu_co, user=people["yunlu"])
    Membership.objects.create(enterprise=cast.dinghe_co, user=people["dinghe"])
    return cast


class Cast(SimpleNamespace):
    """People by user name, as attribute or item."""

    def __init__(self, people):
        super().__init__(**people)
        self.people = people

    def __getitem__(self, username):
        return self.people[username]


def make_enterprises(park, count, **fields):
    """`count` enterprises in one statement, found and sorted like any other."""
    from enterprises.models import Enterprise
    from enterprises.search import search_text

    last = Enterprise.objects.count()
    defaults = {"admitted_on": date(2009, 5, 1), "uscc_missing_reason": "测试数据"}
    return Enterprise.objects.bulk_create(
        Enterprise(
            park=park,
            name=(name := f"九江测试{number:06d}号机械有限公司"),
            name_indexed=name,
            sort_key=f"jiujiangceshi{number:06d}",
            search_text=search_text([name], []),
            short_code=f"T{number:06d}",
            **defaults | fields,
        )
        for number in range(last, last + count)
    )
