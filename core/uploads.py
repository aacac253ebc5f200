"""Receiving files: what is too large is read and thrown away, never stored; the typed fields arrive (TRAPS 17)."""

from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler
from django.utils.translation import gettext as _

from core.outage import disk_full_sentence, no_room

AT_ONCE = 5  # attachments of full size in one form
SLACK = 2 * 1024 * 1024  # the other fields and the boundaries of a multipart body
HOPELESS = 8 * 1024**3  # nobody waits for this to be drained


def limit_at_once():
    """Bytes that one form may send together."""
    return settings.ATTACHMENT_MAX_BYTES * AT_ONCE


def too_large_sentence(size):
    """What is said about a form that sent too much."""
    return _(
        "This is too much at once: %(size)s MB. Send at most %(limit)s MB together; your text is still here."
    ) % {
        "size": max(size // 1024 // 1024, 1),
        "limit": max(limit_at_once() // 1024 // 1024, 1),
    }


class DrainTooLarge(FileUploadHandler):
    """The first upload handler: keeps the files of an oversized body, or one oversized file, from being stored.

    The rest of the body is still read, so that the browser gets an answer instead of a broken connection, and so that
    the text fields arrive; `request.too_large` carries the sentence to the form. A single file over the limit inside an
    acceptable body is left to the form field, which names it.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Look at the announced length before a byte is stored. Raises RequestDataTooBig beyond 8 GB."""
        if content_length and content_length > HOPELESS:
            raise RequestDataTooBig
        if content_length and content_length > limit_at_once() + SLACK:
            self.request.too_large = too_large_sentence(content_length)

    def new_file(self, *args, **kwargs):
        """Skip every file of an oversized body."""
        super().new_file(*args, **kwargs)
        if getattr(self.request, "too_large", ""):
            raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        """Pass the data on, until one file is larger than all may be together (a body without an honest length)."""
        if start > limit_at_once():
            self.request.too_large = too_large_sentence(start)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        """Leave the file to the next handler."""
        return


class ToDisk(TemporaryFileUploadHandler):
    """The second upload handler: keeps files on disk; where the disk is full the text fields still arrive, and
    `request.no_room` carries the sentence to the form."""

    def new_file(self, *args, **kwargs):
        """Open a temporary file."""
        with self.room():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        """Write to it."""
        with self.room():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size):
        """The file, unless its last bytes did not fit."""
        try:
            return super().file_complete(file_size)
        except OSError as error:
            self.refuse(error)
            return None

    @contextmanager
    def room(self):
        """Skip the file when there is no room for it."""
        try:
            yield
        except OSError as error:
            self.refuse(error)
            raise SkipFile from error

    def refuse(self, error):
        """Note why, unless it is something else; what was written so far goes."""
        if not no_room(error):
            raise error
        with suppress(OSError):  # closing writes once more before it fails
            self.file.close()
        del self.file
        self.request.no_room = disk_full_sentence()
