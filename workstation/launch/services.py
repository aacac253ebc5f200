"""The embedded services of a station or of a test run, each replaced by the address of a real server."""

import os
from collections.abc import Mapping
from pathlib import Path

from workstation.launch.paths import VAR, digest
from workstation.launch.postgres import Postgres
from workstation.launch.runtime import Runtime, account_for
from workstation.launch.supervisor import Supervisor
from workstation.launch.valkey import Valkey

STATION = digest(str(VAR))[:10]


def start(
    supervisor: Supervisor,
    runtime: Runtime,
    *,
    data: Path,
    given: Mapping[str, str] = os.environ,
    settings: dict[str, str] | None = None,
) -> dict[str, str]:
    """Start what `given` does not name an address for, and return the addresses of what was started."""
    urls: dict[str, str] = {}
    servers = []
    if not given.get("DATABASE_URL"):
        servers.append(Postgres(data, runtime, settings=settings))
    if not given.get("REDIS_URL"):
        servers.append(Valkey(data.with_name("valkey"), runtime))
    if servers:
        runtime.create()
    for server in servers:
        server.prepare()
        supervisor.start(server.program())
    for server in servers:
        server.wait_until_ready(supervisor.check)
        server.provision()
        urls |= server.urls()
    return urls


def station_runtime() -> Runtime:
    """Return the runtime folder of this `var/`."""
    return Runtime(STATION, account_for(VAR / "postgres"))
