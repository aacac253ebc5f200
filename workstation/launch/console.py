"""What the terminal shows: one line per step, a sign of life during the long ones, one sentence on failure."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from workstation.launch.paths import LOGS

SIGN_OF_LIFE = 5  # seconds between signs of life where lines cannot be rewritten
TICK = 0.2
LAST_LINES = 15
LINE = 90
WORKING = "仍在进行（working）"


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
    """Run a long command: its output goes to `var/log/<name>.log`, its latest line is shown as it goes."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        follow(process, log, lambda: time.sleep(TICK))
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    judge(process, name, log)


def follow(process: subprocess.Popen, log: Path, tick: Callable[[], None]) -> None:
    """Show the latest line of a log until the process ends: rewritten in place on a terminal, else now and then."""
    live = sys.stdout.isatty()
    started = shown = time.monotonic()
    while process.poll() is None:
        tick()
        if time.monotonic() - shown < (TICK if live else SIGN_OF_LIFE):
            continue
        shown = time.monotonic()
        text = f"{shown - started:.0f} 秒 … {last_lines(log, 1).strip()[:LINE] or WORKING}"
        if live:
            sys.stdout.write(f"\r\033[K  · {text}")
            sys.stdout.flush()
        else:
            note(text)
    if live:
        sys.stdout.write("\r\033[K")
        sys.stdout.flush()


def judge(process: subprocess.Popen, name: str, log: Path) -> None:
    """Refuse to go on after a step that failed, and show the end of what it said."""
    if process.returncode:
        say(last_lines(log, LAST_LINES))
        raise Stop(f"「{name}」失败（退出码 {process.returncode}），全部输出见 {log}。")


def last_lines(log: Path, number: int) -> str:
    """Return the end of a log."""
    with log.open("rb") as text:
        text.seek(max(0, log.stat().st_size - 8192))
        lines = text.read().decode("utf-8", "replace").splitlines()
    return "\n".join([f"    {line.rstrip()}" for line in lines if line.strip()][-number:])
