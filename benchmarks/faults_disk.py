"""The disk runs full in the middle of saves: first that of the attachments, then that of the database and everything.

The station stands on a file system in memory of its own (mounting needs root: otherwise this part is left out). A file
fills it to the last byte and is removed again; then all must be there, whole, readable, and the station must work.
"""

import contextlib
import os
import subprocess
import sys
import time
from datetime import UTC, datetime

from benchmarks import faults
from benchmarks.faults_crowd import Crowd
from benchmarks.faults_kills import PATIENCE
from benchmarks.stack import BASE, PASSWORD

VAR = BASE / "var" / "faults-disk"
ROOM, ROOM_FOR_FILES = "700m", "48m"
FULL_FOR = 12.0  # seconds


def main():
    """Both disks; returns whether anything was breached."""
    if os.geteuid() != 0 or sys.platform != "linux":
        print("Disk full: left out, mounting a small file system needs root on Linux.")
        return False
    with contextlib.ExitStack() as mounts:
        try:
            mounts.enter_context(mounted(VAR, ROOM))
            mounts.enter_context(mounted(VAR / "media", ROOM_FOR_FILES))
        except subprocess.CalledProcessError as error:
            print(
                f"Disk full: left out, this machine does not let us mount ({error.stderr.decode().strip()})."
            )
            return False
        (VAR / "tmp").mkdir()
        stack = faults.started(VAR, TMPDIR=str(VAR / "tmp"))
        try:
            crowd = Crowd(stack, faults.SAVERS, PASSWORD)
            breaches = [
                *full(stack, crowd, "disk of the files", VAR / "media"),
                *full(stack, crowd, "disk of everything", VAR),
                *faults.readable(stack),
            ]
        finally:
            stack.stop()
    for breach in breaches:
        print(f"✗ {breach}")
    return bool(breaches)


@contextlib.contextmanager
def mounted(folder, size):
    """A file system of that size in memory, at that place."""
    folder.mkdir(parents=True, exist_ok=True)
    options = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=711", "tmpfs", str(folder)]
    subprocess.run(options, check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def full(stack, crowd, name, folder):
    """Fill, wait, free; prints the line of the table and returns the breaches."""
    crowd.start()
    time.sleep(faults.BEFORE)
    filler = folder / "filler"
    fill(filler)
    end = time.monotonic() + FULL_FOR
    while time.monotonic() < end:
        fill(filler)  # whatever became free meanwhile
        time.sleep(0.3)
    filler.unlink()
    freed, since = time.monotonic(), datetime.now(UTC)
    took = None
    while took is None and time.monotonic() - freed < PATIENCE:
        if saved_since(since):
            took = time.monotonic() - freed
        time.sleep(0.2)
    time.sleep(faults.AFTER)
    done = crowd.end()
    return faults.tell(name, done, took, may_break=False)


def fill(path):
    """Write until nothing fits any more."""
    with path.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(b"\0" * size) == size:
                    pass


def saved_since(since):
    """Whether a request with a file was saved after that moment."""
    from django.db import DatabaseError, close_old_connections

    from core.models import Attachment

    try:
        close_old_connections()
        return Attachment.objects.filter(uploaded_at__gt=since).exists()
    except DatabaseError:
        return False


if __name__ == "__main__":
    sys.exit(main())
