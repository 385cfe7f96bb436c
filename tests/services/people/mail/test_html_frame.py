"""The frame of an e-mail is whole, in its language, and harmless."""

from commons.services.people.mail.html_frame import frame_html, links_html

ODD = "La Fabrique <&>"


def test_the_frame_names_its_language_and_ends_with_the_site() -> None:
    page = frame_html("en", ODD, "https://exemple.fr", ["<p>Hello</p>"])
    assert page.startswith('<!doctype html><html lang="en">')
    assert page.index("<p>Hello</p>") < page.index('href="https://exemple.fr"')
    assert "<&>" not in page
    assert page.count("La Fabrique &lt;&amp;&gt;") == 2


def test_what_links_are_called_and_lead_to_is_text() -> None:
    (row,) = links_html([(ODD, 'https://exemple.fr/?a="b"&c')])
    assert "La Fabrique &lt;&amp;&gt;</a>" in row
    assert 'href="https://exemple.fr/?a=&quot;b&quot;&amp;c"' in row
