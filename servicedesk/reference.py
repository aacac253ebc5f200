"""Reference data of the service desk: categories and promises; both are dictionaries an administrator may edit."""

from pathlib import Path

from core.calendars import on_year_published
from core.reference import Loaded, read_csv, reference
from core.upsert import upsert
from servicedesk import clock
from servicedesk.models import Category, CategoryWord, PromiseRule

DATA = Path(__file__).resolve().parent / "data"

CATEGORIES = [
    ("LICENCE", "许可证照", "certificate"),
    ("TESTING", "检验检测", "microscope"),
    ("METROLOGY", "计量检定", "ruler-measure"),
    ("STANDARD", "标准", "book"),
    ("EQUIPMENT", "特种设备", "elevator"),
    ("POLICY", "政策咨询", "message-question"),
    ("OTHER", "其他", "dots"),
]
PROMISES = {"NORMAL": 5, "URGENT": 2, "COMPLEX": 15}  # working days (DOMAIN §14)


@reference("request categories")
def load_categories():
    """What requests and consultations are about."""
    rows = [
        {"code": code, "name": name, "icon": icon, "position": position * 10, "is_active": True}
        for position, (code, name, icon) in enumerate(CATEGORIES, start=1)
    ]
    changed = upsert(
        Category, rows, key=["code"], fields=["name", "icon", "position", "is_active"], keep=True
    )
    return Loaded(rows=len(rows), changed=changed)


@reference("promises")
def load_promises():
    """Working days promised by urgency."""
    rows = [{"urgency": urgency, "working_days": days} for urgency, days in PROMISES.items()]
    return Loaded(
        rows=len(rows),
        changed=upsert(PromiseRule, rows, key=["urgency"], fields=["working_days"], keep=True),
    )


@reference("words of requests")
def load_category_words():
    """Words by category; those of a category this installation does not have are left out."""
    known = set(Category.objects.values_list("code", flat=True))
    rows = [
        {"word": row["word"], "category_id": row["category"]}
        for row in read_csv(DATA / "need_words.csv")
        if row["category"] in known
    ]
    return Loaded(
        rows=len(rows), changed=upsert(CategoryWord, rows, key=["word"], fields=["category_id"], keep=True)
    )


@on_year_published
def recompute_promises(year):
    """A newly published or corrected year moves the promises that reach it."""
    return clock.recompute(year)
