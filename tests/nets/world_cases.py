"""What the nets need of licence assistance: testing bodies, cases in every state, samples."""

from datetime import timedelta

from core.clock import today
from tests.factories import Cast

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def make_bodies(world: Cast):
    """A testing body with an ability in both parks, and one that is not used any more."""
    from enterprises.bodies import acts

    for name, by in (("", world.chen), ("_elsewhere", world.stranger)):
        body = acts.add_body(
            by,
            name="九江市演示食品检验所",
            short_name="演示食检所",
            cma_number="241412050001",
            cma_issued_on=today() - timedelta(days=400),
            contact="高秀兰",
            mobile="13800001234",
        )
        setattr(world, f"body{name}", body)
        ability = acts.add_ability(body.pk, by, subject="糕点", n=7, unit="WD")
        setattr(world, f"ability{name}", ability)
    gone = acts.add_body(world.chen, name="旧检验所", short_name="旧所")
    world.body_gone = acts.use_body(gone.pk, world.chen, in_use=False)


def make_cases(world: Cast):
    """A licence case that has begun, one on hold, one whose licence can be issued, with a document and a promise."""
    from licensing import actions
    from licensing.models import CaseLetter, Paper, Procedure

    declare, food = Procedure.objects.get(code="STANDARD_DECLARATION"), Procedure.objects.get(code="FPL_NEW")

    def opened(procedure, company=world.yunlu_co, by=world.chen):
        return actions.open_case(by, company, procedure=procedure, product="桂花酥饼", origin="VISIT")

    for name, company, by in (
        ("", world.yunlu_co, world.chen),
        ("_elsewhere", world.stranger_co, world.stranger),
    ):
        case = opened(food, company, by)
        setattr(world, f"case{name}", case)
        setattr(world, f"document{name}", case.documents.first())
        promise = actions.record_contact(
            case.pk,
            by,
            party="AUTHORITY",
            way="PHONE",
            text="问受理要几天",
            promise="两天内回话",
            promised_on=today() + timedelta(days=2),
        )
        setattr(world, f"promise{name}", promise)
        gap = actions.open_bottleneck(case.pk, by, kind="QUEUE")
        setattr(world, f"gap{name}", gap)
        letter = actions.make_letter(case.pk, by, CaseLetter.Kind.MISSING, to="某公司", text="还缺下列材料。")
        setattr(world, f"letter{name}", letter)
        ability = getattr(world, f"ability{name}")
        for kind in ("sample", "sample_sent"):
            sample = actions.take_sample(case.pk, by, ability=ability, name="桂花酥饼", quantity="2 千克")
            setattr(world, f"{kind}{name}", sample)
        setattr(world, f"delivery{name}", actions.deliver_samples(by, [sample.pk]))
        sample.refresh_from_db()
    diagnosed = opened(declare)
    world.case_diagnosed = actions.move_case(diagnosed.pk, world.chen, seen="OPENED", to="DIAGNOSED")
    world.case_held = actions.hold_case(opened(food).pk, world.chen, reason="等新设备到货")

    def submitted(company=world.yunlu_co, by=world.chen):
        case = opened(declare, company, by)
        for stage in ("DIAGNOSED", "DOSSIER"):
            case = actions.move_case(case.pk, by, seen=case.stage, to=stage)
        for document in case.documents.all():
            actions.settle_document(document.pk, by, status=Paper.RECEIVED)
        return actions.move_case(case.pk, by, seen="DOSSIER", to="SUBMITTED", number="平台 2026-0031")

    world.case_ready = submitted()
    for name, company, by in (
        ("", world.yunlu_co, world.chen),
        ("_elsewhere", world.stranger_co, world.stranger),
    ):
        refused = actions.refuse_licence(submitted(company, by).pk, by, reason="标准不适用")
        setattr(world, f"remedy{name}", refused.remedy)
        if not name:
            world.case_refused = refused
    disputed = actions.refuse_licence(submitted().pk, world.chen, reason="标准不适用")
    world.case_disputed = actions.ask_remedy(disputed.pk, world.chen, way="RECONSIDER", body="区人民政府")
