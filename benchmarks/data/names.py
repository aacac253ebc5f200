"""Fictional enterprises with names as they stand in a Chinese register, each once."""

from dataclasses import dataclass

from core.codes import organisation_check
from core.pinyin import sort_key
from enterprises.search import search_text

RARE = "九江琥珀精密陀螺仪有限公司"  # the one enterprise that a rare word finds
PLACES = ("九江", "江西", "赣北", "濂溪", "庐山", "浔阳", "柴桑", "瑞昌", "共青城", "湖口", "彭泽", "永修")
FIRST = "云鼎宏瑞华盛恒嘉金泰德信正永安兴昌隆丰裕达通远博汇联众海江山松竹梅岚"
SECOND = "麓禾辉祥利源康顺诚益和美新科创邦力锋铭宇辰泽润沃原野川桥城林森岭峰"
TRADES = (
    ("食品", "C1419", True), ("粮油", "C1331", True), ("茶业", "C1530", True), ("五金", "C3351", False),
    ("机械", "C3411", False), ("阀门", "C3443", False), ("包装", "C2926", False), ("服饰", "C1819", False),
    ("纺织", "C1711", False), ("电子", "C3989", False), ("新材料", "C2651", False), ("化工", "C2662", False),
    ("建材", "C3021", False), ("家具", "C2110", False), ("医疗器械", "C3581", False), ("塑胶", "C2929", False),
    ("电缆", "C3831", False), ("水产加工", "C1361", True), ("汽车配件", "C3670", False), ("环保设备", "C3591", False),
)  # fmt: skip
FORMS = ("有限公司", "股份有限公司", "科技有限公司", "实业有限公司", "制造有限公司")
SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "建国",
    "志强",
    "晓梅",
    "丽华",
    "文斌",
    "海燕",
    "国平",
    "秀英",
    "俊杰",
    "雪琴",
    "永康",
    "玉兰",
    "思远",
    "春生",
)
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_STEP = 48_271_003  # spreads the plate codes
NAME_STEP = 7_368_787  # spreads the names


@dataclass(frozen=True)
class Name:
    """What of an enterprise is made in Python: its names, codes and the columns derived from them."""

    id: int
    name: str
    short_name: str
    uscc: str
    short_code: str
    industry: str
    is_food: bool
    person: str
    search_text: str
    sort_key: str


def names(count: int, industries: set[str]) -> list[Name]:
    """The first `count` enterprises; the derived columns are made by the functions that the pages use."""
    made = []
    for number in range(1, count + 1):
        brand, (trade, industry, is_food), place, form = parts(number)
        full, short = f"{place}{brand}{trade}{form}", f"{brand}{trade}"
        if number == 1:
            full, short = RARE, "琥珀"
        uscc, plate = credit_code(number), plate_code(number)
        made.append(
            Name(
                number,
                full,
                short,
                uscc,
                plate,
                industry if industry in industries else "",
                is_food,
                person(number),
                search_text([full, short], [uscc, plate, "", ""]),
                sort_key(full),
            )  # fmt: skip
        )
    return made


def parts(number: int):
    """Brand, trade, place and form; neighbours differ in all of them, and no two numbers have the same."""
    rest = number * NAME_STEP % (len(FIRST) * len(SECOND) * len(TRADES) * len(PLACES) * len(FORMS))
    chosen = []
    for among in (TRADES, FIRST, PLACES, SECOND, FORMS):
        rest, place = divmod(rest, len(among))
        chosen.append(among[place])
    trade, first, place, second, form = chosen
    return first + second, trade, place, form


def credit_code(number: int) -> str:
    """A unified social credit code with both check characters."""
    from stdnum.cn import uscc

    body = f"MA{number:06d}"
    code = f"91360402{body}{organisation_check(body)}"
    return code + uscc.calc_check_digit(code)


def plate_code(number: int) -> str:
    """The code on the plate: five letters and digits nobody else has."""
    rest, text = number * CODE_STEP % len(CODE_LETTERS) ** 5, ""
    for _place in range(5):
        rest, letter = divmod(rest, len(CODE_LETTERS))
        text += CODE_LETTERS[letter]
    return text


def person(number: int) -> str:
    """Somebody's name."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number // len(SURNAMES) % len(GIVEN)]
