"""People who save as fast as they can, over real connections."""

import random
import threading

from tests.people.visitor import filled
from tests.servers.server import Person, Server


class Writer(threading.Thread):
    """Saves as fast as it can and writes down what was acknowledged."""

    def __init__(self, server: Server, email: str) -> None:
        super().__init__(daemon=True)
        self._person = Person(server.address).sign_in(email)
        self._email = email
        self.acknowledged: list[tuple[str, int, str]] = []
        self.over = threading.Event()

    def run(self) -> None:
        try:
            for count in range(10_000):
                if self.over.is_set():
                    return
                self._save(count)
        except OSError:
            return

    def _save(self, count: int) -> None:
        word = f"{self._email} {count} {random.random()}"  # noqa: S311  # no secret
        order = {"_do": "publish", "_confirmed": "on", "change_note": "encore"}
        if count % 3 == 0 or not self.acknowledged:
            path, number = "/sheets/new/method", 1
        else:
            sheet, last, _ = self.acknowledged[-1]
            path, number = f"/sheets/{sheet}/edit", last + 1
        typed = filled(title=f"Fiche {self._email} {count // 3}", body=word)
        answer = self._person.post(path, _parent=str(number - 1), **order, **typed)
        if answer.status == 303:
            sheet = answer.place.split("/sheets/")[1].split("/")[0]
            self.acknowledged.append((sheet, number, word))
