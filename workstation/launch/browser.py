"""What the browser tests need: Chromium and a Chinese font, found or installed by the system's package manager."""

import os
import shutil
import subprocess
import sys

from workstation.launch import console
from workstation.launch.console import Stop, run_logged
from workstation.launch.paths import BASE

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
MANAGERS = {
    "apt-get": (
        ["update"],
        ["install", "-y", "--no-install-recommends"],
        ["chromium", "fonts-noto-cjk", "fontconfig"],
    ),
    "dnf": (None, ["install", "-y"], ["chromium", "google-noto-sans-cjk-fonts", "fontconfig"]),
    "zypper": (None, ["--non-interactive", "install"], ["chromium", "noto-sans-sc-fonts", "fontconfig"]),
    "pacman": (None, ["-Sy", "--noconfirm", "--needed"], ["chromium", "noto-fonts-cjk", "fontconfig"]),
}


def ensure() -> str:
    """Return the path of a Chromium that runs, with a Chinese font beside it."""
    if not chromium() or not chinese_font():
        _install()
    if not (found := chromium()):
        raise Stop("浏览器测试需要 Chromium，请先安装，或用 CHROMIUM=路径 指定（Chromium is required）。")
    if not chinese_font():
        raise Stop("浏览器测试需要中文字体，请先安装，例如 fonts-noto-cjk（a Chinese font is required）。")
    return found


def chromium() -> str | None:
    """Return the first browser that answers (a stub of a snap package does not)."""
    candidates = [os.environ.get("CHROMIUM"), *(shutil.which(name) for name in NAMES), *MAC]
    return next((path for path in candidates if path and _answers([path, "--version"])), None)


def chinese_font() -> bool:
    """Say whether Chinese can be shown; macOS always can."""
    return sys.platform == "darwin" or bool(_answers(["fc-list", ":lang=zh"]))


def _answers(command: list[str]) -> str:
    try:
        return subprocess.check_output(command, text=True, stderr=subprocess.DEVNULL, timeout=60).strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def _install() -> None:
    manager = next((name for name in MANAGERS if shutil.which(name)), None)
    if manager is None:
        return
    refresh, install, packages = MANAGERS[manager]
    if os.geteuid():
        raise Stop(
            f"浏览器测试需要 Chromium 和中文字体，请先运行：sudo {manager} {' '.join([*install, *packages])}"
        )
    with console.step(f"用 {manager} 安装 Chromium 和中文字体（browser and font for the tests）"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if refresh:
            run_logged([manager, *refresh], "packages", cwd=BASE, env=environment)
        run_logged([manager, *install, *packages], "packages", cwd=BASE, env=environment)
