"""Reads the beat of a PostgreSQL database, on a connection that is kept."""

from sqlalchemy.engine import URL

from commons.adapters.store.engine.postgresql.connecting.connections import (
    KeptConnection,
)

BEAT = b"SELECT beat FROM pulse"


class Pulse:
    """Asks the database each time: what it answered once may be old for another machine."""

    def __init__(self, url: URL) -> None:
        self._connection = KeptConnection(url)

    def beat(self) -> int:
        """Give the beat; between two equal ones nothing was committed."""
        ((beat,),) = self._connection.ask(BEAT)
        return int(beat)

    def close(self) -> None:
        """Close the connection; the next beat opens another."""
        self._connection.close()

    def refuse_replaced(self) -> None:
        """Find nothing wrong: no files lie there that others could replace."""
        self.beat()


def open_pulse(url: URL) -> Pulse:
    """Give what reads the beat of a database; opens nothing yet."""
    return Pulse(url)
