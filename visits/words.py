"""How visits are said in lists: what was found in one badge, who was there in one line."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.badges import Badge, badge_of
from visits.models import Finding, Visit


def findings_badge(levels):
    """The worst of the levels found with its number: 有问题 1, 待改进 2, 正常; None when nothing was looked at."""
    for level in (Finding.Level.PROBLEM, Finding.Level.IMPROVE):
        n = levels.count(level)
        if n:
            css, icon = Finding.Level.BADGES[level]
            return Badge(css, icon, f"{level.label} {n}")
    if Finding.Level.NORMAL in levels:
        css, icon = Finding.Level.BADGES["NORMAL"]
        return Badge(css, icon, str(Finding.Level.NORMAL.label))
    return None


def risk_badge(visit):
    """`风险 中`: the bare word would not say of what."""
    return replace(badge_of(visit, "risk"), label=_("risk %(risk)s") % {"risk": visit.get_risk_display()})


def line_of(visit):
    """`陈晓 · 诉求 2 件 · 新生产线试运行`."""
    parts = [str(visit.author)]
    if visit.need_count:
        parts.append(needs_words(visit.need_count))
    if visit.summary:
        parts.append(visit.summary[:60] + ("…" if len(visit.summary) > 60 else ""))
    return " · ".join(parts)


def needs_words(n):
    """`诉求 3 件`."""
    return ngettext("%(n)s request noted", "%(n)s requests noted", n) % {"n": n}


def with_words(names):
    """`与 刘洋、吴凯 同去`, or nothing."""
    return _("with %(names)s") % {"names": _(", ").join(names)} if names else ""


def field_words(name):
    """The label of a changed field of an amendment."""
    if name.startswith("finding_"):
        return Finding.Subject(name.removeprefix("finding_")).label
    if name == "photos":
        return _("photos added")
    return Visit._meta.get_field(name).verbose_name
