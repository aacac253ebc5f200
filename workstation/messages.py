"""Messages: extract source strings, keep the Chinese catalogue, say what is missing. No gettext tools are needed.

`python -m workstation.messages` updates `locale/zh_Hans/LC_MESSAGES/django.po`: new strings are added untranslated,
strings that are gone are dropped. `--check` changes nothing and fails when the file would change or lacks Chinese.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

BASE = Path(__file__).resolve().parent.parent
PO = BASE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
APPS = (
    "core",
    "accounts",
    "reminders",
    "enterprises",
    "servicedesk",
    "visits",
    "licensing",
    "dashboards",
    "workstation",
)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sources():
    """Python files of the apps and all templates, in a stable order."""
    for app in APPS:
        for path in sorted((BASE / app).rglob("*.py")):
            if "migrations" not in path.parts and "launch" not in path.parts:
                yield path
    yield from sorted((BASE / "templates").rglob("*.html"))
    yield from sorted((BASE / "templates").rglob("*.txt"))


def messages_of(path):
    """(line, message, context) of one file; a message is a string or (singular, plural)."""
    if path.suffix == ".py":
        found = extract("python", io.BytesIO(path.read_bytes()), keywords=KEYWORDS)
    else:
        from django.utils.translation.template import templatize

        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        found = extract(
            "javascript", io.BytesIO(code.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
        )
    for line, message, _comments, context in found:
        yield line, message, context


def collect():
    """A catalogue of all source strings."""
    catalog = Catalog(locale="zh_Hans", domain="django", fuzzy=False)
    for path in sources():
        for _line, message, context in messages_of(path):
            if message:
                catalog.add(message, context=context, locations=[(str(path.relative_to(BASE)), 0)])
    return catalog


def read(path):
    """A catalogue from a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", domain="django")


def updated(*more):
    """The catalogue of all source strings, with the Chinese there is (the file's own, then the catalogues in `more`)."""
    known = [read(PO)] if PO.is_file() else []
    new = collect()
    for message in new:
        if not message.id:
            continue
        for catalog in (*known, *more):
            key = message.id[0] if isinstance(message.id, tuple) else message.id
            old = catalog.get(key, message.context)
            if old and any(old.string if isinstance(old.string, tuple) else [old.string]):
                string = old.string if isinstance(old.string, tuple) else (old.string,)
                message.string = (string[0],) if isinstance(message.id, tuple) else string[0]
                break
    return new


def text_of(catalog):
    """The .po file as text: sorted, with file names but no line numbers, so that a diff shows words only."""
    out = io.BytesIO()
    catalog.header_comment = "# Simplified Chinese of the Park Quality Workstation."
    write_po(out, catalog, sort_output=True, width=110, omit_header=True, include_lineno=False)
    head = (
        'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )
    return head + out.getvalue().decode()


def untranslated(catalog):
    """Source strings without Chinese."""
    return [
        message.id
        for message in catalog
        if message.id and not any(message.string if isinstance(message.string, tuple) else [message.string])
    ]


def main(arguments):
    """Update, or check."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    parts = [read(Path(name)) for name in arguments if not name.startswith("-")]
    catalog = updated(*parts)
    text = text_of(catalog)
    missing = untranslated(catalog)
    for message in missing:
        print("no Chinese:", message, file=sys.stderr)
    if "--check" in arguments:
        stale = not PO.is_file() or PO.read_text(encoding="utf-8") != text
        if stale:
            print("locale/zh_Hans is not up to date: run make messages", file=sys.stderr)
        return 1 if stale or missing else 0
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text(text, encoding="utf-8")
    print(f"{len(list(catalog)) - 1} messages, {len(missing)} without Chinese")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
