"""Indicators of the park economy (DOMAIN §8)."""

from core.reference import Loaded, reference
from core.upsert import upsert
from dashboards.models import Indicator

# code, name, unit, shown in 亿元, covers, definition
INDICATORS = [
    ("GROSS_OUTPUT", "总产值", "万元", True, "", "园区内企业当年产值合计，现价"),
    ("MAIN_REVENUE", "主营业务收入", "万元", True, "规模以上工业", "仅规模以上工业企业，现称营业收入"),
    ("VALUE_ADDED", "工业增加值", "万元", True, "规模以上工业", "增速按可比价公布，不等于现价之比"),
    ("PROFIT_TAX", "利税总额", "万元", True, "", "利润与税金之和"),
    ("TAX_PAID", "上缴税收", "万元", False, "", "当年入库税收"),
    ("NEW_JOBS", "新增就业岗位", "人", False, "", "当年新增"),
]


@reference("indicators of the park economy")
def load_indicators():
    """Load them; an administrator's wording is kept."""
    names = ("code", "name", "unit", "in_yi", "scope_note", "definition", "position")
    rows = [dict(zip(names, (*row, position), strict=True)) for position, row in enumerate(INDICATORS)]
    return Loaded(rows=len(rows), changed=upsert(Indicator, rows, key=["code"], fields=names[1:], keep=True))
