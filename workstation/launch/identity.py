"""Secrets, names of this machine, and `var/run/env`: what a station works out for itself."""

import os
import secrets
import socket
import string

import psutil

from workstation.launch.paths import ENV_FILE, SECRET_KEY_FILE, write_private

LOOPBACK = ("localhost", "127.0.0.1", "::1")
PASSWORD_LENGTH = 16
LOOK_ALIKE = "0O1lI"
CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_.+")


def secret_key() -> str:
    """Return the key of this station: the one given, or one generated once."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    if not SECRET_KEY_FILE.is_file():
        write_private(SECRET_KEY_FILE, secrets.token_urlsafe(50) + "\n")
    return SECRET_KEY_FILE.read_text(encoding="utf-8").strip()


def new_password() -> str:
    """Return a strong password without letters that look alike."""
    while True:
        letters = [letter for letter in "".join(CLASSES) if letter not in LOOK_ALIKE]
        password = "".join(secrets.choice(letters) for _ in range(PASSWORD_LENGTH))
        if all(set(password) & set(group) for group in CLASSES) and password[0].isalpha():
            return password


def allowed_hosts(host: str) -> str:
    """Return the names under which a station that listens on `host` may be called."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in ("0.0.0.0", "::", "*"):
        names += [bracketed(address) for address in own_addresses()]
    elif host not in LOOPBACK:
        names.append(bracketed(host))
    return ",".join(dict.fromkeys(names))


def own_addresses() -> list[str]:
    """Return the addresses and the name of this machine in its network."""
    found = [
        entry.address.split("%")[0]
        for entries in psutil.net_if_addrs().values()
        for entry in entries
        if entry.family in (socket.AF_INET, socket.AF_INET6)
    ]
    return [*(address for address in found if address not in LOOPBACK), socket.gethostname()]


def bracketed(host: str) -> str:
    """Write an IPv6 address as it stands in a URL."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def write_run_env(values: dict[str, str]) -> None:
    """Tell commands given by hand where the running station's services are."""
    write_private(ENV_FILE, "".join(f"{name}={value}\n" for name, value in sorted(values.items())))
