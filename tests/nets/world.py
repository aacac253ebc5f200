"""A small station with one of everything, for the nets that open every page."""

from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core import attachments
from core.clock import now, today
from tests.factories import Cast, make_cast, make_enterprise, make_park
from tests.nets.world_cases import PDF, make_bodies, make_cases


def make_world():
    """The cast with requests in every state, visits, consultations, files, links and a statement."""
    park = make_park()
    world = make_cast(park, make_park(name="九江市湖滨科创园", short_name="湖滨园"))
    make_details(world)
    make_registers(world)
    make_merges(world)
    make_requests(world)
    make_visits(world)
    make_bodies(world)
    make_cases(world)
    make_files(world)
    make_others(world)
    make_exchanges(world)
    connection.check_constraints()  # foreign keys are only looked at on commit, and nothing here commits
    return world


def make_details(world: Cast):
    """Contacts, years, links of enterprises of both parks."""
    from enterprises import details, members
    from enterprises.models import Membership

    for name, company, by in (
        ("", world.yunlu_co, world.chen),
        ("_elsewhere", world.stranger_co, world.stranger),
    ):
        contact = details.add_contact(
            company.pk, by, role="LIAISON", name="程芳", mobile="13800000011", post="质量主管"
        )
        setattr(world, f"contact{name}", contact)
        year = details.record_year(company.pk, by, year=2025, employees=86, revenue_10k=4200)
        setattr(world, f"year{name}", year)
        invitation = members.invite_member(company.pk, by, name="何静", mobile="13800000021")
        setattr(world, f"invitation{name}", invitation)
    world.membership = Membership.objects.get(user=world.yunlu)
    world.membership_elsewhere = Membership.objects.create(enterprise=world.stranger_co, user=world.investor)
    Membership.objects.filter(pk=world.membership_elsewhere.pk).update(is_active=False)


def make_registers(world: Cast):
    """An instrument that is overdue and a licence that expires soon, in both parks; rows of other registers in one."""
    from enterprises.archive import asking
    from enterprises.registers import acts

    for name, company, by in (
        ("", world.yunlu_co, world.chen),
        ("_elsewhere", world.stranger_co, world.stranger),
    ):
        instrument = acts.add_row(
            "instruments",
            company.pk,
            by,
            asset_no="YLB-001",
            name="弹簧管式一般压力表",
            control="MANDATORY_PERIODIC",
            last_done_on=today() - timedelta(days=200),
        )
        licence = acts.add_row(
            "licences",
            company.pk,
            by,
            kind="FPL",
            number="SC12436040200016",
            product_scope="2401 热加工糕点：烘烤类糕点",
            valid_to=today() + timedelta(days=60),
        )
        product = acts.add_row("products", company.pk, by, name="桂花酥饼")
        use = acts.add_row(
            "product-standards", company.pk, by, product=product, standard_number="GB 7099-2015"
        )
        setattr(world, f"standard{name}", use.standard)
        setattr(world, f"instrument{name}", instrument)
        setattr(world, f"licence{name}", licence)
        change = propose_change(world, instrument, company)
        setattr(world, f"change{name}", change)
        setattr(world, f"asked{name}", asking.ask(company.pk, ["QUALITY"], by)[0])
    world.change_back = send_one_back(world)
    world.regime = acts.add_row("duty-regimes", world.yunlu_co.pk, world.chen, kind="FOOD", officer="梅素珍")
    world.duty = acts.add_row(
        "duty-records",
        world.yunlu_co.pk,
        world.chen,
        regime=world.regime,
        tier="DAILY",
        happened_on=today(),
    )


def make_merges(world: Cast):
    """A second record of an enterprise of both parks, merged into the first."""
    from enterprises.merging import merge

    for name, company, by in (
        ("", world.yunlu_co, world.chen),
        ("_elsewhere", world.stranger_co, world.stranger),
    ):
        double = make_enterprise(company.park, f"{company.name}（重复）")
        setattr(world, f"merge{name}", merge(company.pk, double.pk, by))


