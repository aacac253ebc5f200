"""Word files filled into templates (docxtpl) that a park may replace by its own (DESIGN §3 "Documents").

A template of the product is code; one that somebody uploaded is looked at before it is kept, and may do nothing but name
what it is given: no calls, no filters, no loop within a loop.
"""

import re
import zipfile
import zlib
from io import BytesIO
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BYTES = 2 * 1024 * 1024
MOST_PARTS = 300
MOST_UNPACKED = 20 * 1024 * 1024
MOST_TEXT = 2 * 1024 * 1024  # of one XML part

_unprintable = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # XML has no place for these


def clean(value):
    """Texts, in dicts and lists, without characters that no XML file may hold."""
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean(each) for each in value]
    return _unprintable.sub("", str(value))


def fill(source, context):
    """A template of the product, filled; `source` is a path or a file. Returns the Word file as bytes."""
    from jinja2.sandbox import SandboxedEnvironment

    return _filled(source, context, SandboxedEnvironment(autoescape=True))


def fill_own(park_id, name, standard, context):
    """The park's own template filled, or the `standard` one where it has none."""
    content = own_of(park_id, name)
    if content is None:
        return fill(standard, context)
    return _filled(BytesIO(content), context, _strict())


def _filled(source, context, environment):
    from docxtpl import DocxTemplate  # 60 MB that only this needs (read on first use)

    document = DocxTemplate(source)
    document.render(clean(context), jinja_env=environment, autoescape=True)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


# ---- templates of a park -----------------------------------------------------------------------------------------------


def _path(park_id, name):
    return f"templates/{int(park_id)}/{name}.docx"


def own_of(park_id, name):
    """The content of the park's own template, or None."""
    path = _path(park_id, name)
    if not default_storage.exists(path):
        return None
    with default_storage.open(path) as file:
        return file.read()


def keep_own(park_id, name, content):
    """From now on the park uses this one; None: the standard one again."""
    path = _path(park_id, name)
    if default_storage.exists(path):
        default_storage.delete(path)
    if content is not None:
        default_storage.save(path, ContentFile(content))


def check_template(file, context):
    """The content of an uploaded template that can be filled with `context`; ValidationError with what to do otherwise."""
    from docx.opc.exceptions import PackageNotFoundError
    from jinja2 import TemplateError
    from lxml.etree import LxmlError

    if file.size > MOST_BYTES:
        raise ValidationError(
            _("The template is larger than %(n)s MB. Take out pictures, or make them smaller.")
            % {"n": MOST_BYTES // 1024 // 1024}
        )
    content = file.read()
    _check_parts(content)
    try:
        _filled(BytesIO(content), context, _strict())
    except TemplateError as error:
        raise ValidationError(
            _("The template cannot be filled: %(why)s. Compare its fields with the standard template.")
            % {"why": str(error.message or error)[:200]}
        ) from error
    except (PackageNotFoundError, LxmlError, KeyError, ValueError, AttributeError) as error:
        raise ValidationError(_not_word()) from error
    return content


def _not_word():
    return _(
        "This is no Word file (.docx), or it is damaged. Open it in Word or WPS, save it again, and send that."
    )


def _check_parts(content):
    """A Word file of a sensible size: no bomb, no macro, no password, nothing declared outside."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            too_large = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED
            xml = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
            if too_large or any(part.file_size > MOST_TEXT for part in xml):
                raise ValidationError(_("Unpacked, this template is far too large."))
            if any(part.filename.endswith("vbaProject.bin") for part in parts):
                raise ValidationError(_("The template holds macros. Save it as .docx and send that."))
            if "word/document.xml" not in {part.filename for part in parts}:
                raise ValidationError(_not_word())
            texts = [archive.read(part) for part in xml]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise ValidationError(_not_word()) from error
    if any(b"<!DOCTYPE" in text or b"<!ENTITY" in text for text in texts):
        raise ValidationError(_not_word())


def _strict():
    """An environment for templates that people bring: what they name must be there, and naming is all they may do."""
    from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
    from jinja2.sandbox import SandboxedEnvironment

    allowed = (
        nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Const, nodes.Compare,
        nodes.Operand, nodes.Not, nodes.And, nodes.Or,
    )  # fmt: skip

    def check(node, in_loop):
        loops = isinstance(node, nodes.For)
        if not isinstance(node, allowed) or (loops and (in_loop or node.recursive or node.test)):
            raise TemplateSyntaxError(
                _("only fields, conditions and one level of rows are possible"), getattr(node, "lineno", 1)
            )
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise TemplateSyntaxError(
                _("only fields, conditions and one level of rows are possible"), node.lineno
            )
        for child in node.iter_child_nodes():
            check(child, in_loop or loops)

    class Strict(SandboxedEnvironment):
        """Looks at what was written before any of it is run."""

        def _parse(self, source, name, filename):
            tree = super()._parse(source, name, filename)
            for node in tree.body:
                check(node, False)
            return tree

    environment = Strict(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    return environment


def word_answer(content, name):
    """The answer with a Word file under a Chinese name (RFC 5987)."""
    response = HttpResponse(content, content_type=MIME)
    response["Content-Disposition"] = (
        f"attachment; filename=\"document.docx\"; filename*=UTF-8''{quote(get_valid_filename(name))}.docx"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
