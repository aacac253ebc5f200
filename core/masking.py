"""Masking of personal data in lists, exports and logs (PIPL §51); the full value stands on a detail page only."""

COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "万俟",
        "闻人",
        "夏侯",
        "诸葛",
        "尉迟",
        "公羊",
        "赫连",
        "澹台",
        "皇甫",
        "宗政",
        "濮阳",
        "公冶",
        "太叔",
        "申屠",
        "公孙",
        "慕容",
        "仲孙",
        "钟离",
        "长孙",
        "宇文",
        "司徒",
        "鲜于",
        "司空",
        "闾丘",
        "子车",
        "亓官",
        "司寇",
        "巫马",
        "公西",
        "颛孙",
        "壤驷",
        "公良",
        "漆雕",
        "乐正",
        "宰父",
        "谷梁",
        "拓跋",
        "夹谷",
        "轩辕",
        "令狐",
        "段干",
        "百里",
        "呼延",
        "东郭",
        "南门",
        "羊舌",
        "微生",
        "公户",
        "公玉",
        "公仪",
        "梁丘",
        "公仲",
        "公上",
        "公门",
        "公山",
        "公坚",
        "左丘",
        "公伯",
        "西门",
        "公祖",
        "第五",
        "公乘",
        "贯丘",
        "公皙",
        "南荣",
        "东里",
        "东宫",
        "仲长",
        "子书",
        "子桑",
        "即墨",
        "达奚",
        "褚师",
    ]
)
STAR = "*"


def mask_mobile(number: str | None) -> str:
    """`138****5678`; of another number the last four digits."""
    number = (number or "").strip()
    if len(number) == 11 and number.isdigit():
        return f"{number[:3]}****{number[-4:]}"
    return "****" + number[-4:] if len(number) >= 8 else STAR * len(number)


def mask_name(name: str | None) -> str:
    """`冯*`, `欧阳*`: the surname, and nothing that tells how long the rest is."""
    name = (name or "").strip()
    if not name:
        return ""
    shown = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    return name[:shown] + STAR


def mask_email(address: str | None) -> str:
    """`a***@x.cn`."""
    address = (address or "").strip()
    local, at, domain = address.rpartition("@")
    if not at:
        return "***" if address else ""
    return f"{local[:1]}***@{domain}"


def mask_id(number: str | None, *, public: bool = False) -> str:
    """`360402********1234`; in public the first and the last character only."""
    number = (number or "").strip()
    head, tail = (1, 1) if public else (6, 4)
    hidden = len(number) - head - tail
    if hidden < 4:  # too short to show anything of it
        return STAR * len(number)
    return number[:head] + STAR * hidden + number[-tail:]
