"""Entry of the launcher. This file must parse and run on an old Python, to say which one is needed."""

import os
import sys

OLDEST = (3, 11)


def newer_python():
    """Return a python3.11 or newer from PATH, None when there is none."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    for minor in range(20, OLDEST[1] - 1, -1):
        for folder in folders:
            candidate = f"{folder}/python3.{minor}"
            if os.access(candidate, os.X_OK):
                return candidate
    return None


def main():
    """Run the word given, with a Python that can."""
    if sys.version_info < OLDEST:
        newer = newer_python()
        if newer:
            os.execv(newer, [newer, "-m", "workstation.launch"] + sys.argv[1:])
        found = sys.version.split()[0]
        text = f"✗ 需要 Python 3.11 或更新版本，当前是 {found}，请先安装（Python 3.11+ is required, found {found}）。\n"
        sys.stderr.buffer.write(text.encode("utf-8"))
        return 1
    from workstation.launch import commands

    return commands.main(sys.argv[1:])


sys.exit(main())
