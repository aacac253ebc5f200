"""Files on disk that are there whole or not at all, also when the disk fills up or the power fails."""

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Writes beside the final place, forces it to the disk, and only then gives it its name.

    The row of an attachment is committed after that, so a row never stands for a file that is not there.
    """

    def _save(self, name, content):
        part = f"{name}.part"
        try:
            written = Path(self.path(super()._save(part, content)))
            with written.open("rb") as file:
                os.fsync(file.fileno())
            written.replace(self.path(name))
        except OSError:
            self.delete(part)
            raise
        return name
