"""The virtual environment in `var/venv`. Needs nothing but Python itself; skipped while nothing changed.

Tools are always called as `python -m …`: the first line of an installed script breaks in a deep folder.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from workstation.launch import console
from workstation.launch.console import Stop, run_logged
from workstation.launch.paths import BASE, VENV, Stamp, digest

PYTHON = VENV / "bin" / "python"
REQUIREMENTS = BASE / "requirements.txt"
PIP = ["install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]


def inside() -> bool:
    """Say whether this is the Python of the virtual environment."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def ensure() -> None:
    """Make the virtual environment, and install what `requirements.txt` lists when it has changed."""
    installed = Stamp(VENV / ".installed")
    wanted = digest(REQUIREMENTS.read_bytes())
    if installed.matches(wanted) and os.access(PYTHON, os.X_OK):
        return
    if not _runs(PYTHON):
        with console.step("建立虚拟环境 var/venv（virtual environment）"):
            _create()
    with console.step("安装 Python 依赖，首次需要几分钟（dependencies）"):
        installed.clear()
        run_logged([*_pip(), *PIP, "-r", REQUIREMENTS.name], "pip", cwd=BASE)
        installed.set(wanted)


def _create() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.parent.mkdir(parents=True, exist_ok=True)
    options = [] if _has("ensurepip") else ["--without-pip"]
    if options and not _has("pip"):
        _install_venv_support()
        options = []
    run_logged([sys.executable, "-m", "venv", *options, str(VENV)], "venv", cwd=BASE)


def _pip() -> list[str]:
    """Return the pip of the environment, or the one of the system acting on it (Debian without python3-venv)."""
    if subprocess.run([PYTHON, "-c", "import pip"], check=False, capture_output=True).returncode == 0:
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def _install_venv_support() -> None:
    """Debian and Ubuntu keep `venv` in a package of its own."""
    package = f"python3.{sys.version_info.minor}-venv"
    if os.geteuid() or not shutil.which("apt-get"):
        raise Stop(f"本机的 Python 没有 venv 模块，请先安装：apt-get install {package}（then run again）。")
    run_logged(["apt-get", "update"], "apt", cwd=BASE)
    run_logged(["apt-get", "install", "-y", "--no-install-recommends", package], "apt", cwd=BASE)


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _runs(python: Path) -> bool:
    """Say whether the interpreter still works (a system upgrade may have removed what it points to)."""
    return os.access(python, os.X_OK) and subprocess.run([python, "-c", ""], check=False).returncode == 0
