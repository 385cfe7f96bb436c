"""How the words of a remark are shown: paragraphs, lines, addresses, and no HTML."""

from flask import Flask

from commons.web.journeys.community.remark_lines import show_text


def shown(app: Flask, text: str) -> str:
    with app.test_request_context("/"):
        return str(show_text(text))


def test_lines_and_paragraphs_stay_as_they_were_typed(app: Flask) -> None:
    assert shown(app, "Un\ndeux\n\n\ntrois") == "<p>Un<br>\ndeux</p>\n<p>trois</p>"
    assert shown(app, "") == ""


def test_addresses_become_links_that_vouch_for_nothing(app: Flask) -> None:
    told = shown(app, "Voir https://exemple.fr/a?b=1&c=2, puis [[0123456789ab]]")
    address = "https://exemple.fr/a?b=1&amp;c=2"
    assert f'<a href="{address}" rel="noopener nofollow ugc">{address}</a>' in told
    assert 'href="/sheets/0123456789ab"' in told
    assert "href" not in shown(app, "[[une fiche]]")


def test_a_text_is_no_html(app: Flask) -> None:
    told = shown(app, "<img src=x onerror=alert(1)> [x](javascript:alert(1)) # Titre")
    assert "<img" not in told
    assert "<a" not in told
    assert "<h" not in told
