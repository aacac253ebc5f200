"""What is posted in the saves that are counted: fields as the browser sends them, made of the world."""

from datetime import timedelta

from core.clock import today


def visit(world, lines=0, company=None, **more):
    """A record as the browser posts it: findings, a summary, and as many lines under 诉求."""
    company = company or world.yunlu_co
    fields = {
        "enterprise": company.pk,
        "enterprise_text": company.name,
        "enterprise_was": company.name,
        "visited_on": f"{today()}",
        "visited_at": "10:30",
        "purpose": "ROUTINE",
        "met": "程芳 质量主管、王建 厂长",
        "finding_STANDARD": "NORMAL",
        "finding_FOOD": "IMPROVE",
        "finding_FOOD_text": "留样不足",
        "summary": "现场整洁，留样记录需要补齐。",
        "risk": "LOW",
        "next_on": f"{today() + timedelta(days=90)}",
        "need-TOTAL_FORMS": lines,
        "need-INITIAL_FORMS": 0,
    }
    for number in range(lines):
        holder = (world.chen, world.liu, world.zhou)[number % 3]
        fields[f"need-{number}-text"] = f"第 {number + 1} 件：想请计量所上门检定压力表"
        fields[f"need-{number}-owner"] = holder.pk
        fields[f"need-{number}-promised_on"] = f"{today() + timedelta(days=7)}"
    return fields | more


def asked(world, **more):
    """A request as an enterprise or the station posts it."""
    return {
        "enterprise": world.yunlu_co.pk,
        "title": "新包装标签请审一遍",
        "category": "STANDARD",
        "detail": "下周一要印，想先请站里看一遍。",
        "contact_name": "程芳",
        "contact_mobile": "13800000011",
        **more,
    }


def logged(world, **more):
    """A request noted by the station: the enterprise is picked, not typed."""
    name = world.yunlu_co.name
    picked = {"enterprise_text": name, "enterprise_was": name, "channel": "PHONE", "urgency": "NORMAL"}
    return asked(world, **picked, **more)


def called(world, **more):
    """The 30-second log."""
    name = world.yunlu_co.name
    return {
        "enterprise": world.yunlu_co.pk,
        "enterprise_text": name,
        "enterprise_was": name,
        "sentence": "问食品标签新规，什么时候开始执行",
        "channel": "PHONE",
        "category": "STANDARD",
        **more,
    }


def consulted(world):
    """Something answered on the spot."""
    moment = f"{today() - timedelta(days=1)}T10:00"
    return called(world, persons=2, happened_at=moment, person="程芳")


def planned(world, lines=1):
    """Plans for as many enterprises."""
    fields = {"author": world.zhou.pk, "purpose": "ROUTINE", "note": "看留样柜"}
    fields |= {"stop-TOTAL_FORMS": lines, "stop-INITIAL_FORMS": 0}
    for number, company in enumerate((world.yunlu_co, world.dinghe_co)[:lines]):
        fields |= {
            f"stop-{number}-enterprise": company.pk,
            f"stop-{number}-enterprise_text": company.name,
            f"stop-{number}-enterprise_was": company.name,
            f"stop-{number}-planned_on": f"{today() + timedelta(days=5)}",
        }
    return fields


def registered(world):
    """An enterprise with what is known at the first visit."""
    return {
        "name": "九江浔阳精铸有限公司",
        "uscc_missing_reason": "正在办理",
        "status": "OPERATING",
        "admitted_on": "2020-05-01",
        "region_code": "360402",
        "industry": "C3391",
        "industry_text": "C3391 黑色金属铸造",
        "industry_was": "C3391 黑色金属铸造",
        "products": "铸件\n法兰",
        "liaison": world.chen.pk,
    }


def cased(world):
    """A licence case as the station opens it."""
    from licensing.models import Procedure

    name = world.yunlu_co.name
    return {
        "enterprise": world.yunlu_co.pk,
        "enterprise_text": name,
        "enterprise_was": name,
        "procedure": Procedure.objects.get(code="IPL_NEW").pk,
        "product": "食品用塑料包装",
        "origin": "VISIT",
        "owner": world.chen.pk,
    }


def fixed(**fields):
    """Fields that need nothing of the world."""
    return lambda world: dict(fields)


INSTRUMENT = {
    "asset_no": "YLB-009",
    "name": "弹簧管式一般压力表",
    "use_purpose": "SAFETY",
    "control": "MANDATORY_PERIODIC",
    "last_done_on": "2026-01-10",
    "status": "IN_USE",
    "fitness": "FIT",
}
