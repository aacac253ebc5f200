"""Receiving files: what is too large is read and thrown away, never stored; the typed fields arrive (TRAPS 17)."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _

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
