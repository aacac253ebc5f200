"""The Word file of an archive, filled into a template that a park may replace."""

import re
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from django.core.files.storage import default_storage

TEMPLATE = Path(__file__).resolve().parent.parent / "data" / "archive.docx"
OWN = "templates/{park}/archive.docx"  # in the storage of the files: the park's own
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_unprintable = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML has no place for these


def write_word(found, park_id, template=None):
    """Fill the template with dossiers; returns the file as bytes. `template` is tried instead of the park's own."""
    from docxtpl import DocxTemplate  # 60 MB that only this page needs (read on first use)
    from jinja2.sandbox import SandboxedEnvironment

    document = DocxTemplate(template or _template_of(park_id))
    context = {"archives": [_clean(asdict(each)) for each in found]}
    document.render(context, jinja_env=SandboxedEnvironment(autoescape=True))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _template_of(park_id):
    own = OWN.format(park=park_id)
    if default_storage.exists(own):
        with default_storage.open(own) as file:
            return BytesIO(file.read())
    return str(TEMPLATE)


def _clean(value):
    """Without characters that no XML file may hold."""
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return _unprintable.sub("", str(value))
