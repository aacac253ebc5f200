"""The words of the launcher: `run`, `test`, `setup`, and the measurements `bench`, `faults` and `load`.

Started by whatever Python the machine has, it first makes sure of the virtual environment and goes on in there.
"""

import os
import signal
import subprocess
import sys

from workstation.launch import bootstrap, console, dotenv, locks
from workstation.launch.console import Stop, step
from workstation.launch.paths import BASE, VAR, VENDOR

MEASURES = ("faults", "load")  # modules of benchmarks/
WORDS = ("run", "test", "bench", "setup", *MEASURES)
BENCH = VAR / "bench"


def main(arguments: list[str]) -> int:
    """Run one word; every foreseeable failure is one sentence and a non-zero exit code."""
    word, *rest = arguments or ["help"]
    if word not in WORDS:
        console.say(f"{__doc__.splitlines()[0]}")
        return 0 if word == "help" else 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # like Ctrl+C: nothing may be left half done
    try:
        return _run(word, rest)
    except Stop as stop:
        console.say(f"✗ {stop}")
        return 1
    except PermissionError as error:
        console.say(f"✗ 没有权限读写 {error.filename}，请用最初启动它的用户运行（permission denied）。")
        return 1
    except KeyboardInterrupt:
        console.say("已中断（interrupted）。")
        return 130


def _run(word: str, rest: list[str]) -> int:
    os.chdir(BASE)
    lock = None
    if word == "run":
        dotenv.read_dotenv()
        lock = locks.StationLock()
        lock.take()
        locks.check_port(*_address())
    with locks.setup_lock():
        bootstrap.ensure()
    if not bootstrap.inside():
        if lock:
            lock.hand_over()
        os.execv(bootstrap.PYTHON, [str(bootstrap.PYTHON), "-m", "workstation.launch", word, *rest])
    return _inside(word, rest)


def _inside(word: str, rest: list[str]) -> int:
    """Go on with everything installed."""
    from workstation.launch import station

    if word == "run":
        return station.run(*_address())
    if word == "test":
        return _test(rest)
    if word == "bench":
        return _bench(rest)
    station.prepare_files()
    if word in MEASURES:
        return subprocess.run(
            [sys.executable, "-m", f"benchmarks.{word}", *rest], cwd=BASE, check=False
        ).returncode
    return 0


def _test(arguments: list[str]) -> int:
    """Run the tests, the browser tests included."""
    from workstation.launch import browser, station

    station.prepare_files()
    with step("查找 Chromium 和中文字体（browser, font）"):
        os.environ["CHROMIUM"] = browser.ensure()
    parallel = ["-n", "2"] if (os.cpu_count() or 1) > 1 and "-n" not in arguments else []
    return subprocess.run(
        [sys.executable, "-m", "pytest", *parallel, *arguments], cwd=BASE, check=False
    ).returncode


def _bench(arguments: list[str]) -> int:
    """Measure. The benchmark is a station of its own in `var/bench`: a running one is not touched."""
    from workstation.launch import station

    station.prepare_files()
    own = BENCH / "vendor"
    if not own.is_symlink():
        BENCH.mkdir(parents=True, exist_ok=True)
        own.symlink_to(VENDOR)
    os.environ["VAR_DIR"] = str(BENCH)
    os.execv(sys.executable, [sys.executable, "-m", "benchmarks", *arguments])


def _address() -> tuple[str, str]:
    return os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
