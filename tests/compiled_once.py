"""What every instance and application of a session compiles alike, compiled once.

An application costs some fifty milliseconds, most of which Werkzeug takes to read, for
each rule of an address, what it says, and to compile the functions that build it. They
depend on nothing but the words of the rule and the converters that it names, of which all
but those that know what formats there are take the same in every application: those over
other instances may have them too. So it is with statements: each engine compiles its own,
and every instance opens some engines, of the same sort. Templates are compiled into
files, which processes share; a process reads each once.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, Engine, event
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

Builder = Callable[..., tuple[str, str]]

_builders: dict[tuple[object, ...], Builder] = {}
_parsed: dict[
    str,
    tuple[
        tuple[RulePart, ...], tuple[tuple[bool, str], ...], Mapping[str, BaseConverter]
    ],
] = {}


class CompiledOnce(Rule):
    """A rule whose parts and builders are those of the first rule that says the same."""

    def _parse_rule(self, rule: str) -> Iterable[RulePart]:
        if rule not in _parsed:
            told = len(self._trace)
            parts = tuple(super()._parse_rule(rule))
            trace = tuple(self._trace[told:])
            names = (name for is_variable, name in trace if is_variable)
            made = {name: self._converters[name] for name in names}
            if all(map(_alike_everywhere, made.values())):
                _parsed[rule] = parts, trace, made
            return parts
        parts, trace, converters = _parsed[rule]
        self._trace.extend(trace)
        self._converters.update(converters)
        self.arguments.update(converters)
        return parts

    def _compile_builder(self, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002  # as Werkzeug has it
        if self.defaults:  # they are within the code
            return super()._compile_builder(append_unknown)
        said = (self.rule, *self._trace, append_unknown)
        if said not in _builders:
            _builders[said] = super()._compile_builder(append_unknown)
        return _builders[said]


def _alike_everywhere(converter: BaseConverter) -> bool:
    """Say whether what a converter takes follows from its rule and its class alone."""
    ours = not type(converter).__module__.startswith("werkzeug.")
    return not (ours and "regex" in vars(converter))


class StatementsOnce(dict[tuple[Any, ...], Any]):
    """Statements by what they say and the sort of engine, not by the engine itself."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """Give what was compiled, `default` for what was not."""
        return super().get(_of_the_sort(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(_of_the_sort(key), compiled)


def _of_the_sort(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give a key of SQLAlchemy's cache, which begins with the dialect of one engine."""
    return type(key[0]), *key[1:]


def share_statements() -> None:
    """Let the engines of the session share what they compile."""
    shared = StatementsOnce()

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=shared)


class TemplatesOnce(FileSystemBytecodeCache):
    """Compiled templates in a folder, each of which is read once."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self._read: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what was compiled from the same source, if it was."""
        known = bucket.key, bucket.checksum
        if known not in self._read:
            super().load_bytecode(bucket)
            if bucket.code is not None:
                self._read[known] = bucket.code
        bucket.code = self._read.get(known)
