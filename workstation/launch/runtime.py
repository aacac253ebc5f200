"""A short private folder under /tmp, and the account that the databases run as.

Unix sockets may have 107 bytes, so they cannot stand in `var/` of a deep project folder. PostgreSQL refuses to
run as root: started by root, both databases run as an existing unprivileged account. That account may be unable
to walk through the folders above `var/`, whose permissions are not ours to change. So each database starts with
its own folder as the current directory (opened before the privileges are dropped) and reaches it as
`/proc/self/cwd`; and its programs are copied to where the account can execute them.
"""

import fcntl
import os
import pwd
import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from workstation.launch.console import Stop

TMP = Path("/tmp")
UNPRIVILEGED = "nobody"
CURRENT_DIRECTORY = "/proc/self/cwd"


@dataclass(frozen=True)
class Account:
    """The account that owns and runs the databases; `drops` when the launcher itself runs as root."""

    name: str
    uid: int
    gid: int
    drops: bool

    def owned(self, folder: Path) -> Path:
        """Make a folder that only this account can enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        if self.drops:
            os.chown(folder, self.uid, self.gid)
        return folder


def account_for(data: Path) -> Account:
    """Return who runs the databases: we ourselves, or for root the owner of the data, or `nobody`."""
    if os.geteuid() == 0 and sys.platform != "linux":
        raise Stop("请用普通用户运行，不要用 root（run as an ordinary user）。")
    try:
        if os.geteuid() != 0:
            me = pwd.getpwuid(os.geteuid())
            return Account(me.pw_name, me.pw_uid, me.pw_gid, drops=False)
        owner = data.stat().st_uid if data.exists() else 0
        other = pwd.getpwuid(owner) if owner else pwd.getpwnam(UNPRIVILEGED)
        return Account(other.pw_name, other.pw_uid, other.pw_gid, drops=True)
    except KeyError:
        raise Stop("本机账户表里找不到运行数据库所用的账户（no such account in /etc/passwd）。") from None


class Runtime:
    """`/tmp/qs-<name>-<uid>/`: sockets, and for root a copy of the programs."""

    def __init__(self, name: str, account: Account):
        self.account = account
        self.path = TMP / f"qs-{name}-{os.geteuid()}"
        self._hold = None

    def create(self) -> "Runtime":
        """Make the folder, or refuse one that somebody else has put there."""
        mode = 0o711 if self.account.drops else 0o700
        try:
            self.path.mkdir(mode=0o700)
        except FileExistsError:
            found = self.path.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
                raise Stop(
                    f"{self.path} 不是本用户的目录，请删除后再启动（not our folder, remove it）。"
                ) from None
        except OSError as error:
            raise Stop(f"无法在 {TMP} 里建立运行目录：{error.strerror}。") from None
        self.path.chmod(mode)
        self.account.owned(self.sockets)
        # systemd-tmpfiles leaves a folder alone while somebody holds a lock on it.
        self._hold = os.open(self.path, os.O_RDONLY)
        fcntl.flock(self._hold, fcntl.LOCK_SH)
        return self

    @property
    def sockets(self) -> Path:
        """The folder of the sockets."""
        return self.path / "sock"

    def programs(self, name: str, source: Path, wanted: tuple[str, ...]) -> Path:
        """Return where the programs can be executed: in the package itself, for root in a copy."""
        if not self.account.drops:
            return source
        if os.statvfs(self.path).f_flag & getattr(os, "ST_NOEXEC", 0):
            raise Stop(f"{TMP} 不允许执行程序（noexec），请改用普通用户运行（run as an ordinary user）。")
        target = self.path / name
        shutil.rmtree(target, ignore_errors=True)
        for part in wanted:
            goal = target / part
            goal.parent.mkdir(parents=True, exist_ok=True)
            if (source / part).is_dir():
                shutil.copytree(source / part, goal, copy_function=shutil.copyfile)
            else:
                shutil.copyfile(source / part, goal)
        for path in (target, *target.rglob("*")):
            path.chmod(0o755)
        return target

    def remove(self) -> None:
        """Remove the folder, if it is ours."""
        if self._hold is not None:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._hold)
            self._hold = None
