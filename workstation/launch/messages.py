"""Compiles the Chinese with Babel: a bare machine has no gettext. (`workstation/messages.py` keeps the catalogue.)"""

from workstation.launch.paths import BASE, STAMPS, Stamp, digest

LOCALE = BASE / "locale"


def compile_all() -> None:
    """Compile the catalogues when one has changed since the last time."""
    sources = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
    compiled = Stamp(STAMPS / "messages")
    wanted = digest(*(path.read_bytes() for path in sources))
    if compiled.matches(wanted) and all(path.with_suffix(".mo").is_file() for path in sources):
        return
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for path in sources:
        with path.open("rb") as source:
            catalog = read_po(source, locale=path.parent.parent.name)
        fresh = path.with_suffix(".mo.new")
        with fresh.open("wb") as out:
            write_mo(out, catalog)
        fresh.replace(path.with_suffix(".mo"))
    compiled.set(wanted)
