"""The demo park: whether this station has one, the password of its accounts, and the table that is printed."""

import json
import os
import unicodedata

from workstation.launch import console
from workstation.launch.identity import new_password, secret_key
from workstation.launch.paths import (
    DEMO_ACCOUNTS_FILE,
    DEMO_PASSWORD_FILE,
    STAMPS,
    Stamp,
    digest,
    write_private,
)

WANTED = Stamp(STAMPS / "demo")
PASSWORD = Stamp(STAMPS / "demo-password")


def wanted() -> bool:
    """Say whether this station has the demo park: as asked for now, else as it was first made, else yes."""
    if given := os.environ.get("DEMO"):
        answer = given not in ("0", "no", "false")
        WANTED.set("1" if answer else "0")
        return answer
    if WANTED.matches("0"):
        return False
    WANTED.set("1")
    return True


def password() -> str:
    """Return the password of the demo accounts: the one given, or the one generated and kept."""
    if given := os.environ.get("DEMO_PASSWORD"):
        return given
    if not DEMO_PASSWORD_FILE.is_file():
        write_private(DEMO_PASSWORD_FILE, new_password() + "\n")
    return DEMO_PASSWORD_FILE.read_text(encoding="utf-8").strip()


def password_is_new() -> bool:
    """Say whether the accounts must be given the password: always when it is given, else when it has changed."""
    return bool(os.environ.get("DEMO_PASSWORD")) or not PASSWORD.matches(_fingerprint())


def password_is_set() -> None:
    """Remember which password the accounts have, without writing it down."""
    PASSWORD.set(_fingerprint())


def show_accounts() -> None:
    """Print the demo accounts."""
    if not DEMO_ACCOUNTS_FILE.is_file():
        return
    rows = [("账号", "姓名", "角色", "说明")]
    for account in json.loads(DEMO_ACCOUNTS_FILE.read_text(encoding="utf-8")):
        rows.append(tuple(str(account.get(key, "")) for key in ("username", "name", "role", "note")))
    widths = [max(_width(row[column]) for row in rows) for column in range(4)]
    console.say("  演示账号（demo accounts）")
    for row in rows:
        cells = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
        console.say("    " + "  ".join(cells).rstrip())
    console.say(f"  密码（password）  {password()}")


def _fingerprint() -> str:
    return digest(secret_key(), password())


def _width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
