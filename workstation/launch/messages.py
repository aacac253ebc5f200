"""Chinese: extraction and compilation with Babel, because a bare machine has no gettext.

`make messages` brings `locale/<language>/LC_MESSAGES/django.po` up to date with the sources and keeps what is
translated; `make check-messages` fails when a message of the sources is missing there or has no translation.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from workstation.launch import console
from workstation.launch.console import Stop
from workstation.launch.paths import BASE, STAMPS, Stamp, digest

LOCALE = BASE / "locale"
PARTS = LOCALE / "parts"
LANGUAGE = "zh_Hans"
FOREIGN = ("var", "node_modules", "tests", "benchmarks")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
TEMPLATE_CALL = re.compile(r"(?<!\w)(?:(?:n|p|np)?gettext|_)\(")


def catalogs() -> list[Path]:
    """Return the translated catalogues."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def compile_all() -> None:
    """Compile every catalogue that changed since the last time."""
    sources = catalogs()
    compiled = Stamp(STAMPS / "messages")
    wanted = digest(*(path.read_bytes() for path in sources))
    if compiled.matches(wanted) and all(path.with_suffix(".mo").is_file() for path in sources):
        return
    from babel.messages.mofile import write_mo

    for path in sources:
        fresh = path.with_suffix(".mo.new")
        with fresh.open("wb") as out:
            write_mo(out, _read(path))
        fresh.replace(path.with_suffix(".mo"))
    compiled.set(wanted)


def update() -> None:
    """Bring the catalogue up to date: new messages in, gone ones out, translations kept."""
    path = LOCALE / LANGUAGE / "LC_MESSAGES" / "django.po"
    catalog = _read(path) if path.is_file() else _new()
    for part in sorted(PARTS.glob("*.po")):
        _take(catalog, _read(part))
    catalog.update(extract(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    from babel.messages.pofile import write_po

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, catalog, width=110, sort_output=True, no_location=True, omit_header=False)
    compile_all()
    missing = _untranslated(catalog)
    console.note(f"{len(catalog)} 条，未翻译 {len(missing)} 条（untranslated）")
    for message in missing:
        console.say(f"    {message}")


def check() -> None:
    """Fail on a message of the sources that is not in the catalogue, and on one without a translation."""
    catalog = _read(LOCALE / LANGUAGE / "LC_MESSAGES" / "django.po")
    gone = [str(message.id) for message in extract() if message.id and _find(catalog, message) is None]
    missing = _untranslated(catalog)
    for message in gone:
        console.say(f"    missing: {message}")
    for message in missing:
        console.say(f"    untranslated: {message}")
    if gone or missing:
        raise Stop("翻译不完整：请运行 make messages 并补齐（run make messages, then translate）。")


def extract():
    """Return every message that Python code and templates mark."""
    template = _new()
    for path in _sources("*.py"):
        _add(template, path.read_bytes())
    for path in _sources("*.html", "*.txt", under=BASE / "templates"):
        _add(template, _as_code(path))
    return template


def _add(catalog, code: bytes) -> None:
    from babel.messages.extract import extract as babel_extract

    for _, ids, comments, context in babel_extract("python", BytesIO(code), KEYWORDS, ["Translators:"]):
        catalog.add(ids, auto_comments=comments, context=context)


def _as_code(path: Path) -> bytes:
    """Turn a template into the calls that Django would make, one per line."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    calls = []
    for found in TEMPLATE_CALL.finditer(text):
        end = _end_of_call(text, found.end())
        calls.append(text[found.start() : end])
    return "\n".join(calls).encode()


def _end_of_call(text: str, position: int) -> int:
    """Return where the call that was opened before `position` closes, strings skipped."""
    quote = ""
    while position < len(text):
        letter = text[position]
        if letter == "\\" and quote:
            position += 1
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == ")":
            return position + 1
        position += 1
    return position


def _sources(*patterns: str, under: Path = BASE) -> Iterator[Path]:
    for top in sorted(under.iterdir()):
        if top.name.startswith(".") or (under == BASE and top.name in FOREIGN):
            continue
        for pattern in patterns:
            yield from sorted(top.rglob(pattern)) if top.is_dir() else [top] if top.match(pattern) else []


def _new():
    from babel.messages.catalog import Catalog

    return Catalog(locale=LANGUAGE, project="Park Quality Workstation", charset="utf-8", fuzzy=False)


def _read(path: Path):
    from babel.messages.pofile import read_po

    with path.open("rb") as source:
        return read_po(source, locale=LANGUAGE, charset="utf-8")


def _take(catalog, part) -> None:
    """Add the translations of a part where the catalogue has none yet."""
    for message in part:
        present = _find(catalog, message)
        if message.id and (present is None or not any(_forms(present))):
            catalog.delete(message.id, context=message.context)
            catalog.add(message.id, message.string, context=message.context, flags=message.flags)


def _find(catalog, message):
    return catalog.get(message.id, context=message.context)


def _forms(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _untranslated(catalog) -> list[str]:
    return [str(entry.id) for entry in catalog if entry.id and (entry.fuzzy or not all(_forms(entry)))]
