"""What the package brings along: schemas, content, translations."""

from functools import cache
from gettext import NullTranslations, translation
from importlib.resources import files
from pathlib import Path


@cache
def _catalogue(language: str) -> NullTranslations:
    """Give what the build made of the sentences in a language, or the sentences."""
    folder = Path(str(files("commons"))) / "web" / "translations"
    return translation("messages", folder, [language], fallback=True)


def translate_sentence(language: str, sentence: str) -> str:
    """Say a sentence of the sources in a language, where no page is made."""
    return _catalogue(language).gettext(sentence)


def shipped_folder(name: str) -> Path:
    """Give the folder `content` or `schemas`: in the wheel, else the checkout."""
    package = Path(str(files("commons")))
    within = package / name
    return within if within.is_dir() else package.parent / name
