"""One station per `var/`, one set-up at a time, and a port that is free: asked before anything starts."""

import errno
import fcntl
import os
import socket
from contextlib import contextmanager

from workstation.launch import console
from workstation.launch.console import Stop
from workstation.launch.paths import RUN, VAR

BACKLOG = 2048  # as gunicorn's own
HANDED_OVER = "QS_LOCK_FD"  # the lock goes along when the launcher replaces itself by the one of the venv


class StationLock:
    """The lock of this `var/`, held for as long as the process lives, across `exec` too."""

    def __init__(self):
        handed = os.environ.pop(HANDED_OVER, "")
        self.handle = int(handed) if handed else _open("lock")
        os.set_inheritable(self.handle, False)

    def take(self) -> None:
        """Take it, or refuse. Taking what was handed over changes nothing."""
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(
                f"同一个 {VAR} 上已有一个工作站在运行，请先停止它（already running on this var/）。"
            ) from None

    def hand_over(self) -> None:
        """Let it survive `exec`."""
        os.set_inheritable(self.handle, True)
        os.environ[HANDED_OVER] = str(self.handle)


@contextmanager
def setup_lock():
    """Prepare the tools one after the other: a test run and a station may start at the same time."""
    lock = _open("setup.lock")
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.note("另一个命令正在安装，等待它完成 …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def check_port(host: str, port: str) -> None:
    """Refuse an address that cannot be listened on."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Stop(f"PORT={port} 不是端口号，请用 1 到 65535 的数字（not a port number）。")
    _bound(host, port).close()


def listen(host: str, port: str) -> socket.socket:
    """Return the listening socket of the station. It belongs to the supervisor: while a web server is killed and the
    next one starts, visitors wait in its queue instead of being refused."""
    listener = _bound(host, port)
    listener.listen(BACKLOG)
    return listener


def _bound(host: str, port: str) -> socket.socket:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, proto)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        return found
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Stop(
                f"端口 {port} 已被占用，请换一个再启动，例如 make run PORT={_other(port)}（port {port} is taken）。"
            ) from None
        raise Stop(f"无法监听 {host}:{port}：{error.strerror}（cannot listen there）。") from None


def _other(port: str) -> int:
    return int(port) + 1 if int(port) < 65535 else 8000


def _open(name: str) -> int:
    RUN.mkdir(parents=True, exist_ok=True)
    return os.open(RUN / name, os.O_RDWR | os.O_CREAT, 0o600)
