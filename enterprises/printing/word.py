"""The Word file of an archive, filled into a template that a park may replace."""

from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from core import word

TEMPLATE = Path(__file__).resolve().parent.parent / "data" / "archive.docx"
NAME = "archive"


def write_word(found, park_id, template=None):
    """Fill the template with dossiers; returns the file as bytes. `template` is tried instead of the park's own."""
    own = None if template else word.own_of(park_id, NAME)
    source = template or (BytesIO(own) if own is not None else str(TEMPLATE))
    return word.fill(source, {"archives": [asdict(each) for each in found]})
