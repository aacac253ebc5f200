"""Receiving files: refuse what is too large without storing it, drain it so that the browser gets an answer (TRAPS 17)."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils.translation import gettext as _

SLACK = 2 * 1024 * 1024  # the other fields and the boundaries of a multipart body


class UploadTooLarge(Exception):
    """The posted body is larger than this form may be."""


class DrainTooLarge(FileUploadHandler):
    """Stops at a body that is larger than all attachments of one form may be together.

    A single file over the limit inside an acceptable body is refused by the form field with its own sentence; here the
    body as a whole is refused before anything is written. Up to 200 MB are read and thrown away, so that the browser
    sees the answer instead of a broken connection; more than that is cut off (the page's script refuses it before).
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Look at the announced length before a byte is stored."""
        limit = settings.ATTACHMENT_MAX_BYTES * 5 + SLACK
        if content_length and content_length > limit:
            raise UploadTooLarge(
                _("This is too much at once: %(size)s MB. Send at most %(limit)s MB together; your text has been kept.")
                % {"size": content_length // 1024 // 1024, "limit": limit // 1024 // 1024}
            )

    def receive_data_chunk(self, raw_data, start):
        """Pass the data on; a file that grows past twice the single limit is cut here (chunked bodies)."""
        if start > settings.ATTACHMENT_MAX_BYTES * 5:
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size):
        """Leave the file to the next handler."""
        return
