"""Makes histories of two people on one sheet, each with words nobody else has."""

import json
import re
from dataclasses import dataclass

from hypothesis import strategies as st

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Value, Values
from commons.core.domain.sheet import Action, Person, Revision

HER, HIM = "elle", "lui"
_NEW = re.compile(r"\b(?:elle|lui)\d+")
_SCALARS = ("summary", "question", "inclusion")
_THEMES = ("culture", "food", "housing")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a sheet said, and what two people made of it at the same time."""

    base: Values
    hers: Values
    his: Values


class _Pen:
    """Writes for one person: every word is theirs, and new."""

    def __init__(self, draw: st.DrawFn, who: str) -> None:
        self.draw = draw
        self.who = who
        self.count = 0

    def word(self) -> str:
        self.count += 1
        return f"{self.who}{self.count}"

    def sentence(self) -> str:
        return f"Une phrase que {self.word()} a écrite, assez longue pour le dire."

    def often(self, times: int = 3) -> bool:
        return self.draw(st.integers(0, times)) == 0


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Give a method, and two versions of it."""
    base = _start(_Pen(draw, "base"))
    return History(
        base=base,
        hers=_edited(_Pen(draw, HER), base),
        his=_edited(_Pen(draw, HIM), base),
    )


def new_words(values: Values) -> set[str]:
    """Give the words that one of both wrote."""
    return set(_NEW.findall(json.dumps(values).replace("\\n", " ")))


def version(values: Values, number: int = 1) -> Revision:
    """Give a version of a method that says this."""
    return Revision(
        sheet="0123456789ab",
        kind="method",
        number=number,
        parent=number - 1 or None,
        sequence=number,
        instant=clock.now(),
        action=Action.UPDATE,
        author=Person(id=iri.new_id(), name="Camille"),
        change_note="",
        values=values,
    )


def _start(pen: _Pen) -> Values:
    values: dict[str, Value] = {"title": f"Titre {pen.word()}"}
    values |= {key: pen.sentence() for key in _SCALARS if pen.often(1)}
    body = [pen.sentence() for _ in range(pen.draw(st.integers(0, 6)))]
    if body:
        values["body"] = pen.draw(st.sampled_from([" ", "\n\n", "\n"])).join(body)
    steps: list[Value] = [_step(pen) for _ in range(pen.draw(st.integers(0, 4)))]
    keywords: list[Value] = [pen.word() for _ in range(pen.draw(st.integers(0, 3)))]
    themes: list[Value] = list(pen.draw(st.sets(st.sampled_from(_THEMES))))
    lists = {"steps": steps, "keywords": keywords, "themes": themes}
    return {**values, **{key: items for key, items in lists.items() if items}}


def _step(pen: _Pen) -> Value:
    row: dict[str, Value] = {"title": f"Étape {pen.word()}", "text": pen.sentence()}
    return {**row, "tip": pen.sentence()} if pen.often(1) else row


def _edited(pen: _Pen, base: Values) -> Values:
    values = {key: _value(pen, key, value) for key, value in base.items()}
    if "body" not in base and pen.often():
        values["body"] = pen.sentence()
    if pen.often(2):
        steps = values.get("steps") or []
        values["steps"] = [*(steps if isinstance(steps, list) else []), _step(pen)]
    return {key: value for key, value in values.items() if value not in ("", [])}


def _value(pen: _Pen, key: str, value: Value) -> Value:
    if pen.often(1):
        return value
    if key == "body":
        return _text(pen, str(value))
    if isinstance(value, list):
        return _list(pen, key, value)
    if key == "title":
        return f"Titre {pen.word()}"
    return "" if pen.often() else pen.sentence()


def _text(pen: _Pen, text: str) -> str:
    """Change, drop, move and put in sentences."""
    parts = re.split(r"(\n+|(?<=\.) )", text)
    if pen.often(2):
        parts = parts[::-1]
    kept = [part for part in parts if not pen.often(5)]
    changed = [pen.sentence() if p.strip() and pen.often() else p for p in kept]
    return "".join(
        f"{part}{pen.sentence()} " if pen.often(5) else part for part in changed
    ).strip()


def _list(pen: _Pen, key: str, items: list[Value]) -> Value:
    if key == "themes":
        return list(pen.draw(st.sets(st.sampled_from(_THEMES), min_size=1)))
    order = pen.draw(st.permutations(items)) if pen.often(2) else items
    kept = [item for item in order if not pen.often(5)]
    return [_item(pen, item) for item in kept]


def _item(pen: _Pen, item: Value) -> Value:
    if not isinstance(item, dict):
        return pen.word() if pen.often() else item
    return {key: pen.sentence() if pen.often() else text for key, text in item.items()}
