"""Writes down what went wrong, a line of JSON each, without saying who asked.

A line names the route, never the address asked for: no e-mail, no IP address,
nothing that somebody typed. Of an error that nobody foresaw it keeps the type and
where it happened, for its message may quote the request. Who asks is the business
of the proxy in front, and of its own log.

One thing typed is written down, alone: what people looked for and nobody has
written yet, so that the operator knows which sheets are missed. What could name
somebody (an address, a long number) is left out of it.
"""

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime

from flask import Flask, Response, has_request_context, request

from commons.core.domain import clock
from commons.services.stewardship.missed_searches import anonymous_words
from commons.web.request.request_record import RequestRecord, record_of

SLOW_SECONDS = 2.0
"""An answer that takes as long is written down."""

FIELDS = "told"
"""The attribute of a log record that holds more fields of the line."""

_BEGAN = "commons.began"
_BEGAN_CPU = "commons.began_cpu"
_log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """Gives a record as one line of JSON: at, level, from, says, and its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line; an exception becomes its type and its frames."""
        told: dict[str, object] = {
            "at": clock.iso_format(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
            **_request(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__
            told["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(told, ensure_ascii=False, default=str)


class _Errors(logging.Handler):
    """Writes to what is standard error at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            self.handleError(record)


def install_logging(app: Flask) -> None:
    """Send the lines of every room to standard error, and watch for slow answers."""
    ours = logging.getLogger("commons")
    if not any(isinstance(handler.formatter, JsonLines) for handler in ours.handlers):
        handler = _Errors()
        handler.setFormatter(JsonLines())
        ours.addHandler(handler)
        ours.setLevel(logging.INFO)
    app.before_request(_begin)
    app.after_request(_note_slow)


def log_failure(
    status: int, error: BaseException, incident: str, *, foreseen: bool
) -> None:
    """Write down an answer that failed; `incident` is what its page shows."""
    about = {**_about(status), "incident": incident}
    if foreseen:
        named = type(error).__name__
        _log.error("%s: %s", named, error, extra={FIELDS: {**about, "error": named}})
    else:
        _log.error(
            "an error that nobody foresaw", exc_info=error, extra={FIELDS: about}
        )


def log_unanswered(words: str) -> None:
    """Write down words for which the search has nothing."""
    told = {"words": anonymous_words(words)}
    _log.info("a search without result", extra={FIELDS: told})


def log_answer(record: RequestRecord, status: int) -> None:
    """Write down that a request was answered, where the operator wants a line each."""
    told = {
        "request": record.id,
        "method": record.method,
        "route": record.route,
        "status": status,
        "ms": round(record.seconds * 1000, 1),
        "cache": record.cache,
    }
    _log.info("answered", extra={FIELDS: told})


def _request() -> dict[str, str]:
    """Give the identifier of the request that is being answered."""
    record = record_of(request.environ) if has_request_context() else None
    return {"request": record.id} if record else {}


def _begin() -> None:
    record = record_of(request.environ)
    if record:
        record.route = request.endpoint or ""
    request.environ[_BEGAN] = time.perf_counter()
    request.environ[_BEGAN_CPU] = time.thread_time()


def _note_slow(response: Response) -> Response:
    began = request.environ.get(_BEGAN)
    taken = time.perf_counter() - began if began is not None else 0.0
    if taken >= SLOW_SECONDS:
        worked = time.thread_time() - request.environ[_BEGAN_CPU]
        times = {"ms": round(taken * 1000), "cpu_ms": round(worked * 1000)}
        about = {**_about(response.status_code), **times}
        _log.warning("a slow answer", extra={FIELDS: about})
    return response


def _about(status: int) -> dict[str, object]:
    return {"method": request.method, "route": request.endpoint, "status": status}