def propose_change(world, instrument, company):
    """A change of an instrument, as its enterprise proposes it."""
    from enterprises.models import RegisterChange

    return RegisterChange.objects.create(
        park_id=company.park_id,
        enterprise=company,
        register="instruments",
        kind="CHANGE",
        row_id=instrument.pk,
        row_seen=instrument.updated_at,
        name=str(instrument),
        values={
            "asset_no": "YLB-001",
            "name": "弹簧管式一般压力表",
            "use_purpose": "SAFETY",
            "control": "MANDATORY_PERIODIC",
            "status": "IN_USE",
            "fitness": "FIT",
            "last_done_on": f"{today()}",
        },
        changed=["last_done_on"],
        proposed_by=world.yunlu,
        proposed_at=now(),
    )


def send_one_back(world):
    """A new row that the station has sent back."""
    from enterprises.models import RegisterChange
    from enterprises.registers import proposals

    change = RegisterChange.objects.create(
        park=world.park,
        enterprise=world.yunlu_co,
        register="licences",
        kind="ADD",
        name="营业执照",
        values={"kind": "BIZ", "number": "91360402DEM0000735", "status": "VALID", "long_term": "on"},
        changed=["kind", "number", "long_term"],
        proposed_by=world.yunlu,
        proposed_at=now(),
    )
    return proposals.send_back(change.pk, world.chen, reason="号码和执照不一致")


def make_requests(world: Cast):
    """A request in each state that an act starts from."""
    from servicedesk import actions
    from servicedesk.models import Channel

    def asked(title, by=world.chen, company=world.yunlu_co, holder=None):
        return actions.log_request(
            by,
            company,
            title=title,
            channel=Channel.PHONE,
            category="STANDARD",
            holder=holder,
            contact_name="程芳",
            contact_mobile="13800000011",
        )

    chen, lead = world.chen, world.lead
    world.request_new = actions.submit_request(
        world.yunlu, world.yunlu_co, title="想做包装标识合规性检查", category="TESTING"
    )
    world.request = asked("出口产品标准的英文文本", holder=chen)
    world.request_liu = actions.assign_request(asked("营业执照变更经营范围").pk, lead, world.liu)
    world.request_waiting = asked("食品生产许可证延续", holder=chen)
    actions.ask_back(world.request_waiting.pk, chen, reason="请补充工艺流程图")
    world.request_answered = asked("计量器具检定预约", holder=chen)
    actions.answer_request(world.request_answered.pk, chen, text="已约好周三上午检定。")
    world.request_closed = asked("条码续展", holder=chen)
    actions.answer_request(world.request_closed.pk, chen, text="已代办续展。")
    actions.close_request(world.request_closed.pk, chen)
    world.request_dinghe = asked("新国标解读", world.zhou, world.dinghe_co, world.zhou)
    world.request_elsewhere = asked("外园的事项", world.stranger, world.stranger_co, world.stranger)
    world.consultation = actions.log_consultation(
        chen, sentence="问食品标签新规，已说明", channel=Channel.PHONE, enterprise=world.yunlu_co, persons=2
    )
    world.consultation_elsewhere = actions.log_consultation(
        world.stranger, sentence="外园咨询", channel=Channel.PHONE, enterprise=world.stranger_co
    )


def make_visits(world: Cast):
    """A joint visit with findings and a request, one to come, and both of the other park."""
    from servicedesk.actions import Need
    from visits import actions

    world.visit = actions.log_visit(
        world.chen,
        world.yunlu_co.pk,
        visited_on=today(),
        purpose="JOINT",
        companions=[world.liu],
        met="程芳 质量主管",
        findings={"STANDARD": ("NORMAL", "标准有效"), "FOOD": ("IMPROVE", "留样不足")},
        summary="现场整洁，留样记录需要补齐。",
        risk="LOW",
        needs=[Need("留样柜采购咨询", "TESTING", holder=world.chen)],
    )
    world.plan = actions.plan_visit(world.chen, world.dinghe_co, planned_on=today() + timedelta(days=3))
    world.visit_elsewhere = actions.log_visit(
        world.stranger, world.stranger_co.pk, visited_on=today(), summary="外园走访"
    )
    world.plan_elsewhere = actions.plan_visit(
        world.stranger, world.stranger_co, planned_on=today() + timedelta(days=3)
    )


