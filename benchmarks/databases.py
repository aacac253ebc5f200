"""The two databases: built when they are not there, when a migration or the generator has changed, or when too old."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import psycopg2

from benchmarks.data.sizes import LONGEST_KEPT, SIZES, Size
from workstation.launch import console, services, station
from workstation.launch.console import step
from workstation.launch.paths import BASE, STAMPS, VAR, Stamp, digest
from workstation.launch.postgres import APP, DATABASE, FOR_TESTS, OWNER
from workstation.launch.process import MARK, Program
from workstation.launch.runtime import Runtime
from workstation.launch.supervisor import Supervisor

DATA = VAR / "postgres"
BUILDING = {**FOR_TESTS, "max_wal_size": "8GB", "shared_buffers": "512MB", "autovacuum": "off"}
DAY = 86_400


def start(supervisor: Supervisor, runtime: Runtime, sizes: list[Size], *, keep: bool) -> dict[str, str]:
    """Start the services with both databases in place, and return their addresses."""
    missing = [size for size in sizes if not is_fresh(size) and not (keep and _stamp(size).path.is_file())]
    if missing:
        urls = services.start(supervisor, runtime, data=DATA, given={}, settings=BUILDING)
        for size in missing:
            build(supervisor, urls, size)
        supervisor.shutdown()
        supervisor.stopping = False
    urls = services.start(supervisor, runtime, data=DATA, given={})
    if keep:
        for size in sizes:
            with step(f"{size.name}: migrate"):
                supervisor.run_once(station.manage("prepare", owner(urls, size)))
                supervisor.run_once(station.manage("rebuild_summaries", owner(urls, size), "--if-changed"))
    return urls


def build(supervisor: Supervisor, urls: dict[str, str], size: Size) -> None:
    """Make one database anew."""
    stamp = _stamp(size)
    stamp.clear()
    began = time.monotonic()
    _create(urls, size)
    command = [sys.executable, "-m", "benchmarks.data.build", size.name]
    with step(
        f"{size.name}: {size.visits:,} visits, {size.enterprises:,} enterprises, {size.dated:,} dated records"
    ):
        supervisor.run_once(Program(name=f"build-{size.name}", command=command, env=owner(urls, size)))
    console.say(f"  {size.name} built in {time.monotonic() - began:.0f} s")
    stamp.set(_generator())


def is_fresh(size: Size) -> bool:
    """Whether the kept database is what the generator would make today."""
    stamp = _stamp(size)
    return stamp.matches(_generator()) and time.time() - stamp.path.stat().st_mtime < LONGEST_KEPT * DAY


def environment(urls: dict[str, str], size: Size, **more: str) -> dict[str, str]:
    """The environment of a program that works on one database as the application does."""
    return {
        **os.environ,
        **{
            name: value.removesuffix(DATABASE) + size.database if "DATABASE" in name else value
            for name, value in urls.items()
        },
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings.product",
        "SECRET_KEY": "benchmark-only-" * 4,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEMO": "0",
        "PROXY_COUNT": "1",  # so that each request may come from an address of its own
        "LOG_LEVEL": "WARNING",
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        MARK: services.STATION,
        **more,
    }


def owner(urls: dict[str, str], size: Size) -> dict[str, str]:
    """The environment of a program that changes the schema."""
    return environment(urls, size, DB_ROLE="owner")


def connect(urls: dict[str, str], database: str = DATABASE):
    """A connection as the owner, outside transactions."""
    connection = psycopg2.connect(host=urls["PGHOST"], user=OWNER, dbname=database)
    connection.autocommit = True
    return connection


def _create(urls: dict[str, str], size: Size) -> None:
    with closing(connect(urls)) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {size.database} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {size.database} OWNER {OWNER}")
        cursor.execute(f"GRANT CONNECT ON DATABASE {size.database} TO {APP}")


def _stamp(size: Size) -> Stamp:
    return Stamp(STAMPS / f"data-{size.name}")


def _generator() -> str:
    """What the content of the databases depends on."""
    made = DATA / "PG_VERSION"
    return digest(str(made.stat().st_mtime_ns) if made.is_file() else "", *_sources())


def _sources() -> Iterator[bytes]:
    patterns = (
        "*/migrations/*.py",
        "*/sql/*.sql",
        "benchmarks/data/*.py",
        "workstation/demo/data/*.json",
    )
    for pattern in patterns:
        for path in sorted(BASE.glob(pattern)):
            yield str(path.relative_to(BASE)).encode()
            yield path.read_bytes()


__all__ = ["SIZES", "build", "connect", "environment", "is_fresh", "owner", "start"]
