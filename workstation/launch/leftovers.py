"""Finds what an earlier run left behind when it was killed, and ends it.

Called only while the station's lock is held: whatever still runs on this `var/` then has no owner.
"""

import os
import signal
from pathlib import Path

import psutil

from workstation.launch.process import MARK

PATIENCE = 15


def stop_in(folder: Path, name: str, polite: signal.Signals) -> None:
    """End the servers called `name` that work in `folder`: the first in good order, the rest follow it."""
    if not folder.is_dir():
        return
    found = [process for process in _processes() if _works_in(process, folder) and _called(process, name)]
    _end(found, polite)


def stop_marked(station: str) -> None:
    """End the programs that a killed launcher of this station had started."""
    _end([process for process in _processes() if _mark_of(process) == station], signal.SIGTERM)


def _processes():
    return (process for process in psutil.process_iter() if process.pid != os.getpid())


def _end(found: list[psutil.Process], polite: signal.Signals) -> None:
    ours = {process.pid for process in found}
    for process in found:
        try:
            if process.ppid() not in ours:  # the main process tells its helpers itself
                process.send_signal(polite)
        except psutil.NoSuchProcess:
            continue
    _, alive = psutil.wait_procs(found, PATIENCE)
    for process in alive:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(alive, PATIENCE)


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return folder.samefile(process.cwd())
    except (psutil.Error, OSError):
        return False


def _called(process: psutil.Process, name: str) -> bool:
    try:
        return process.name().startswith(name)
    except psutil.Error:
        return False


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except (psutil.Error, OSError):
        return None
