"""Services of a test run: a PostgreSQL that forgets, a Valkey, and a `var/` of its own, all gone afterwards.

A pytest plugin (`-p workstation.launch.testing` in pyproject.toml): Django reads its settings before any
conftest.py is loaded, so the addresses must be there earlier. With pytest-xdist only the controller starts
services; its workers inherit the environment. A running station is never touched.
"""

import atexit
import fcntl
import os
import shutil
import signal
from pathlib import Path

import pytest

from workstation.launch import leftovers, services
from workstation.launch.paths import VENDOR
from workstation.launch.postgres import FOR_TESTS
from workstation.launch.runtime import TMP, Runtime, account_for
from workstation.launch.supervisor import Supervisor

NAME = "test-{}"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config, parser, args):
    """Start what is missing before Django reads its settings."""
    ensure_services()
    return (yield)


def ensure_services() -> None:
    """Put the addresses of fresh services into the environment, unless they are given; stop them at exit."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    sweep()
    runtime = Runtime(NAME.format(os.getpid()), account_for(TMP / "none"))
    supervisor = Supervisor()

    def stop():
        supervisor.shutdown()
        runtime.remove()

    atexit.register(stop)
    os.environ |= services.start(supervisor, runtime, data=runtime.path / "postgres-data", settings=FOR_TESTS)
    if "VAR_DIR" not in os.environ:
        var = runtime.path / "var"
        var.mkdir()
        (var / "vendor").symlink_to(VENDOR)
        os.environ["VAR_DIR"] = str(var)


def sweep() -> None:
    """Clear away what killed test runs left behind: their folders are no longer locked by anybody."""
    for folder in TMP.glob(f"qs-{NAME.format('*')}-{os.geteuid()}"):
        if folder.lstat().st_uid == os.geteuid() and not folder.is_symlink() and _abandoned(folder):
            leftovers.stop_in(folder / "postgres-data", "postgres", signal.SIGINT)
            leftovers.stop_in(folder / "valkey", "valkey", signal.SIGTERM)
            shutil.rmtree(folder, ignore_errors=True)


def _abandoned(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
