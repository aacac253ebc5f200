"""The table, the goals, and docs/performance.md."""

import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.goals import MISSED, UNKNOWN
from workstation.launch.paths import BASE

DOCUMENT = BASE / "docs" / "performance.md"
HAND_WRITTEN = BASE / "benchmarks" / "performance_notes.md"
HEADS = (
    "page", "as", "SQL", "buffers", "buffers Σ", "KB", "gz KB", "p50 ms", "p95 ms", "web ms", "db ms", "req/s",
    "× small", "/ floor", "/ admin",
)  # fmt: skip


def machine() -> list[str]:
    """What it was measured on."""
    memory = psutil.virtual_memory().total / 2**30
    return [
        f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, Django {version('Django')}, gunicorn {version('gunicorn')} with 2 workers × 2 "
        "threads, PostgreSQL 18 and Valkey as the station embeds them, 4 keep-alive connections, two to each worker",
    ]


def processor() -> str:
    """The name of the processor."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def row(key: str, size: str, numbers: dict, target, ratios: dict) -> list[str]:
    """One line of the table: a page as somebody at one size."""
    code, _at, who = key.partition("@")
    cells = [f"{code} · {size}", who or "anyone"]
    cells += [str(numbers["sql"]), str(numbers["buffers"]), str(numbers["buffers_sum"])]
    cells += [f"{numbers['bytes'] / 1024:.1f}", f"{numbers['compressed'] / 1024:.1f}"]
    if target is None:
        return [*cells, *[""] * (len(HEADS) - len(cells))]
    requests = max(sum(slot.requests for slot in target.slots), 1)
    cells += [
        f"{target.p50:.1f}",
        f"{target.p95:.1f}",
        f"{target.web_cpu:.1f}",
        f"{1000 * target.db_cpu / requests:.1f}",
    ]
    cells.append(f"{target.rate:.0f}")
    cells.append(_number(ratios["p50"].get(key)) if size == "province" else "")
    cells.append(_number(ratios[f"floor-{size}"].get(key)))
    cells.append(_number(ratios[f"admin-{size}"].get(key)))
    return cells


def table(rows: list[list[str]], heads=HEADS, *, markdown: bool) -> str:
    """Rows as text with columns, or as Markdown."""
    if markdown:
        lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * 2 + "---:|" * (len(heads) - 2)]
        return "\n".join(lines + ["| " + " | ".join(cells) + " |" for cells in rows])
    widths = [max(len(line[place]) for line in [list(heads), *rows]) for place in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in [list(heads), *rows]
    )


def goal_rows(goals) -> list[list[str]]:
    """The goals as rows."""
    return [
        [
            goal.number,
            goal.words,
            _number(goal.must),
            _number(goal.aim),
            _number(goal.measured),
            goal.verdict,
            goal.where,
        ]
        for goal in goals
    ]


GOAL_HEADS = ("#", "goal", "must", "aim", "measured", "reached", "worst at")


def sweep_lines(sweeps: dict) -> list[str]:
    """The sweep in words."""
    return [
        f"{size}: sweep {found['sweep']:.1f} ms for {found['sweep_new']:,} new rows, again {found['sweep_again']:.1f} ms; "
        f"raw insert of the same rows {found['raw']:.1f} ms, again {found['raw_again']:.1f} ms; bare insert of the dates of "
        f"one table, {found['bare_new']:,} rows, {found['bare']:.1f} ms, again {found['bare_again']:.1f} ms"
        for size, found in sweeps.items()
    ]


def exchange_lines(exchanges: dict) -> list[str]:
    """Import and export in words."""
    return [
        f"{size}: {found['rows']:,} new enterprises from Excel: checked {found['check']:.0f} rows/s, entered "
        f"{found['enter']:.0f} rows/s (with sections, products, timeline, history), bare bulk insert of the same rows "
        f"{found['bare']:.0f} rows/s (× {found['enter_ratio']:.3f}); list exported {found['export']:.0f} rows/s, openpyxl "
        f"alone {found['cells']:.0f} rows/s (× {found['export_ratio']:.2f})"
        for size, found in exchanges.items()
    ]


def write(rows, goals, sweeps, exchanges, grown, rounds: int) -> Path:
    """docs/performance.md, with the part that is written by hand."""
    missed = [goal for goal in goals if goal.verdict == MISSED]
    unknown = [goal for goal in goals if goal.verdict == UNKNOWN]
    parts = [
        "# Performance",
        'Made by `make bench ARGS="--write"`; do not edit, except `benchmarks/performance_notes.md`, which stands below.',
        f"{date.today():%Y-%m-%d} · " + "  \n".join(machine()),
        f"{rounds} interleaved rounds; every number is a median over them, every ratio the median of the ratios within a "
        "round. *small*: one park, 56 enterprises, 330 visits. *province*: 200 parks, 50,000 enterprises, 1,000,000 visits, "
        "1,000,000 dated records, 300,000 requests.",
        "## Goals",
        f"{len(goals) - len(missed) - len(unknown)} of {len(goals)} reached.",
        table(goal_rows(goals), GOAL_HEADS, markdown=True),
        "Growth of statements, buffers or bytes: " + ("; ".join(grown) if grown else "none") + ".",
        "## Pages and acts",
        "buffers: most of one statement, and the sum of all; web ms, db ms: processor time per request; × small: p50 "
        "against the small park; / floor and / admin: requests per second against the bare-Django floor and the stock "
        "Django admin over the same tables.",
        table(rows, markdown=True),
        "## Reminder sweep",
        "\n".join(f"- {line}" for line in sweep_lines(sweeps)) or "not measured",
        "## Excel in and out",
        "\n".join(f"- {line}" for line in exchange_lines(exchanges)) or "not measured",
    ]
    if HAND_WRITTEN.is_file():
        parts.append(HAND_WRITTEN.read_text(encoding="utf-8").strip())
    DOCUMENT.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return DOCUMENT


def _number(value) -> str:
    if value is None:
        return ""
    return (
        f"{value:.0f}"
        if value >= 100 or value == int(value)
        else f"{value:.2f}"
        if value >= 0.1
        else f"{value:.4f}"
    )
