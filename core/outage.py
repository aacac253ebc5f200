"""What the station stands on may be away for a moment: the database restarts, the disk is full, the bucket of the files
does not answer. That is no mistake of the program: people get a sentence, keep what they typed, and send it once more
(core.errors.unavailable)."""

import errno
import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext as _
from psycopg2.errors import DiskFull

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


def disk_full_sentence():
    """What is said when nothing can be written."""
    return _(
        "The station's disk is full: nothing can be kept just now. Tell whoever looks after the station. What was "
        "saved before is safe."
    )


def outage_of(error):
    """The sentence for an error that comes from an outage, or an empty string when it is a mistake of ours."""
    chain = chain_of(error)
    if any(no_room(each) for each in chain):
        return disk_full_sentence()
    if any(database_is_away(each) for each in chain):
        return _(
            "The station's database is restarting, which takes some seconds. What was saved before is safe; wait a "
            "moment, then try once more."
        )
    if any(bucket_is_away(each) for each in chain):
        return _(
            "The place where files are kept does not answer. What was saved before is safe; wait a moment, then try "
            "once more."
        )
    return ""


def chain_of(error):
    """The error and those it arose from."""
    found = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def no_room(error):
    """Whether the disk is full, here or at the database."""
    return getattr(error, "errno", None) in NO_ROOM or isinstance(error, DiskFull)


def database_is_away(error):
    """Whether the database did not answer, or ended the conversation."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return True
    # a connection that breaks off in the middle of an answer carries no code of the server
    return type(error) is DatabaseError and getattr(error.__cause__, "pgcode", None) is None


def bucket_is_away(error):
    """Whether the server of the files failed; where it is a disk, its library is not even loaded."""
    library = sys.modules.get("botocore.exceptions")
    return library is not None and isinstance(error, (library.BotoCoreError, library.ClientError))
