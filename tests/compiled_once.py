"""What every application of a session compiles alike, compiled once.

An application costs some fifty milliseconds, most of which Werkzeug takes to compile,
for each rule of an address, the functions that build it. They depend on nothing but the
words of the rule and the names in it: applications over other instances, and with other
converters, may have them too.
"""

from collections.abc import Callable

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]

_builders: dict[tuple[object, ...], Builder] = {}


class CompiledOnce(Rule):
    """A rule whose builders are those of the first rule that says the same."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002  # as Werkzeug has it
        if self.defaults:  # they are within the code
            return super()._compile_builder(append_unknown)
        said = (self.rule, *self._trace, append_unknown)
        if said not in _builders:
            _builders[said] = super()._compile_builder(append_unknown)
        return _builders[said]
