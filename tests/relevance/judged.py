"""Questions and the sheets that answer them, judged before anything was looked at.

`sheets.txt` and `questions.txt` were written for each other by two people's habits of
spelling; no sheet stands in the wiki. The other SETS ask of these and of the starter
sheets together: nothing is tuned for them. `everyday.txt` is of the types that fare
worst alone, `plainspoken.txt` of plain words, often one alone. A question without an
answer is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean
from typing import Any

from commons.core.domain.sheet import Revision
from commons.core.kinds.values.parsing import parse_values
from commons.core.text.files.front_matter import read_front_matter
from commons.services.publishing.place_codes import locate_places
from commons.wiring.assembly import load_schema
from commons.wiring.shipped import shipped_folder
from tests.core.kinds.examples import revision

HERE = Path(__file__).parent
DEEPEST = 10
SETS = ("questions", "unseen", "everyday", "plainspoken")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, of which type, and how well each sheet answers (1 to 3)."""

    type: str
    words: str
    gains: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well the answers to one question, or to many, are put in order."""

    ndcg: float
    reciprocal: float
    success: float
    zero: float


def read_questions(path: Path = HERE / "questions.txt") -> list[Question]:
    """Read the questions that some sheet answers."""
    found = []
    for line in _lines(path):
        sort, words, answers = (part.strip() for part in line.split("|"))
        pairs = (pair.strip().split("=") for pair in answers.split(",") if pair.strip())
        gains = {name: int(gain) for name, gain in pairs if gain != "0"}
        if gains:
            found.append(Question(type=sort, words=words, gains=gains))
    return found


def read_sheets(path: Path = HERE / "sheets.txt") -> dict[str, Revision]:
    """Read the sheets by their name; the fields are those of the wiki."""
    found = {}
    for number, line in enumerate(_lines(path)):
        name, kind, title, summary, facts, place, text = map(str.strip, line.split("|"))
        values: dict[str, Any] = {"title": title, "summary": summary, "body": text}
        values |= _facts(facts) if facts else {}
        values |= {"territory": {"code": place}} if place else {}
        key, _, language = kind.partition("/")
        values |= {"language": language or "fr"}
        found[name] = revision(key, values, sheet=f"{number:012}")
    return found


def read_starter_sheets() -> dict[str, Revision]:
    """Read the sheets that every wiki begins with, by the name of their file."""
    schema, places = load_schema()
    found = {}
    for path in sorted(shipped_folder("content").glob("*/*.md")):
        meta, body = read_front_matter(path.read_text(encoding="utf-8"))
        kind = schema.kinds[path.parent.name]
        values, _ = parse_values(schema, kind, {**meta, "body": body})
        found[path.stem] = revision(
            kind.key, locate_places(places, kind, values), sheet=path.stem
        )
    return found


def judge(question: Question, answers: Sequence[str]) -> Score:
    """Score the names of the sheets that were answered, best first."""
    gained = [question.gains.get(name, 0) for name in answers[:DEEPEST]]
    best = sorted(question.gains.values(), reverse=True)[:DEEPEST]
    first = next((place for place, gain in enumerate(gained, 1) if gain), 0)
    return Score(
        ndcg=_discounted(gained) / _discounted(best),
        reciprocal=1 / first if first else 0.0,
        success=float(0 < first <= 3),
        zero=float(not answers),
    )


def average(scores: Iterable[Score]) -> Score:
    """Give the mean of scores."""
    rows = [(s.ndcg, s.reciprocal, s.success, s.zero) for s in scores]
    ndcg, reciprocal, success, zero = map(mean, zip(*rows, strict=True))
    return Score(ndcg=ndcg, reciprocal=reciprocal, success=success, zero=zero)


def _discounted(gains: Sequence[int]) -> float:
    return sum(
        float(2**gain - 1) / log2(place + 1) for place, gain in enumerate(gains, 1)
    )


def _facts(text: str) -> dict[str, object]:
    """Read "5-30, PT1H, both": group, duration, mode."""
    group, duration, mode = map(str.strip, text.split(","))
    low, _, high = group.partition("-")
    found: dict[str, object] = {
        "duration": duration,
        "mode": mode,
        "group_min": int(low),
    }
    return found | ({"group_max": int(high)} if high else {"group_open": True})


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
