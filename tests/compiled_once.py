"""What every application of a session compiles alike, compiled once.

An application costs some fifty milliseconds, nearly all of which Werkzeug takes to
compile its addresses. What it makes of one depends on nothing but the rule and the
converters of its map: applications over other instances may have it too.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

COMPILED = ("_parts", "_trace", "_converters", "arguments")
BUILDERS = ("_build", "_build_unknown")

_known: dict[tuple[object, ...], dict[str, Any]] = {}


class CompiledOnce(Rule):
    """A rule that takes over what an equal one was compiled to."""

    def compile(self) -> None:
        assert self.map is not None
        given = (self.rule, self.subdomain, self.host, self.merge_slashes)
        ways = (self.map.host_matching, *self.map.converters.items())
        defaults = tuple(sorted((self.defaults or {}).items()))
        said = (*given, *ways, *defaults)
        if said not in _known:
            super().compile()
            builders: dict[str, Callable[..., tuple[str, str]]]
            builders = {name: getattr(self, name).__func__ for name in BUILDERS}
            _known[said] = {name: getattr(self, name) for name in COMPILED} | builders
        for name in COMPILED:
            setattr(self, name, _known[said][name])
        for name in BUILDERS:
            setattr(self, name, _known[said][name].__get__(self))
