"""Readers who ask without a pause, and write down what they were answered."""

import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from typing import Self

from tests.servers.server import PATIENCE_SECONDS


class Readers:
    """Some threads that ask one after the other, each time by a new connection.

    `answers` counts statuses, and the names of errors where none came whole.
    """

    def __init__(self, port: int, paths: list[str], count: int = 2) -> None:
        self._port = port
        self._paths = paths
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(count)]
        self.answers: Counter[str] = Counter()

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(90)

    def wait(self, more: int = 20) -> None:
        """Wait for some more answers."""
        wanted = self.answers.total() + more
        until = time.monotonic() + PATIENCE_SECONDS
        while self.answers.total() < wanted:
            assert time.monotonic() < until, self.answers
            time.sleep(0.05)

    def _ask(self) -> None:
        while not self._over.is_set():
            for path in self._paths:
                self.answers[self._answer(path)] += 1

    def _answer(self, path: str) -> str:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()
        return str(answer.status)
