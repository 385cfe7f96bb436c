"""Says which site an export comes from, by the addresses that its versions bear."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from commons.core.domain.addresses import iri
from commons.core.kinds.values.type_checks import is_url
from commons.core.text.files.front_matter import read_front_matter
from commons.errors import CommonsError
from commons.services.exchange.export.version_files import MOST_BYTES
from commons.services.exchange.foreign.survey import VERSIONS, read_inside


def site_of_export(folder: Path) -> str:
    """Return the base of the site that published the last version of each sheet.

    "" when they do not say, or name several.
    """
    named = {_site(folder, sheet) for sheet in sorted((folder / VERSIONS).glob("*"))}
    return named.pop() if len(named) == 1 else ""


def _site(folder: Path, sheet: Path) -> str:
    numbers = [int(one.stem) for one in sheet.glob("*.md") if one.stem.isdecimal()]
    if not numbers:
        return ""
    place = PurePosixPath(VERSIONS, sheet.name, f"{max(numbers)}.md")
    try:
        meta, _ = read_front_matter(read_inside(folder, place, MOST_BYTES))
    except CommonsError:
        return ""  # who reads the versions says so
    about = meta.get("version")
    url = about.get("url") if isinstance(about, Mapping) else None
    if not isinstance(url, str) or not is_url(url):
        return ""
    site = url.removesuffix(iri.version_iri(sheet.name, max(numbers), ""))
    return site if site.startswith("http") and site != url else ""
