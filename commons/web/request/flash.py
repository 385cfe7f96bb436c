"""What is said once on the next page, and how the last act is undone from there."""

from typing import Any

from flask import flash


def flash_undo(text: str, label: str, action: str, **fields: Any) -> None:
    """Say that something is done, beside a button that undoes it.

    The button sends `fields` to the address `action`.
    """
    told = {"text": text, "label": label, "action": action, "fields": fields}
    flash(told, "good")  # type: ignore[arg-type]  # what the session can hold goes
