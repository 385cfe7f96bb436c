"""Links between the files of a folder are followed; the rest is named."""

import unicodedata
from pathlib import PurePosixPath

import pytest

from commons.services.exchange.folder.relative_links import (
    LOST,
    LinkDestinations,
    Page,
    link_destinations,
    relink_text,
)

PAGES = (
    Page(path=PurePosixPath("method/deux.md"), title="La deuxième"),
    Page(path=PurePosixPath("method/a/trois.md"), title="Double"),
    Page(path=PurePosixPath("method/a/quatre.md"), title="Double"),
    Page(
        path=PurePosixPath("_m/cinq.md"),
        title="Cinq [5]",
        addresses=("/discover/cinq/",),
    ),
    Page(path=PurePosixPath("method/six/index.md"), title="Six"),
)
FILES = frozenset(
    {
        *(page.path for page in PAGES),
        *map(PurePosixPath, ("img/a.jpg", "img/vue d'ici.png", "docs/g.pdf", "x.svg")),
    }
)
SITES = ("https://exemple.org/wiki/",)
TO = link_destinations(FILES, PAGES, SITES)
NAME = "0" * 64


def take(path: PurePosixPath, image: bool) -> str:  # noqa: FBT001 - the port's form
    ending = path.suffix.removeprefix(".")
    return "" if ending == "svg" else f"{NAME}.{ending}" if image or ending else ""


def followed(text: str, to: LinkDestinations = TO) -> tuple[str, list[tuple[str, str]]]:
    made, notes = relink_text(text, PurePosixPath("method/un.md"), to, take)
    return made, [(note.sort, note.about) for note in notes]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("[sœur](deux.md)", "[[La deuxième|sœur]]"),
        ("[sœur](./deux.md#partie)", "[[La deuxième|sœur]]"),
        ("[sœur](/method/deux)", "[[La deuxième|sœur]]"),
        ("[La deuxième](deux.html)", "[[La deuxième]]"),
        ("[x](a/trois.md)", "[[method/a/trois.md|x]]"),
        ("[x](https://exemple.org/wiki/method/deux.md)", "[[La deuxième|x]]"),
        ("[x](/discover/cinq/)", "[[_m/cinq.md|x]]"),
        ("[x](six/)", "[[Six|x]]"),
        ("[a **b** | c](deux.md)", "[[La deuxième|a **b** c]]"),
        ("![photo](../img/a.jpg)", f"![photo](/media/{NAME}.jpg)"),
        ("![photo](/img/a.jpg?raw=true)", f"![photo](/media/{NAME}.jpg)"),
        ("![](<../img/vue d'ici.png>)", f"![](/media/{NAME}.png)"),
        ("![](../img/vue d'ici.png)", f"![](/media/{NAME}.png)"),
        ('![v](../img/a.jpg "La vue")', f"![v](/media/{NAME}.jpg)"),
        ("![](../img/vue%20d'ici.png)", f"![](/media/{NAME}.png)"),
        ("![x](a.jpg)", f"![x](/media/{NAME}.jpg)"),
        ("[guide](../docs/g.pdf)", f"[guide](/media/{NAME}.pdf)"),
    ],
)
def test_links_within_the_folder_are_followed(text: str, made: str) -> None:
    assert followed(f"Voir {text} ici.") == (f"Voir {made} ici.", [])


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://ailleurs.example/deux.md)",
        "[a](mailto:a@b.fr)",
        "[a](#partie)",
        f"![a](/media/{NAME}.jpg)",
        "[[La deuxième]]",
        "`[sœur](deux.md)`",
        "[a](https://exemple.org/wiki/nulle-part)",
    ],
)
def test_what_leads_elsewhere_stays(text: str) -> None:
    assert followed(text) == (text, [])


def test_what_leads_nowhere_keeps_its_words_and_is_told() -> None:
    assert followed("[a](absent.md) ![b](../../../etc/b.jpg) ![c](/x.svg)") == (
        "a (`absent.md`) b (`../../../etc/b.jpg`) [c](https://exemple.org/x.svg)",
        [(LOST, "absent.md"), (LOST, "../../../etc/b.jpg")],
    )


def test_a_file_of_another_system_is_the_one_that_a_text_names() -> None:
    apart = {
        name: unicodedata.normalize("NFD", name)
        for name in ("méthode/fête.md", "é.jpg")
    }
    page = Page(path=PurePosixPath(apart["méthode/fête.md"]), title="La fête")
    files = frozenset({page.path, PurePosixPath(apart["é.jpg"])})
    to = link_destinations(files, [page])
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(
            form, "[f](/méthode/fête.md) ![i](é.jpg) ![i](/%C3%A9.jpg)"
        )
        image = f"![i](/media/{NAME}.jpg)"
        assert followed(text, to) == (f"[[La fête|f]] {image} {image}", [])
