#!/usr/bin/env python
"""Command line of the station. Commands that change the schema run as the database owner."""

import os
import sys

OWNER_COMMANDS = {
    "migrate",
    "prepare",
    "secure_database",
    "rebuild_summaries",
    "test",
    "flush",
    "dbshell",
}


def main():
    """Run a management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workstation.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DB_ROLE", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
