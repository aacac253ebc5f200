"""One supervisor: starts programs, restarts the dead with back-off, stops all of them in order."""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import time
from collections import deque

from workstation.launch import console
from workstation.launch.paths import LOGS
from workstation.launch.process import Program, clear_group, finish

FIRST_DELAY, LONGEST_DELAY = 0.5, 10.0
STARTS_PER_MINUTE = 6
STEADY = 60.0  # seconds alive after which the delay starts anew
LOG_BYTES = 5 * 1024 * 1024
LOG_CHECK = 30.0


class Interrupted(Exception):
    """Somebody asked the launcher to stop while it was still preparing."""


class Child:
    """A supervised program and its history."""

    def __init__(self, program: Program):
        self.program = program
        self.process: subprocess.Popen | None = None
        self.started = 0.0
        self.due = 0.0
        self.delay = FIRST_DELAY
        self.starts: deque[float] = deque(maxlen=STARTS_PER_MINUTE)

    def start(self) -> None:
        """Start the program now."""
        self.started = time.monotonic()
        self.starts.append(self.started)
        self.process = self.program.start()

    def plan_restart(self) -> float:
        """Decide when to start again, and return in how many seconds that is."""
        now = time.monotonic()
        self.delay = FIRST_DELAY if now - self.started > STEADY else self.delay
        wait = self.delay
        if len(self.starts) == STARTS_PER_MINUTE:
            wait = max(wait, 60 - (now - self.starts[0]))
        self.due, self.delay = now + wait, min(self.delay * 2, LONGEST_DELAY)
        return wait


class Supervisor:
    """Holds the children of one station."""

    def __init__(self):
        self.children: dict[str, Child] = {}
        self.stopping = False
        self._ears, self._mouth = os.pipe()
        os.set_blocking(self._mouth, False)
        os.set_blocking(self._ears, False)
        self._next_log_check = 0.0

    def take_signals(self) -> None:
        """Listen to Ctrl+C, SIGTERM and the closing terminal, and wake up when a child ends."""
        signal.set_wakeup_fd(self._mouth, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def start(self, program: Program) -> None:
        """Start a program and keep it alive from now on."""
        child = self.children[program.name] = Child(program)
        child.start()

    def check(self) -> None:
        """Look after the children once; raise when somebody asked to stop."""
        if self.stopping:
            raise Interrupted
        for child in self.children.values():
            if child.process is not None and child.process.poll() is not None:
                self._bury(child)
            if child.process is None and time.monotonic() >= child.due:
                self._start_again(child)
        if time.monotonic() > self._next_log_check:
            self._next_log_check = time.monotonic() + LOG_CHECK
            cap_logs()

    def pause(self, seconds: float) -> None:
        """Sleep until something happens, at most this long."""
        ready, _, _ = select.select([self._ears], [], [], seconds)
        if ready:
            os.read(self._ears, 512)

    def run_once(self, program: Program) -> None:
        """Run a step to its end while looking after the others; its latest line is shown as it goes."""
        program.log.unlink(missing_ok=True)
        process = program.start()
        try:
            console.follow(process, program.log, self._tick)
        finally:
            finish(process, program)
        console.judge(process, program.name, program.log)

    def watch(self) -> None:
        """Keep everything alive until somebody asks to stop."""
        while True:
            self.check()
            self.pause(self._until_next())

    def shutdown(self) -> None:
        """Stop everything, highest tier first, and leave no process behind."""
        self.stopping = True
        running = [child for child in self.children.values() if child.process is not None]
        for tier in sorted({child.program.tier for child in running}, reverse=True):
            members = [child for child in running if child.program.tier == tier]
            for child in members:
                if child.process.poll() is None:
                    child.process.send_signal(child.program.stop)
            for child in members:
                finish(child.process, child.program, asked=True)
        self.children.clear()

    def _tick(self) -> None:
        self.check()
        self.pause(console.TICK)

    def _until_next(self) -> float:
        waits = [child.due - time.monotonic() for child in self.children.values() if child.process is None]
        return max(0.0, min([*waits, LOG_CHECK]))

    def _bury(self, child: Child) -> None:
        process, child.process = child.process, None
        clear_group(process.pid)
        wait = child.plan_restart()
        report(f"{child.program.name} 已退出（{process.returncode}），{wait:.1f} 秒后重启")

    def _start_again(self, child: Child) -> None:
        try:
            child.start()
        except OSError as error:  # a full disk, no process left: that passes
            wait = child.plan_restart()
            report(f"{child.program.name} 无法启动（{error.strerror}），{wait:.1f} 秒后再试")

    def _on_stop(self, *_):
        self.stopping = True


def report(text: str) -> None:
    """Tell the terminal and the log what the supervisor did; a full disk under either does not stop it."""
    line = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}"
    with contextlib.suppress(OSError):
        console.say(line)
    with contextlib.suppress(OSError):
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / "supervisor.log").open("a", encoding="utf-8") as log:
            log.write(line + "\n")


def cap_logs() -> None:
    """Keep each log and one older part of it below the cap. The writers append, so the file may be emptied."""
    for path in LOGS.glob("*.log"):
        if path.stat().st_size > LOG_BYTES:
            with contextlib.suppress(OSError):  # no room for the older part: emptying the log makes some
                shutil.copyfile(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)
