"""Prints how well each engine answers the judged questions, by their type."""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence

from commons.core.domain.sheet import Revision
from tests.relevance.engines import ENGINES
from tests.relevance.judged import (
    HERE,
    SETS,
    Question,
    Score,
    average,
    judge,
    read_questions,
    read_sheets,
    read_starter_sheets,
)


def main() -> None:
    """Print a table for each set; a line for a type, four figures for an engine."""
    sheets = read_sheets()
    every = {**sheets, **read_starter_sheets()}
    for name in SETS:
        known = sheets if name == "questions" else every
        asked = read_questions(HERE / f"{name}.txt")
        sys.stdout.write(f"{name}: {len(known)} sheets, {len(asked)} questions\n")
        sys.stdout.write("\n".join(_table(known, asked)) + "\n\n")


def _table(sheets: Mapping[str, Revision], asked: Sequence[Question]) -> list[str]:
    columns, missing = {}, []
    for name, engine in ENGINES.items():
        try:
            ask = engine(sheets)
        except ImportError:
            missing.append(name)
            continue
        scores: defaultdict[str, list[Score]] = defaultdict(list)
        for question in asked:
            scores[question.type].append(judge(question, ask(question.words)))
        columns[name] = scores
    heads = "".join(f"{name + ': nDCG@10  MRR  s@3 zero':>34}" for name in columns)
    lines = [f"{'type':<12}{'n':>4}{heads}"]
    for sort in (*dict.fromkeys(question.type for question in asked), ""):
        rows = [
            [s for key, found in scores.items() if sort in {key, ""} for s in found]
            for scores in columns.values()
        ]
        told = "".join(_figures(average(row)) for row in rows)
        lines.append(f"{sort or 'all':<12}{len(rows[0]):>4}{told}")
    return [*lines, *(f"skipped, not installed: {name}" for name in missing)]


def _figures(score: Score) -> str:
    figures = (
        f"{score.ndcg:.3f} {score.reciprocal:.3f} {score.success:.2f} {score.zero:.2f}"
    )
    return f"{figures:>34}"


if __name__ == "__main__":
    main()
