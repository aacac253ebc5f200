"""Excel in and out beside the bare work: `python -m benchmarks.exchanging out.json rounds`, as the owner.

An import of new enterprises (check, then entering them) beside a bare bulk insert of the same rows into a table with the same
columns and indexes and nothing else; an export of the list beside openpyxl writing the same cells. Every run is rolled back.
"""

import io
import json
import statistics
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks import environment

ROWS = 2000
HEADERS = (
    "企业名称",
    "没有代码的原因",
    "入园日期",
    "行业",
    "主要产品",
    "食品生产",
    "注册资本（万元）",
    "生产地址",
)
BARE = """
    DROP TABLE IF EXISTS benchmarks_plainenterprise;
    CREATE TABLE benchmarks_plainenterprise (LIKE enterprises_enterprise INCLUDING ALL)
"""


def book(count: int) -> bytes:
    """A workbook of new enterprises."""
    from openpyxl import Workbook

    made = Workbook(write_only=True)
    page = made.create_sheet("企业")
    page.append(HEADERS)
    for n in range(count):
        page.append((f"九江市量测{n:06d}号机械制造有限公司", "量测", date(2020, 1, 5) + timedelta(days=n % 300),
                     "C3311", "五金件、冲压件", "否", 100 + n, f"湖滨路 {n} 号"))  # fmt: skip
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def measure(rounds: int) -> dict:
    """Medians of rows per second, and how often the bare work would fit in."""
    from django.core.files.base import ContentFile
    from django.db import connection, transaction

    from accounts.models import User
    from core.clock import now
    from core.exchange import outgoing, sheets, work
    from core.exchange.applying import apply
    from core.exchange.checking import check
    from core.list_at import list_at
    from core.models import Transfer
    from enterprises.models import Enterprise

    user = User.objects.filter(role="STAFF", is_active=True, park__isnull=False).order_by("pk").first()
    everybody = User.objects.filter(sees_all_parks=True, role="CITY").order_by("pk").first() or user
    content = book(ROWS)
    with connection.cursor() as cursor:
        cursor.execute(BARE)
    columns = [field.column for field in Enterprise._meta.concrete_fields if field.column != "id"]
    names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join(["%s"] * len(columns))

    def quiet(done, total=None):
        return None

    def bare() -> None:
        made = Enterprise.objects.filter(name__startswith="九江市量测").order_by("pk")
        rows = [
            tuple(getattr(row, field.attname) for field in Enterprise._meta.concrete_fields[1:])
            for row in made
        ]
        began = time.perf_counter()
        with connection.cursor() as cursor:
            for start in range(0, len(rows), 500):
                part = rows[start : start + 500]
                values = ", ".join(f"({start + n}, {marks})" for n in range(len(part)))
                cursor.execute(
                    f"INSERT INTO benchmarks_plainenterprise (id, {names}) VALUES {values}",
                    [value for row in part for value in row],
                )
        times["bare"].append(ROWS / (time.perf_counter() - began))

    times = {name: [] for name in ("check", "enter", "bare", "export", "cells")}
    for _round in range(rounds + 1):
        with transaction.atomic():
            transfer = Transfer(
                park_id=user.park_id, user_id=user.pk, kind="IMPORT", step="CHECK", code="enterprises",
                title="量测", source_name="量测.xlsx", created_at=now(),
            )  # fmt: skip
            transfer.source.save("file", ContentFile(content), save=False)
            transfer.save()
            for name, act in (("check", check), ("enter", apply)):
                Transfer.objects.filter(pk=transfer.pk).update(state="RUNNING")
                began = time.perf_counter()
                act(transfer, user, quiet)
                times[name].append(ROWS / (time.perf_counter() - began))
                Transfer.objects.filter(pk=transfer.pk, state="PREVIEW").update(state="WAITING")
            bare()
            transfer.source.storage.delete(transfer.source.name)
            transaction.set_rollback(True)
        view = list_at(work.request_of(everybody), "/enterprises/")
        codes = [column.code for column in outgoing.offered(view)]
        rows = outgoing.rows_of(view, codes)
        began = time.perf_counter()
        kept = [row for _n, row in zip(range(ROWS), rows, strict=False)]
        read = time.perf_counter() - began
        rows.close()
        began = time.perf_counter()
        sheets.workbook_of("x", codes, kept)[0].close()
        wrote = time.perf_counter() - began
        times["export"].append(len(kept) / (read + wrote))
        times["cells"].append(len(kept) / wrote)
    found = {name: statistics.median(each[1:]) for name, each in times.items()}
    found["rows"] = ROWS
    found["enter_ratio"] = statistics.median(
        a / b for a, b in zip(times["enter"][1:], times["bare"][1:], strict=True)
    )
    found["export_ratio"] = statistics.median(
        a / b for a, b in zip(times["export"][1:], times["cells"][1:], strict=True)
    )
    return found


if __name__ == "__main__":
    environment.set_up()
    Path(sys.argv[1]).write_text(json.dumps(measure(int(sys.argv[2]))), encoding="utf-8")
