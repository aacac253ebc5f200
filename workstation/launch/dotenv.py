"""`.env`: what a person chooses once instead of typing it at every start."""

import os

from workstation.launch.console import Stop
from workstation.launch.paths import BASE


def read_dotenv() -> None:
    """Take what `.env` says where the environment itself says nothing."""
    path = BASE / ".env"
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        words = line.strip().removeprefix("export ")
        if not words or words.startswith("#"):
            continue
        name, equals, value = words.partition("=")
        if not equals:
            raise Stop(f".env 第 {number} 行不是「名称=值」的形式（line {number} is not NAME=VALUE）。")
        os.environ.setdefault(name.strip(), _plain(value.strip()))


def _plain(value: str) -> str:
    """Take the quotes off, or the remark after a space."""
    if value[:1] in ("'", '"') and value.find(value[0], 1) > 0:
        return value[1 : value.find(value[0], 1)]
    return value.split(" #")[0].rstrip()
