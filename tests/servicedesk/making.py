"""Requests and consultations for tests, made by the acts the pages use."""

from datetime import date

from servicedesk import actions
from servicedesk.models import Channel

TODAY = date(2026, 11, 23)  # a Monday
NOW = "2026-11-23 10:30:00+08:00"


def make_request(cast, *, company=None, holder="chen", title="出口订单需要产品标准英文文本", **fields):
    """A request noted on the phone by the lead, in somebody's hands (not started) unless `holder` is None."""
    fields = {
        "channel": Channel.PHONE,
        "category": "STANDARD",
        "contact_name": "程芳",
        "contact_mobile": "13800005678",
        **fields,
    }
    person = cast[holder] if holder else None
    return actions.log_request(cast.lead, company or cast.yunlu_co, title=title, holder=person, **fields)


def make_in(cast, status, **fields):
    """A request that the acts have brought into `status`, in the hands of chen (REGISTERED: of nobody)."""
    if status == "REGISTERED":
        return make_request(cast, holder=None, **fields)
    request = make_request(cast, **fields)
    if status == "ASSIGNED":
        return request
    if status == "WITHDRAWN":
        return actions.withdraw_request(request.pk, cast.yunlu, reason="不需要了")
    request = actions.start_request(request.pk, cast.chen)
    if status == "IN_PROGRESS":
        return request
    if status == "WAITING_ENTERPRISE":
        return actions.ask_back(request.pk, cast.chen, reason="车间平面图")
    request = actions.answer_request(request.pk, cast.chen, text="已联系翻译，周四发给您。")
    if status == "ANSWERED":
        return request
    if status == "CLOSED":
        return actions.close_request(request.pk, cast.chen)
    return actions.reopen_request(request.pk, cast.yunlu, reason="文本打不开")


def make_consultation(cast, **fields):
    """A consultation noted by chen."""
    fields = {"sentence": "问食品许可证延续要提前多久，已告知", "channel": Channel.PHONE, **fields}
    return actions.log_consultation(cast.chen, **{"category": "LICENCE", **fields})
