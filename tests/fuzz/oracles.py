"""What must hold of every answer, whoever asked for whatever."""

from tests.fuzz.hostile import EVIL
from tests.fuzz.marked import SECRETS
from tests.fuzz.pages import leads_away

OPEN_LINKS = ("/invite/",)  # whoever holds the link may see what it opens


def problems(answer):
    """Everything wrong with an answer."""
    found = []
    if answer.status >= 500 and not (answer.status == 503 and answer.ask.path == "/readyz"):
        found.append(f"answered {answer.status}\n{answer.trace}")
    if b"Traceback (most recent call last)" in answer.body:
        found.append("shows a Python traceback")
    found += leaks(answer)
    if answer.location and leads_away(answer.location):
        found.append(f"leads to another host: {answer.location[:200]!r}")
    if answer.is_html and is_suspicious(answer.body):
        found += [f"not escaped: {danger}" for danger in answer.page.dangers]
    return found


def leaks(answer):
    """Markers of rows this person may not see."""
    if answer.ask.path.startswith(OPEN_LINKS):
        return []
    seen = answer.body.lower() + repr(answer.headers).lower().encode()
    return [f"shows {m}: …{around(seen, m)}…" for m in SECRETS[answer.ask.who] if m.encode() in seen]


def around(seen, marker):
    """Where the marker stands."""
    at = seen.index(marker.encode())
    return seen[max(0, at - 160) : at + 40].decode("utf-8", "replace")


def is_suspicious(body):
    """Whether something that was sent in is in the page: only then it is worth reading closely."""
    return b"alert(73" in body or EVIL.encode() in body


def judge(answer):
    """Fail with everything wrong."""
    found = problems(answer)
    assert not found, f"{answer.ask}\n" + "\n".join(found)
    return answer
