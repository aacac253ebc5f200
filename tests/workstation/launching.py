"""Starts the stand-in of the launcher and looks at the processes that belong to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg2
from environ import Env

from workstation.launch.paths import digest
from workstation.launch.runtime import TMP

BASE = Path(__file__).resolve().parent.parent.parent
STAND_IN = BASE / "tests" / "workstation" / "launch_stand_in.py"
PATIENCE = 40


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, what: str):
    """Return the first true answer of `condition`."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"still waiting for {what}"
        time.sleep(0.05)
    return answer


def runs(process: psutil.Process) -> bool:
    """Say whether a process still runs; one that only waits to be collected does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Launched:
    """One stand-in on one `var/`."""

    def __init__(self, var: Path, **env):
        self.var = var
        self.port = env.pop("PORT", None) or free_port()
        given = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
        }
        given.pop("DEMO", None)
        given.pop("DEMO_PASSWORD", None)
        self.env = {**given, "VAR_DIR": str(var), "PORT": str(self.port), "PYTHONPATH": str(BASE), **env}
        self.runtime = TMP / f"qs-{digest(str(var.resolve()))[:10]}-{os.geteuid()}"
        self.output = var.parent / f"output-{self.port}.txt"
        self.process = None
        self.began = 0.0

    def start(self) -> "Launched":
        """Start it and return at once."""
        self.began = time.time()
        self.output.parent.mkdir(parents=True, exist_ok=True)
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, STAND_IN], env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        return self

    def ready(self) -> "Launched":
        """Return when it says so."""
        wait_for(lambda: "（ready）" in self.text() or self.process.poll() is not None, "the station")
        assert self.process.poll() is None, self.text()
        return self

    def ran(self, command: str) -> bool:
        """Say whether this start ran a management command."""
        log = self.var / "log" / f"{command}.log"
        return log.is_file() and log.stat().st_mtime >= self.began

    def text(self) -> str:
        """What it printed so far."""
        return self.output.read_text(encoding="utf-8")

    def refused(self) -> str:
        """Return the sentence of a start that is refused."""
        assert self.start().process.wait(PATIENCE) == 1
        return self.text()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def processes(self) -> list[psutil.Process]:
        """Everything that runs for this `var/`, the launcher apart."""
        return [p for p in psutil.process_iter() if p.pid != self.process.pid and self._owns(p)]

    def named(self, log: str) -> psutil.Process | None:
        """Return the main process whose output goes to this log."""
        path = self.var / "log" / f"{log}.log"
        for process in self.processes():
            try:
                if (
                    process.ppid() == self.process.pid
                    and Path(f"/proc/{process.pid}/fd/1").readlink() == path
                ):
                    return process
            except (psutil.Error, OSError):
                continue
        return None

    def run_env(self) -> dict[str, str]:
        """Return what `var/run/env` tells commands given by hand."""
        lines = (self.var / "run" / "env").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def ask(self, sql: str, role: str = "DATABASE_URL"):
        """Return one value from the database, None while it does not answer."""
        address = Env.db_url_config(self.run_env()[role])
        try:
            line = psycopg2.connect(host=address["HOST"], dbname=address["NAME"], user=address["USER"])
        except psycopg2.OperationalError:
            return None
        with line, line.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]

    def _owns(self, process: psutil.Process) -> bool:
        try:
            inside = Path(process.cwd()).is_relative_to(self.var)
            return runs(process) and (inside or process.environ().get("VAR_DIR") == str(self.var))
        except (psutil.Error, OSError):
            return False
