"""Prints how well each engine answers the judged questions, by their type."""

import sys
from collections import defaultdict

from tests.relevance.engines import ENGINES
from tests.relevance.judged import Score, average, judge, read_questions, read_sheets


def main() -> None:
    """Print a table; a line for a type, four figures for an engine."""
    sheets, questions = read_sheets(), read_questions()
    columns = {}
    for name, engine in ENGINES.items():
        ask = engine(sheets)
        scores: defaultdict[str, list[Score]] = defaultdict(list)
        for question in questions:
            scores[question.type].append(judge(question, ask(question.words)))
        columns[name] = scores
    lines = [f"{len(sheets)} sheets, {len(questions)} questions"]
    heads = "".join(f"{name + ': nDCG@10  MRR  s@3 zero':>34}" for name in columns)
    lines.append(f"{'type':<12}{'n':>4}{heads}")
    types = list(dict.fromkeys(question.type for question in questions))
    for sort in (*types, ""):
        rows = [
            [s for key, found in scores.items() if sort in {key, ""} for s in found]
            for scores in columns.values()
        ]
        told = "".join(_figures(average(row)) for row in rows)
        lines.append(f"{sort or 'all':<12}{len(rows[0]):>4}{told}")
    sys.stdout.write("\n".join(lines) + "\n")


def _figures(score: Score) -> str:
    figures = (
        f"{score.ndcg:.3f} {score.reciprocal:.3f} {score.success:.2f} {score.zero:.2f}"
    )
    return f"{figures:>34}"


if __name__ == "__main__":
    main()
