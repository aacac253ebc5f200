"""A browser without eyes: keep-alive connections that ask, read to the end, and note how long it took."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil

TIMEOUT = 300
ATTEMPTS = 60  # to find a connection to the worker that has none yet


class Answer(Exception):
    """The server answered something else than was expected."""


class Line:
    """One connection."""

    def __init__(self, port: int):
        self.port = port
        self.open()

    def open(self) -> None:
        """Call the server."""
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, request: bytes) -> int:
        """Send a request, read the whole answer, return its status. A server that hung up meanwhile is called again."""
        try:
            self.socket.sendall(request)
            self._more()
        except OSError:
            self.close()
            self.open()
            self.socket.sendall(request)
        while (end := self.rest.find(b"\r\n\r\n")) < 0:
            self._more()
        head, self.rest = self.rest[:end].lower(), self.rest[end + 4 :]
        place = head.find(b"content-length:")
        if place < 0:
            raise Answer("an answer without a length")
        length = int(head[place + 15 :].split(b"\r\n", 1)[0])
        while len(self.rest) < length:
            self._more()
        self.rest = self.rest[length:]
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def _more(self) -> None:
        found = self.socket.recv(262_144)
        if not found:
            raise ConnectionResetError("the server hung up")
        self.rest += found


@dataclass
class Slot:
    """What one target did in one round."""

    requests: int = 0
    seconds: float = 0.0
    web_cpu: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds if self.seconds else 0.0


def connect(port: int, workers: list[int], each: int, hello: bytes) -> list[Line]:
    """`each` connections to every worker: the kernel would give them out by chance, and that would be measured."""
    lines, wanted = [], dict.fromkeys(workers, each)
    for _attempt in range(ATTEMPTS):
        if not any(wanted.values()):
            break
        line = Line(port)
        line.ask(hello)
        owner = _owner(line, workers)
        if owner is None or wanted.get(owner, 0) > 0:
            wanted[owner] = wanted.get(owner, 0) - 1
            lines.append(line)
        else:
            line.close()
    return lines[: each * len(workers)]


def drive(lines: list[Line], make: Callable[[], bytes], expected: int, seconds: float) -> Slot:
    """Ask on all lines for so long; each line asks at least once."""
    slot, failures = Slot(), []
    until = time.perf_counter() + seconds

    def work(line: Line):
        try:
            while True:
                request = make()
                began = time.perf_counter()
                status = line.ask(request)
                ended = time.perf_counter()
                if status != expected:
                    raise Answer(f"{status} instead of {expected}")
                slot.latencies.append(ended - began)
                if ended >= until:
                    return
        except Exception as error:
            failures.append(error)

    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slot.seconds = time.perf_counter() - began
    if failures:
        raise Answer(str(failures[0]))
    slot.requests = len(slot.latencies)
    return slot


def cpu_of(processes: list[int]) -> float:
    """Seconds of processor time used so far."""
    total = 0.0
    for pid in processes:
        try:
            times = psutil.Process(pid).cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def _owner(line: Line, workers: list[int]) -> int | None:
    mine = line.socket.getsockname()[1]
    for pid in workers:
        for found in psutil.Process(pid).net_connections("tcp"):
            if found.raddr and found.raddr.port == mine:
                return pid
    return None
