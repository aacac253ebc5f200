"""Chinese is complete: no source string without it, places kept, nothing stale."""

import ast
import re

from workstation import messages

PLACE = re.compile(r"%\((\w+)\)[sd]")


def test_the_catalogue_is_up_to_date_and_complete():
    catalog = messages.updated()
    assert messages.untranslated(catalog) == []
    assert messages.PO.read_text(encoding="utf-8") == messages.text_of(catalog)


def test_no_message_is_fuzzy():
    assert [message.id for message in messages.read(messages.PO) if message.fuzzy and message.id] == []


def test_places_are_the_same_in_both_languages():
    wrong = []
    for message in messages.read(messages.PO):
        if not message.id:
            continue
        english = message.id[-1] if isinstance(message.id, tuple) else message.id
        chinese = message.string[0] if isinstance(message.string, tuple) else message.string
        if not set(PLACE.findall(chinese)) <= set(PLACE.findall(english)) | {"n"}:
            wrong.append(english)
        missing = set(PLACE.findall(english)) - set(PLACE.findall(chinese)) - {"name_en"}
        if missing:
            wrong.append((english, missing))
    assert wrong == []


def test_a_new_string_is_noticed(tmp_path, monkeypatch):
    page = tmp_path / "page.html"
    page.write_text("{% load i18n %}{% translate 'Never said before' %}", encoding="utf-8")
    monkeypatch.setattr(messages, "sources", lambda: [page])
    monkeypatch.setattr(messages, "BASE", tmp_path)
    assert "Never said before" in messages.untranslated(messages.updated())


def test_no_message_hides_inside_an_f_string():
    """The extractor does not look into f-strings, so such a message would stay English unnoticed."""
    hidden = [
        f"{path.relative_to(messages.BASE)}:{call.lineno}"
        for path in messages.sources()
        if path.suffix == ".py"
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in messages.KEYWORDS
    ]
    assert hidden == []


def test_no_message_hides_behind_a_name_of_its_own():
    """What gettext is called elsewhere, nobody collects from: `_` and its own names only."""
    wrong = []
    for path in messages.sources():
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                wrong += [
                    f"{path}:{node.lineno} {each.asname}"
                    for each in node.names
                    if "gettext" in each.name and each.asname not in (None, "_")
                ]
    assert wrong == []
