"""Programs, and how they are started so that none outlives the launcher."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from workstation.launch.paths import BASE, LOGS
from workstation.launch.runtime import Account

PR_SET_PDEATHSIG = 1
MARK = "QS_STATION"  # in the environment of everything a station starts: see leftovers.py


@dataclass
class Program:
    """One supervised program.

    `stop` asks it to finish in good order; `orphan` is the signal that Linux sends it when the launcher is gone.
    """

    name: str
    command: list[str]
    cwd: Path = BASE
    env: dict[str, str] = field(default_factory=dict)
    account: Account | None = None
    stop: signal.Signals = signal.SIGTERM
    orphan: signal.Signals = signal.SIGKILL
    patience: float = 10.0
    tier: int = 2  # started from the lowest, stopped from the highest
    before: Callable[[], None] | None = None
    inherits: tuple[int, ...] = ()  # open files it takes over under the same numbers

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return LOGS / f"{self.name}.log"

    def start(self) -> subprocess.Popen:
        """Start it in a process group of its own."""
        if self.before:
            self.before()
        LOGS.mkdir(parents=True, exist_ok=True)
        drops = self.account is not None and self.account.drops
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command,
                cwd=self.cwd,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.account.uid if drops else None,
                group=self.account.gid if drops else None,
                extra_groups=[] if drops else None,
                pass_fds=self.inherits,
                preexec_fn=bind_life(self.orphan),
            )


def bind_life(orphan: signal.Signals) -> Callable[[], None] | None:
    """Return what makes the new process die with this one (Linux; elsewhere the next start cleans up)."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def bind():
        prctl(PR_SET_PDEATHSIG, int(orphan), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return bind


def finish(process: subprocess.Popen, program: Program, *, asked: bool = False) -> None:
    """Stop a program (unless it was asked already) and its process group: in good order, then by force."""
    if process.poll() is None:
        if not asked:
            process.send_signal(program.stop)
        try:
            process.wait(program.patience)
        except subprocess.TimeoutExpired:
            signal_group(process.pid, signal.SIGKILL)
            process.wait()
    clear_group(process.pid)


def clear_group(group: int) -> None:
    """Make sure that nothing is left of a process group whose leader is gone."""
    deadline = time.monotonic() + 2
    while signal_group(group, 0) and time.monotonic() < deadline:
        time.sleep(0.05)
    signal_group(group, signal.SIGKILL)


def signal_group(group: int, number: int) -> bool:
    """Send a signal to a process group; say whether there was one."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so when only the dead are left
        return False
    return True
