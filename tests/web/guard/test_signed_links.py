"""A signed link proves one purpose and one thing, on the site that gave it."""

from flask import Flask

from commons.web.guard.signed_links import is_signed, sign_link


def test_a_signature_is_for_one_purpose_and_one_thing(app: Flask) -> None:
    with app.app_context():
        signature = sign_link("stop", "a")
        assert is_signed("stop", "a", signature)
        for purpose, what in (("stop", "b"), ("report", "a"), ("sto", "p a")):
            assert not is_signed(purpose, what, signature)
        for other in ("", "é" * 32, signature[:-1]):
            assert not is_signed("stop", "a", other)
        app.secret_key = "another site"  # of a test
        assert not is_signed("stop", "a", signature)
