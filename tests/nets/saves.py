"""What people save most: the posts whose SQL is counted (YARDSTICKS 5)."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from core.clock import today
from tests.nets.posted import (
    INSTRUMENT,
    asked,
    called,
    cased,
    consulted,
    fixed,
    logged,
    planned,
    registered,
    visit,
)
from tests.nets.who import Row


@dataclass(frozen=True)
class Save:
    """One post that succeeds: what it is called, who posts, where (`of` as in the matrix), and the fields, made of the
    world."""

    what: str
    who: str
    name: str
    data: Callable
    of: str = ""
    query: Callable = lambda world: ""

    @property
    def creates(self):
        """Whether a row of work comes into being; one with several requests is allowed more."""
        return self.name in CREATES and "5 needs" not in self.what

    def __str__(self):
        return f"POST {self.what} @{self.who}"

    def url(self, world):
        """The address."""
        return Row(self.name, self.of).url(world) + self.query(world)

    def fields(self, world):
        """The fields, with a fresh one-time key."""
        return {"one_time_key": str(uuid.uuid4()), **self.data(world)}


CREATES = {
    "visits:new",
    "visits:plan",
    "servicedesk:new_request",
    "servicedesk:quick_log",
    "servicedesk:new_consultation",
    "enterprises:new",
    "enterprises:add_contact",
    "enterprises:add_row",
    "core:preferences",
    "licensing:contact",
    "enterprises:new_body",
    "enterprises:new_ability",
    "licensing:new_letter",
}


SAVES = (
    Save("visit, no needs", "chen", "visits:new", visit),
    Save("visit, 1 need", "chen", "visits:new", lambda world: visit(world, 1)),
    Save("visit, 5 needs", "chen", "visits:new", lambda world: visit(world, 5)),
    Save(
        "visit of a plan, no needs",
        "chen",
        "visits:new",
        lambda world: visit(world, 0, world.dinghe_co),
        query=lambda world: f"?plan={world.plan.pk}",
    ),
    Save(
        "visit of a plan, 5 needs",
        "chen",
        "visits:new",
        lambda world: visit(world, 5, world.dinghe_co),
        query=lambda world: f"?plan={world.plan.pk}",
    ),
    Save(
        "joint visit, no needs",
        "chen",
        "visits:new",
        lambda world: visit(world, purpose="JOINT", companions=[world.liu.pk]),
    ),
    Save("plans, 1 enterprise", "chen", "visits:plan", planned),
    Save("plans, 2 enterprises", "chen", "visits:plan", lambda world: planned(world, 2)),
    Save(
        "plan moved",
        "chen",
        "visits:replan",
        lambda world: {
            "planned_on": f"{today() + timedelta(days=6)}",
            "author": world.zhou.pk,
            "purpose": "ROUTINE",
        },
        of="plan",
    ),
    Save("plan called off", "chen", "visits:cancel", fixed(reason="停产检修"), of="plan"),
    Save("visit corrected", "chen", "visits:amend", lambda world: visit(world, summary="补记"), of="visit"),
    Save("visit void", "chen", "visits:void", fixed(reason="重复登记"), of="visit"),
    Save("request", "yunlu", "servicedesk:new_request", asked),
    Save("request", "chen", "servicedesk:new_request", logged),
    Save(
        "request for somebody",
        "lead",
        "servicedesk:new_request",
        lambda world: logged(world, holder=world.liu.pk),
    ),
    Save("quick log, a request", "chen", "servicedesk:quick_log", called),
    Save("quick log, a consultation", "chen", "servicedesk:quick_log", lambda w: called(w, answered="on")),
    Save("consultation", "chen", "servicedesk:new_consultation", consulted),
    Save(
        "assign",
        "lead",
        "servicedesk:assign",
        lambda world: {"holder": world.zhou.pk},
        of="request_new",
    ),
    Save("take", "chen", "servicedesk:take", fixed(), of="request_new"),
    Save(
        "transfer",
        "lead",
        "servicedesk:transfer",
        lambda world: {"holder": world.liu.pk, "reason": "归市场监管局"},
        of="request",
    ),
    Save("start", "liu", "servicedesk:start", fixed(), of="request_liu"),
    Save("ask back", "chen", "servicedesk:ask_back", fixed(reason="请补充工艺流程图"), of="request"),
    Save("reply", "yunlu", "servicedesk:reply", fixed(text="工艺流程图已补齐。"), of="request_waiting"),
    Save("answer", "chen", "servicedesk:answer", fixed(text="已查到，见附件。"), of="request"),
    Save("note", "chen", "servicedesk:note", fixed(text="已电话联系"), of="request"),
    Save("close", "chen", "servicedesk:close", fixed(), of="request_answered"),
    Save("withdraw", "yunlu", "servicedesk:withdraw", fixed(reason="不再需要"), of="request"),
    Save("rate", "yunlu", "servicedesk:rate", fixed(rating="5"), of="request_answered"),
    Save("reopen", "yunlu", "servicedesk:reopen", fixed(reason="还没有解决"), of="request_answered"),
    Save(
        "amend",
        "chen",
        "servicedesk:amend",
        fixed(title="出口产品标准", category="STANDARD"),
        of="request",
    ),
    Save("enterprise", "chen", "enterprises:new", registered),
    Save(
        "section confirmed",
        "chen",
        "enterprises:confirm_section",
        lambda world: {"how": "paper", "on": f"{today()}"},
        of="yunlu_co/=BASIC",
    ),
    Save(
        "contact",
        "chen",
        "enterprises:add_contact",
        fixed(role="QUALITY", name="王建", mobile="13800000031"),
        of="yunlu_co",
    ),
    Save("preferences", "chen", "core:preferences", fixed(size="large")),
    Save(
        "instrument",
        "chen",
        "enterprises:add_row",
        fixed(**INSTRUMENT),
        of="yunlu_co/=instruments",
    ),
    Save(
        "instrument changed",
        "chen",
        "enterprises:edit_row",
        fixed(**INSTRUMENT),
        of="=instruments/instrument",
    ),
    Save("instrument still true", "zhou", "enterprises:confirm_row", fixed(), of="=instruments/instrument"),
    Save(
        "instrument proposed",
        "yunlu",
        "enterprises:add_row",
        fixed(**INSTRUMENT),
        of="yunlu_co/=instruments",
    ),
    Save(
        "answer to what is asked",
        "yunlu",
        "enterprises:asked",
        fixed(
            **{
                "quality-records-new-YEAR-year": "2025",
                "quality-records-new-YEAR-pass_rate": "98.5",
                "quality-records-new-YEAR-complaints": "0",
            }
        ),
        of="asked",
    ),
    Save("change accepted", "chen", "enterprises:accept_change", fixed(), of="change"),
    Save("section still true", "yunlu", "enterprises:still_true", fixed(), of="yunlu_co/=METROLOGY"),
    Save(
        "licence",
        "chen",
        "enterprises:add_row",
        fixed(kind="BIZ", number="91360402DEM0000735", status="VALID", long_term="on"),
        of="yunlu_co/=licences",
    ),
    Save(
        "testing body",
        "chen",
        "enterprises:new_body",
        fixed(
            name="江西演示质检中心",
            short_name="质检中心",
            cma_number="241412050002",
            cma_issued_on="2024-01-10",
        ),
    ),
    Save(
        "ability of a body",
        "chen",
        "enterprises:new_ability",
        fixed(subject="纸箱", n="5", unit="WD"),
        of="body",
    ),
    Save("licence case", "chen", "licensing:new", cased),
    Save(
        "baton passed on",
        "chen",
        "licensing:move",
        lambda world: {"seen": "OPENED", "to": "DIAGNOSED", "on": f"{today()}"},
        of="case",
    ),
    Save("diagnosis kept", "chen", "licensing:diagnose", fixed(product="桂花酥饼"), of="case"),
    Save(
        "no licence needed",
        "chen",
        "licensing:not_needed",
        fixed(reason="不在目录内", instead="强制性产品认证"),
        of="case_diagnosed",
    ),
    Save("case on hold", "chen", "licensing:hold", fixed(reason="等新设备到货"), of="case"),
    Save("case taken up again", "chen", "licensing:resume", fixed(), of="case_held"),
    Save("case terminated", "chen", "licensing:terminate", fixed(reason="不需要许可"), of="case"),
    Save(
        "case contact",
        "chen",
        "licensing:contact",
        lambda world: {
            "party": "AUTHORITY",
            "way": "PHONE",
            "text": "催受理",
            "happened_at": f"{today() - timedelta(days=1)}T10:00",
        },
        of="case",
    ),
    Save("document there", "chen", "licensing:document", fixed(what="RECEIVED"), of="document"),
    Save(
        "bottleneck noted",
        "chen",
        "licensing:bottleneck",
        lambda world: {"kind": "SITE_LAYOUT", "opened_on": f"{today()}"},
        of="case",
    ),
    Save(
        "bottleneck out of the way",
        "chen",
        "licensing:close_bottleneck",
        lambda world: {"closed_on": f"{today()}"},
        of="gap",
    ),
    Save(
        "document taken",
        "chen",
        "licensing:reuse",
        lambda world: {"what": f"licence-{world.licence.pk}"},
        of="document",
    ),
    Save("renewal opened", "chen", "licensing:renew", fixed(), of="=licences/licence"),
    Save("begun anew", "chen", "licensing:again", fixed(), of="case_refused"),
    Save("refusal let be", "chen", "licensing:let_be", fixed(reason="重新办"), of="case_refused"),
    Save(
        "refused",
        "chen",
        "licensing:refuse",
        lambda world: {"reason": "标准不适用", "decided_on": f"{today()}"},
        of="case_ready",
    ),
    Save(
        "sample",
        "chen",
        "licensing:sample",
        lambda world: {
            "ability": world.ability.pk,
            "name": "桂花酥饼",
            "quantity": "2 kg",
            "taken_on": f"{today()}",
        },
        of="case",
    ),
    Save(
        "delivery of a sample",
        "chen",
        "licensing:deliver",
        lambda world: {"pk": world.sample.pk, "confirm": "1", "delivered_on": f"{today()}"},
    ),
    Save(
        "failed report",
        "chen",
        "licensing:report",
        lambda world: {"verdict": "FAILED", "number": "SJ-1", "on": f"{today()}", "note": "菌落总数超标"},
        of="sample_sent",
    ),
    Save("sample cancelled", "chen", "licensing:cancel_sample", fixed(reason="不送了"), of="sample"),
    Save("promise kept", "chen", "licensing:promise", fixed(kept="yes"), of="promise"),
    Save(
        "letter made",
        "chen",
        "licensing:new_letter",
        fixed(to="九江云麓食品有限公司", text="还缺下列材料。"),
        of="case/=MISSING",
    ),
    Save(
        "licence issued",
        "chen",
        "licensing:issue",
        lambda world: {"number": "Q/JYSP 0001S-2026", "issued_on": f"{today()}"},
        of="case_ready",
    ),
)
