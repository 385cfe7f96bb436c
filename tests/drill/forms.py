"""The forms of a page, as a browser reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    """One form: where it goes, and what its controls hold.

    `buttons` are name, value and an address of their own, "" for the form's.
    """

    action: str
    method: str
    multipart: bool
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects forms, their controls and the links beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._text = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, one of its controls, or a link."""
        told = {key: value or "" for key, value in attrs}
        if tag == "a" and told.get("href", "").startswith("/"):
            self.links.append(told["href"])
        if tag == "form":
            kind = told.get("enctype", "")
            self.forms.append(
                Form(
                    action=told.get("action", ""),
                    method=told.get("method", "get").lower(),
                    multipart=kind.startswith("multipart"),
                )
            )
        if self.forms:
            self._control(tag, told)

    def _control(self, tag: str, told: dict[str, str]) -> None:
        form, name = self.forms[-1], told.get("name", "")
        if tag == "option" and ("selected" in told or self._select not in form.values):
            form.values[self._select] = told.get("value", "")
        note = {
            "button": self._button,
            "select": self._choice,
            "textarea": self._area,
            "input": self._input,
        }.get(tag)
        if note and (name or "formaction" in told):
            note(form, name, told)

    def _button(self, form: Form, name: str, told: dict[str, str]) -> None:
        form.buttons.append((name, told.get("value", ""), told.get("formaction", "")))

    def _choice(self, _: Form, name: str, __: dict[str, str]) -> None:
        self._select = name

    def _area(self, form: Form, name: str, _: dict[str, str]) -> None:
        self._text = name
        form.values[name] = ""

    def _input(self, form: Form, name: str, told: dict[str, str]) -> None:
        if told.get("type") == "file":
            form.files.append(name)
        elif "checked" in told or told.get("type") not in {"checkbox", "radio"}:
            form.values[name] = told.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        """End the control that was open."""
        if tag == "textarea":
            self._text = ""
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        """Take the text of a text area."""
        if self._text:
            self.forms[-1].values[self._text] += data


def read_page(page: str) -> tuple[list[Form], list[str]]:
    """Return the forms of a page, and the addresses on this site that it links."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.forms, reader.links
