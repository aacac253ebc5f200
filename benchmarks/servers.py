"""The measured programs: product, floor and stock admin, each over both databases, all at once."""

import socket
import time
from dataclasses import replace

import psutil

from benchmarks.data.sizes import Size
from benchmarks.databases import environment
from workstation.launch import station
from workstation.launch.process import Program
from workstation.launch.supervisor import Supervisor

PRODUCT, FLOOR, ADMIN = "product", "floor", "admin"
KINDS = (PRODUCT, FLOOR, ADMIN)
WORKERS, THREADS = 2, 2
PATIENCE = 90


class Server:
    """One program over one database."""

    def __init__(self, kind: str, size: Size, urls: dict[str, str]):
        self.kind, self.size = kind, size
        self.name = f"{kind}-{size.name}"
        self.env = environment(urls, size, DJANGO_SETTINGS_MODULE=f"benchmarks.settings.{kind}")
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.workers: list[int] = []

    def program(self) -> Program:
        """The product's own command line of the web server, with two threads, as the goals are stated for."""
        (web,) = [program for program in station.programs(self.env, self.listener) if program.name == "web"]
        command = [
            "benchmarks.wsgi:application"
            if part.startswith("workstation.wsgi") and self.kind != PRODUCT
            else part
            for part in web.command
        ]
        for option, value in (("--workers", WORKERS), ("--threads", THREADS)):
            command[command.index(option) + 1] = str(value)
        return replace(web, name=self.name, command=command)

    def note_workers(self, supervisor: Supervisor) -> None:
        """Remember who answers, once all workers are there."""
        deadline = time.monotonic() + PATIENCE
        while len(self.workers) < WORKERS:
            if time.monotonic() > deadline:
                raise SystemExit(f"{self.name} did not start, see var/bench/log/{self.name}.log")
            supervisor.check()
            time.sleep(0.2)
            process = supervisor.children[self.name].process
            self.workers = [child.pid for child in psutil.Process(process.pid).children()] if process else []


def start(supervisor: Supervisor, urls: dict[str, str], sizes, kinds=KINDS) -> dict[tuple[str, str], Server]:
    """Start what is measured; {(kind, size): server}."""
    found = {}
    for kind in kinds:
        for size in sizes:
            server = found[kind, size.name] = Server(kind, size, urls)
            supervisor.start(server.program())
    for server in found.values():
        server.note_workers(supervisor)
    return found


__all__ = ["ADMIN", "FLOOR", "KINDS", "PRODUCT", "Server", "start"]
