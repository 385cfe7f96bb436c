"""How a long work says how far it is."""

from collections.abc import Callable
from typing import TypeAlias

OnProgress: TypeAlias = Callable[[int, int], None]
"""Called with (done, total) after each step."""
