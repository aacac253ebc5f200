"""What the terminal shows: one line per step, a sign of life during the long ones, one sentence on failure."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from workstation.launch.paths import LOGS

SIGN_OF_LIFE = 5  # seconds between signs of life where lines cannot be rewritten
LAST_LINES = 15


class Stop(Exception):
    """The launcher cannot go on; the text is one clear sentence for the person at the terminal."""


def say(text: str = "") -> None:
    """Print one line at once, whatever the encoding of the terminal."""
    sys.stdout.buffer.write((text + "\n").encode(sys.stdout.encoding or "utf-8", "replace"))
    sys.stdout.buffer.flush()


def note(text: str) -> None:
    """Print a remark under the current step."""
    say(f"  · {text}")


@contextmanager
def step(title: str):
    """Announce a step, and say how long it took when that was noticeable."""
    say(f"▸ {title}")
    started = time.monotonic()
    yield
    took = time.monotonic() - started
    if took >= 1:
        note(f"完成，{took:.0f} 秒")


def run_logged(command: list[str], name: str, *, cwd: Path, env: dict[str, str] | None = None) -> None:
    """Run a long command: its output goes to `var/log/<name>.log`, its last line is shown as it goes."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log_path = LOGS / f"{name}.log"
    with log_path.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        life = _SignOfLife()
        lines = []
        try:
            for line in process.stdout:
                log.write(line)
                lines = [*lines[1 - LAST_LINES :], line.rstrip()] if line.strip() else lines
                life.show(line.strip())
            code = process.wait()
        finally:
            life.stop()
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()
    if code:
        for line in lines:
            say(f"    {line}")
        raise Stop(f"「{name}」失败（退出码 {code}），全部输出见 {log_path}。")


class _SignOfLife:
    """Shows the latest line of a long command: rewritten in place on a terminal, now and then elsewhere."""

    def __init__(self):
        self.live = sys.stdout.isatty()
        self.line = ""
        self.started = time.monotonic()
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._tick, daemon=True)
        self.thread.start()

    def show(self, line: str) -> None:
        self.line = line or self.line

    def stop(self) -> None:
        self.done.set()
        self.thread.join()
        if self.live:
            sys.stdout.write("\r\033[K")
            sys.stdout.flush()

    def _tick(self) -> None:
        while not self.done.wait(0.5 if self.live else SIGN_OF_LIFE):
            took = f"{time.monotonic() - self.started:.0f} 秒"
            if self.live:
                width = max(20, os.get_terminal_size().columns - 16)
                sys.stdout.write(f"\r\033[K  · {took} {self.line[: width // 2]}")
                sys.stdout.flush()
            else:
                note(f"{took} … {self.line[:90]}")
