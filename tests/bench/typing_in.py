"""Fills in the form of a page as a browser without scripts does."""

from html.parser import HTMLParser

Pairs = list[tuple[str, str]]

_NOT_SENT = frozenset({"submit", "button", "reset", "file"})
_TICKED = frozenset({"checkbox", "radio"})


def controls_of(page: str, form: str = "") -> Pairs:
    """Give what the form of this id (default: the first posted) sends as it is."""
    reader = _FormReader(form)
    reader.feed(page)
    return reader.pairs


class _FormReader(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__()
        self.pairs: Pairs = []
        self._form = form
        self._inside = False
        self._done = False
        self._select = ""
        self._area = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and not self._done:
            named = told.get("id", "") == self._form
            self._inside = named if self._form else told.get("method") == "post"
        elif self._inside:
            self._control(tag, told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._inside:
            self._inside, self._done = False, True
        elif tag == "textarea" and self._area:
            text = "".join(self._text)
            text = text.removeprefix("\n")  # HTML: the first line break is no text
            self.pairs.append((self._area, text.replace("\n", "\r\n")))
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text.append(data)

    def _control(self, tag: str, told: dict[str, str]) -> None:
        name, kind = told.get("name", ""), told.get("type", "")
        if tag == "textarea":
            self._area, self._text = name, []
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in told:
            self.pairs.append((self._select, told.get("value", "")))
        elif tag == "input" and _sent(name, kind, told):
            self.pairs.append((name, told.get("value", "")))


def _sent(name: str, kind: str, told: dict[str, str]) -> bool:
    if not name or kind in _NOT_SENT:
        return False
    return kind not in _TICKED or "checked" in told
