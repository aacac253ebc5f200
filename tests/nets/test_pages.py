"""What every page has: a title, one heading, a language, labels, tokens; and what none has: English, inline code."""

import re
from html.parser import HTMLParser

import pytest

from tests.nets.matrix import ROWS
from tests.nets.visitor import Visitor
from tests.nets.who import ANONYMOUS

READ_AS = (
    "chen",
    "lead",
    "liu",
    "manager",
    "city",
    "yunlu",
    "investor",
    "sysadmin",
    "secadmin",
    "auditor",
    ANONYMOUS,
)
VOID = {
    "input",
    "img",
    "br",
    "hr",
    "meta",
    "link",
    "use",
    "path",
    "source",
    "wbr",
    "col",
    "rect",
    "line",
    "circle",
}
UNSEEN = {"script", "style", "template"}
SPOKEN = ("title", "alt", "placeholder", "aria-label")
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
# what Chinese readers read in Latin letters: formats, codes of standards, numbers of the station, names of accounts
LATIN = re.compile(r"[A-Za-z]{2,}(?:[-.@_/][A-Za-z0-9]+)*")
PLACE = re.compile(r"%\(\w+\)s|https?://\S+")  # filled in by a script; addresses
LATIN_WORDS = {
    "Excel", "PDF", "Word", "PowerPoint", "JPG", "PNG", "TXT", "CSV", "WebP", "GB", "SQ", "QS", "QR", "ID", "IP", "MB", "KB",
    "CCC", "HACCP", "ISO", "ISC", "English", "PostgreSQL", "Valkey", "Redis", "Celery", "ICP", "HTTPS", "Wi", "Fi", "App",
    "zhangwei", "jjjy", "Ctrl", "Enter", "Esc", "pdf", "docx", "xlsx", "jpg", "png",
}  # fmt: skip


class PageReader(HTMLParser):
    """Collects what the checks look at."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.headings, self.titles, self.lang, self.problems = 0, 0, "", []
        self.texts, self.stack, self.inputs, self.label_for, self.first_link = [], [], [], set(), None
        self.forms, self.form, self.foreign = [], None, 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        for name, value in pairs:
            if name == "style" or name.startswith("on"):
                self.problems.append(f"<{tag} {name}={value!r}>")
            if name in SPOKEN and value and not self.is_foreign(attributes):
                self.texts.append(value)
        if tag == "html":
            self.lang = attributes.get("lang", "")
        self.headings += tag == "h1"
        self.titles += tag == "title" and "svg" not in self.tags()
        if tag == "a" and self.first_link is None:
            self.first_link = attributes.get("href", "")
        if tag == "label" and "for" in attributes:
            self.label_for.add(attributes["for"])
        if tag in ("input", "select", "textarea") and attributes.get("type") not in UNLABELLED:
            self.inputs.append((tag, attributes, "label" in self.tags()))
        if tag == "form":
            self.form = [attributes.get("method", "get").lower(), False]
            self.forms.append(self.form)
        if self.form and attributes.get("name") == "csrfmiddlewaretoken":
            self.form[1] = True
        if tag not in VOID:
            self.stack.append((tag, self.is_foreign(attributes)))

    def handle_startendtag(self, tag, pairs):
        self.handle_starttag(tag, pairs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass
        if tag == "form":
            self.form = None

    def handle_data(self, data):
        if "script" in self.tags() and data.strip():
            self.problems.append(f"inline script {data.strip()[:60]!r}")
        if (
            data.strip()
            and not UNSEEN & set(self.tags())
            and not any(foreign for _tag, foreign in self.stack)
        ):
            self.texts.append(data)

    def tags(self):
        """Open elements, outermost first."""
        return [tag for tag, _foreign in self.stack]

    def is_foreign(self, attributes):
        """Whether an element says that it is in another language, or is code."""
        return attributes.get("lang", "zh").startswith("en") or attributes.get("translate") == "no"


def problems_of(text, names):
    """What is wrong with a page; `names` are Latin words of the data."""
    page = PageReader(text)
    yield from page.problems
    if not text.lstrip().lower().startswith("<!doctype"):
        return  # a part of a page, put in by a script
    if page.headings != 1:
        yield f"{page.headings} × <h1>"
    if page.titles != 1:
        yield f"{page.titles} × <title>"
    if page.lang.lower() != "zh-hans":
        yield f"lang={page.lang!r}"
    if not (page.first_link or "").startswith("#"):
        yield f"the first link is {page.first_link!r}, not the way past the menu"
    for tag, attributes, inside_label in page.inputs:
        named = attributes.get("aria-label") or attributes.get("aria-labelledby") or inside_label
        if not named and attributes.get("id") not in page.label_for:
            yield f"<{tag} name={attributes.get('name')!r}> has no label"
    for method, has_token in page.forms:
        if method == "post" and not has_token:
            yield "a form without its token"
    words = {word for text in page.texts for word in LATIN.findall(PLACE.sub("", text))}
    english = sorted(word for word in words if word not in names and not is_code(word))
    if english:
        yield f"English: {english}"


def is_code(word):
    """Formats, codes and addresses."""
    return any(part in LATIN_WORDS for part in re.split(r"[-./_@]", word)) or "." in word or word.isupper()


@pytest.fixture(scope="module")
def visitor(world):
    """Reads page after page."""
    return Visitor(world)


@pytest.mark.parametrize("row", [row for row in ROWS if row.get], ids=str)
def test_a_page_is_whole_and_chinese(row, visitor):
    names = {user.username for user in visitor.world.people.values()} | {"gone"}
    wrong = {}
    for who in READ_AS:
        if who not in row.get:
            continue
        response = visitor.get(who, row.url(visitor.world))
        if response.status_code != 200 or not response.get("Content-Type", "").startswith("text/html"):
            continue
        if found := sorted(set(problems_of(response.content.decode(), names))):
            wrong[who] = found
    assert wrong == {}


def test_the_reader_notices_what_is_wrong():
    text = '<!doctype html><html lang="fr"><title>x</title><a href="/">Home</a><p style="x" onclick="y">你好 Hello there</p>'
    text += '<script>alert(1)</script><form method="post"><input name="a"></form></html>'
    found = list(problems_of(text, set()))
    assert len(found) == 9, found
