"""How far an account has read a list: it only goes forward, and is its own."""

from commons.adapters.store.people import read_marks
from commons.services.people.accounts import Application, sign_up
from commons.wiring.components import Components
from tests.people.visitor import PASSWORD


def test_a_mark_moves_forward_alone(parts: Components) -> None:
    with parts.store.write() as work:
        me, you = (
            sign_up(work, Application(email=f"{n}@a.fr", name=n, password=PASSWORD))
            for n in ("Dominique", "Claude")
        )
        assert me is not None
        assert you is not None
        assert read_marks.read_mark(work, me.id, "a list") == 0
        for sequence, mark in ((3, 3), (2, 3), (7, 7)):
            read_marks.move_mark(work, me.id, "a list", sequence)
            assert read_marks.read_mark(work, me.id, "a list") == mark
        assert read_marks.read_mark(work, me.id, "another") == 0
        assert read_marks.read_mark(work, you.id, "a list") == 0
