"""Nothing typed is lost: a form that is refused shows every text again.

Allowed: passwords and files (browsers never show them again), signs a page cannot carry or nobody sees (NUL, control and
zero-width signs, the kind of white space), and a field that was understood and now shows what it was understood as.
"""

import html
import re
import unicodedata

DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}
REFUSED = (200, 400, 403, 409, 413, 422, 429)


def fold(text):
    """What of a text must come back."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(char for char in text if unicodedata.category(char) not in DROPPED and char != "\ufffd")


def lost(answer, filled):
    """[(field, text)] that the answer to a refused form does not show. Words whose id was forged may be gone."""
    if answer.status not in REFUSED:
        return []
    shown = {}
    for form in answer.page.forms if answer.is_html else ():
        for control in form.fields:
            shown.setdefault(control.name, []).append(control)
    missing, everything = [], None
    for name, text in filled.typed.items():
        if filled.forged and name.endswith("_text"):
            continue
        wanted = fold(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
        if not wanted or any(is_there(control, wanted) for control in shown.get(name, ())):
            continue
        everything = (
            fold(html.unescape(re.sub(r"<[^<>]*>", " ", answer.text))) if everything is None else everything
        )
        if wanted not in everything:
            missing.append((name, text[:80]))
    return missing


def is_there(control, wanted):
    """Whether a field shows a text, or what it was understood as."""
    value = fold(control.value)
    return value == wanted or bool(value and control.is_typed and not control.invalid)