def make_files(world: Cast):
    """A file with a request, a visit and an enterprise."""

    def file(obj, by):
        checked = attachments.check_upload(SimpleUploadedFile("工艺流程图.pdf", PDF))
        return attachments.attach(obj, checked, by, park_id=obj.park_id)

    world.file_of_request = file(world.request, world.yunlu)
    world.file_of_visit = file(world.visit, world.chen)
    world.file_of_enterprise = file(world.yunlu_co, world.chen)
    world.file_of_document = file(world.document, world.yunlu)
    world.file_of_sample = file(world.sample_sent, world.chen)
    world.file_elsewhere = file(world.request_elsewhere, world.stranger)


def make_others(world: Cast):
    """A published statement, an unread message, somebody who has left."""
    from accounts.roles import Role
    from dashboards.models import Indicator, Statement
    from reminders.models import Message
    from tests.factories import make_user

    def stated(park):
        statement = Statement.objects.create(
            park=park, year=2010, source="《庐山区质量兴园工作站一年》", published_on=date(2011, 4, 1)
        )
        for indicator in Indicator.objects.all():
            statement.values.create(indicator=indicator, value=100)
        return statement

    world.statement = stated(world.park)
    world.statement_elsewhere = stated(world.other_park)
    world.message = Message.objects.create(
        recipient=world.chen, park=world.park, kind="test", title="一条没有链接的消息", created_at=now()
    )
    world.gone = make_user("gone", "离任者", Role.STAFF, world.park, is_active=False)


def make_exchanges(world: Cast):
    """A filter that is shared and a file that was exported, in both parks."""
    from core.models import SavedFilter, Transfer

    for name, person in (("", world.chen), ("_elsewhere", world.stranger)):
        saved_filter = SavedFilter.objects.create(
            park=person.park,
            user_id=person.pk,
            path="/enterprises/",
            list_title="企业档案",
            name="未建档",
            query="built=no",
            shared=True,
        )
        setattr(world, f"saved_filter{name}", saved_filter)
        transfer = Transfer(
            park=person.park, user_id=person.pk, kind="EXPORT", step="EXPORT", state="DONE", code="/enterprises/",
            title="企业档案", result={"rows": 2}, answer_name="企业档案.xlsx", created_at=now(),
        )  # fmt: skip
        transfer.answer.save("file", ContentFile(b"PK"), save=False)
        transfer.save()
        setattr(world, f"transfer{name}", transfer)
    make_preview(world)


def make_preview(world: Cast):
    """An import that waits for a decision, with a row of each kind."""
    from core.models import Transfer, TransferRow

    transfer = Transfer.objects.create(
        park=world.park, user_id=world.chen.pk, kind="IMPORT", step="CHECK", code="enterprises", title="导入企业",
        source_name="企业台账.xlsx", created_at=now(),
        result={"counts": {"NEW": 1, "CHANGED": 1, "SAME": 1, "WRONG": 1}, "hints": ["「备注」这一列不导入。"],
                "sheet": "企业", "header_row": 1},
    )  # fmt: skip
    for state in ("RUNNING", "PREVIEW"):
        Transfer.objects.filter(pk=transfer.pk).update(state=state)
    said = {
        "NEW": {"changes": [["企业名称", "", "九江新来食品有限公司"]]},
        "CHANGED": {"changes": [["食品生产", "否", "是"]], "object_id": world.yunlu_co.pk},
        "SAME": {"object_id": world.dinghe_co.pk},
        "WRONG": {"errors": [["uscc", "统一社会信用代码应为 18 位，现在是 3 位，请核对。"]]},
    }
    TransferRow.objects.bulk_create(
        TransferRow(transfer=transfer, row=row, state=state, label=f"第 {row} 家有限公司", **more)
        for row, (state, more) in enumerate(said.items(), start=2)
    )
    world.transfer_import = transfer
