"""Shows how far long work has come, on a terminal and nowhere else, and what it came to."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click

from commons.core.progress import OnProgress


@contextmanager
def show_progress(name: str) -> Iterator[OnProgress]:
    """Show what is done on a terminal, one line that is written over."""
    terminal = sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if terminal:
            click.echo(f"\r{name} : {done} / {total}", nl=False, err=True)

    yield show
    if terminal:
        click.echo("\r\x1b[K", nl=False, err=True)


def say_counts(counts: Mapping[str, int]) -> str:
    """Say in French how much a commons holds, of what `backup_counts` counts."""
    return (
        f"{counts['sheets']} fiches, {counts['versions']} versions,"
        f" {counts['accounts']} comptes, {counts['drafts']} brouillons"
    )
