"""The station as its users start it, on a `var/` of its own: its processes, its memory, its database."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

from workstation.launch.paths import BASE
from workstation.launch.process import bind_life

PATIENCE = 300
EMBEDDED = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "STORAGE_URL")
PASSWORD = "Yanlian-2026-park"
PROGRAMS = {
    "web": lambda line: "gunicorn" in line,
    "worker": lambda line: "celery" in line and "worker" in line,
    "beat": lambda line: "celery" in line and "beat" in line,
    "valkey": lambda line: any("valkey-server" in part for part in line),
    "postgres": lambda line: any(part.endswith("bin/postgres") for part in line[:1]),
}


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stack:
    """One station under its own supervisor."""

    def __init__(self, var, **env):
        self.var = Path(var).resolve()
        self.port = free_port()
        # empty: the embedded servers and the file mail box, whatever the environment or .env say
        self.env = {
            **os.environ,
            **dict.fromkeys(EMBEDDED, ""),
            "VAR_DIR": str(self.var),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DEMO": "1",
            "DEMO_PASSWORD": PASSWORD,
            "ALLOWED_HOSTS": "",
            **env,
        }
        self.output = self.var / "launcher.log"
        self.process = None

    def start(self):
        """Start it and return when it says that it is ready."""
        self.var.mkdir(parents=True, exist_ok=True)
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workstation.launch", "run"],
                cwd=BASE,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=bind_life(signal.SIGTERM),  # it does not outlive the measurement
            )
        end = time.monotonic() + PATIENCE
        while "（ready）" not in self.output.read_text(encoding="utf-8", errors="replace"):
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                said = self.output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
                raise SystemExit(f"The station did not start: {' '.join(said[-1:])}")
            time.sleep(0.2)
        return self

    def stop(self):
        """Ask it to stop; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)

    def run_env(self):
        """What the station tells commands given by hand: addresses of database and broker, the secret."""
        lines = (self.var / "run" / "env").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def join(self):
        """Let this process use the station's own models, as the owner of its database."""
        os.environ.update(self.env)
        os.environ.update(self.run_env())
        os.environ["DB_ROLE"] = "owner"
        os.environ["DJANGO_SETTINGS_MODULE"] = "workstation.settings"
        import django

        django.setup()

    def named(self, name):
        """The main process of a program, None while it is not there."""
        for child in _children(self.process.pid, recursive=False):
            line = _command(child)
            if line and PROGRAMS[name](line):
                return child
        return None

    def children_of(self, name):
        """The helpers of a program: web workers, pool processes, backends."""
        main = self.named(name)
        return _children(main.pid) if main else []

    def tree(self):
        """Every process of the station, the supervisor included."""
        return [psutil.Process(self.process.pid), *_children(self.process.pid)]

    def pss(self):
        """Megabytes of the whole station: each shared page counted once."""
        return sum(pss_of(process.pid) for process in self.tree()) / 1024

    def buffers(self):
        """Megabytes that processes share on purpose: the buffers of PostgreSQL, of a size that is given (128 MB)."""
        return sum(pss_of(process.pid, "Pss_Shmem:") for process in self.tree()) / 1024

    def pss_by_program(self):
        """{program: megabytes}."""
        found = {"supervisor": pss_of(self.process.pid) / 1024}
        for name in PROGRAMS:
            if main := self.named(name):
                found[name] = sum(pss_of(each.pid) for each in [main, *_children(main.pid)]) / 1024
        return found


def pss_of(pid, what="Pss:"):
    """Kilobytes; 0 for a process that has just ended."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith(what):
                return int(line.split()[1])
    except OSError:
        return 0
    return 0


def _children(pid, recursive=True):
    try:
        return [
            child
            for child in psutil.Process(pid).children(recursive=recursive)
            if child.status() != psutil.STATUS_ZOMBIE
        ]
    except psutil.NoSuchProcess:
        return []


def _command(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []
