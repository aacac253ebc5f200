"""Where things are. The project folder may be deep and may hold spaces or Chinese; `VAR_DIR` moves the state."""

import hashlib
import os
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("VAR_DIR") or BASE / "var").resolve()

VENV = BASE / "var" / "venv"
NODE_MODULES = BASE / "node_modules"
NODE_WHEEL = BASE / "var" / "node"

RUN = VAR / "run"
LOGS = VAR / "log"
STAMPS = VAR / "stamps"
VENDOR = VAR / "vendor"
ENV_FILE = RUN / "env"
SECRET_KEY_FILE = VAR / "secret-key"
DEMO_PASSWORD_FILE = VAR / "demo-password"
DEMO_ACCOUNTS_FILE = VAR / "demo-accounts.json"


def digest(*parts: str | bytes) -> str:
    """Return one hash over all parts."""
    total = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        total.update(len(raw).to_bytes(8, "big") + raw)
    return total.hexdigest()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, replacing it in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.touch(mode=0o600)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


class Stamp:
    """Remembers what a step was last done for, so that an unchanged step is skipped."""

    def __init__(self, path: Path):
        self.path = path

    def matches(self, value: str) -> bool:
        """Say whether the step was completed for exactly this value."""
        return self.path.is_file() and self.path.read_text(encoding="utf-8") == value

    def set(self, value: str) -> None:
        """Record a completed step."""
        write_private(self.path, value)

    def clear(self) -> None:
        """Forget the step: it runs next time."""
        self.path.unlink(missing_ok=True)
