"""Texts of the data sets: those of the demo park, which an officer of a station would write."""

from workstation.demo.source import read

RARE_WORD = "琥珀弦"
RARE_SUMMARY = "琥珀弦陀螺仪装配间看过，恒温恒湿记录齐全，出厂检验逐台有单。"
COMMON_WORD = "检验"
PARKS = (
    "九江",
    "濂溪",
    "庐山",
    "浔阳",
    "柴桑",
    "瑞昌",
    "共青",
    "湖口",
    "彭泽",
    "永修",
    "德安",
    "都昌",
    "武宁",
    "修水",
)
POSTS = ("质量部经理", "办公室主任", "生产部长", "检验员", "总经理", "设备主管", "仓库主管")
PEOPLE = tuple(
    surname + given
    for surname in "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗"
    for given in ("建国", "晓梅", "志强", "丽华", "文斌", "海燕")
)
PRODUCTS = ("糕点", "阀门", "铸件", "包装箱", "工作服", "电缆", "酱油", "五金件", "塑料桶", "家具")
DATED = (
    "压力表检定",
    "电梯定期检验",
    "食品生产许可证到期",
    "叉车年检",
    "台秤检定",
    "产品型式检验",
    "体系证书监督审核",
)
INSTRUMENTS = ("弹簧管式一般压力表", "电子台秤", "数字温度计", "可燃气体报警器", "数显卡尺", "电子天平")
CATEGORIES = ("LICENCE", "TESTING", "METROLOGY", "STANDARD", "EQUIPMENT", "POLICY", "OTHER")
REMARKS = ("台账少两页", "压力表过期", "标签缺生产者地址", "出厂检验未留样", "标准文本是旧版", "货架标识不清")
SUMMARIES = tuple(dict.fromkeys(row["summary"] for row in read("visits_2010") if row["summary"]))
_REQUESTS = list({row["title"]: row for row in read("requests_2010")}.values())
NEEDS = tuple(row["title"] for row in _REQUESTS)  # need, details and answer of one place belong together
ANSWERS = tuple(row["answer"] for row in _REQUESTS)
DETAILS = tuple(SUMMARIES[number] if number % 3 == 0 else "" for number in range(len(NEEDS)))
SENTENCES = tuple(dict.fromkeys(row["sentence"] for row in read("consultations_2010")))
CALLERS = tuple(PEOPLE[number % len(PEOPLE)] for number in range(len(SENTENCES)))


def indexed():
    """Every text that stands in an index of words, as the index sees it."""
    yield from (*SUMMARIES, RARE_SUMMARY, *PRODUCTS, "")
    for need, detail, answer in zip(NEEDS, DETAILS, ANSWERS, strict=True):
        yield f"{need} {detail} {answer}"
        yield f"{need} {detail} "
    yield from (f"{sentence} {caller}" for sentence, caller in zip(SENTENCES, CALLERS, strict=True))
