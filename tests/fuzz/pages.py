"""Reads pages the way a browser does: the forms they offer, what stands in the fields, what could run."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.fuzz.hostile import EVIL

UNTYPED = {"hidden", "submit", "button", "image", "reset", "file", "checkbox", "radio", "password"}
CLICKED = {"submit", "image", "button", "reset"}


@dataclass
class Control:
    """One input, select, textarea or button."""

    tag: str
    name: str
    kind: str
    value: str = ""
    on: bool = False  # checked
    options: list = field(default_factory=list)  # (value, selected) of a select
    required: bool = False
    invalid: bool = False
    multiple: bool = False
    action: str = ""  # where a button leads instead

    @property
    def is_typed(self):
        """Whether people type text into it."""
        return self.tag == "textarea" or (self.tag == "input" and self.kind not in UNTYPED)


@dataclass
class Form:
    """A form of a page."""

    action: str = ""
    method: str = "get"
    enctype: str = ""
    name: str = ""
    controls: list = field(default_factory=list)

    @property
    def fields(self):
        """Everything with a name but buttons."""
        return [one for one in self.controls if one.name and one.kind not in CLICKED]

    @property
    def buttons(self):
        """Buttons that send it."""
        return [one for one in self.controls if one.kind in ("submit", "image")]


class Page(HTMLParser):
    """`Page(html)`: `.forms`, and `.dangers`: whatever would run or lead away if a browser showed this."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.forms, self.dangers, self.loose, self.by_id = [], [], [], {}
        self.form = self.select = self.area = None
        self.inert = 0  # inside <template>
        self.feed(html)
        self.close()
        for owner, control in self.loose:
            if owner in self.by_id:
                self.by_id[owner].controls.append(control)

    def handle_startendtag(self, tag, attrs):
        """`<input/>`."""
        self.handle_starttag(tag, attrs)

    def handle_starttag(self, tag, attrs):
        """Forms, their controls, and dangers."""
        said = {name: value or "" for name, value in reversed(attrs)}
        self.look_for_danger(tag, said)
        if tag == "template":
            self.inert += 1
        elif tag == "form":
            self.form = Form(
                said.get("action", ""), said.get("method", "get").lower(), said.get("enctype", "")
            )
            self.forms.append(self.form)
            if "id" in said:
                self.by_id[said["id"]] = self.form
        elif tag in ("input", "textarea", "select", "button"):
            self.add_control(tag, said)
        elif tag == "option" and self.select is not None:
            self.select.options.append((said.get("value", ""), "selected" in said))

    def add_control(self, tag, said):
        """One more control of its form."""
        kind = said.get("type", "submit" if tag == "button" else "text").lower()
        control = Control(
            tag,
            said.get("name", ""),
            kind if tag in ("input", "button") else tag,
            said.get("value", "on" if kind in ("checkbox", "radio") else ""),
            on="checked" in said,
            required="required" in said,
            invalid="is-invalid" in said.get("class", "") or said.get("aria-invalid") == "true",
            multiple="multiple" in said,
            action=said.get("formaction", ""),
        )
        if "disabled" in said or self.inert:
            return
        if "form" in said:
            self.loose.append((said["form"], control))
        elif self.form is not None:
            self.form.controls.append(control)
        if tag == "select":
            self.select = control
        if tag == "textarea":
            self.area = control

    def handle_data(self, data):
        """What stands in a text area."""
        if self.area is not None:
            self.area.value += data

    def handle_endtag(self, tag):
        """Ends."""
        if tag == "template":
            self.inert -= 1
        elif tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def look_for_danger(self, tag, said):
        """Our pages have no inline handler and no inline script (CSP), so any is one that was typed."""
        self.dangers += [f"<{tag} {name}=…>" for name in said if name.startswith("on")]
        if (
            tag == "script"
            and "src" not in said
            and said.get("type", "") in ("", "module", "text/javascript")
        ):
            self.dangers.append("<script> inline")
        for name in ("href", "src", "action", "formaction"):
            target = said.get(name, "").strip().lower()
            if target.startswith(("javascript:", "data:text")) or (EVIL in target and leads_away(target)):
                self.dangers.append(f"<{tag} {name}={said[name][:60]}>")


def leads_away(target):
    """Whether a browser that is at testserver would go to another host."""
    target = target.strip("\0\t\r\n\f \x0b").replace("\t", "").replace("\r", "").replace("\n", "")
    target = target.replace("\\", "/").lower()
    scheme, colon, rest = target.partition(":")
    if colon and scheme in ("http", "https"):
        host = rest.lstrip("/").partition("/")[0].rpartition("@")[2].partition(":")[0]
        return host != "testserver"
    return target.startswith("//")
