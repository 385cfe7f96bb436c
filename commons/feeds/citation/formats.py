"""Writes a citation as bibliography software reads it: BibTeX, RIS, CSL-JSON."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from commons.feeds.citation.references import Citation

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$&#%_"},
    }
)
"""What LaTeX would take for orders; a brace, even escaped, must have its fellow."""

_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationFormat:
    """A way to write a citation, by the ending of its address.

    `says_charset`: its media type leaves the encoding open.
    """

    suffix: str
    media_type: str
    label: str
    write: Callable[[Citation], str]
    says_charset: bool = False


def write_bibtex(cited: Citation) -> str:
    """Write an entry in UTF-8. Braces keep names whole and capitals as they are."""
    names = " and ".join(f"{{{_latex(name)}}}" for name in cited.authors)
    licence = ", ".join(filter(None, (cited.licence, cited.licence_iri)))
    told = {
        "author": names,
        "title": f"{{{_latex(cited.title)}}}",
        "year": str(cited.day.year),
        "date": cited.day.isoformat(),
        "version": str(cited.number),
        "publisher": f"{{{_latex(cited.site)}}}",
        "howpublished": rf"\url{{{cited.address}}}",
        "url": cited.address,
        "language": cited.language,
        "keywords": ", ".join(map(_latex, cited.keywords)),
        "abstract": _latex(cited.summary),
        "copyright": _latex(licence),
    }
    lines = [f"  {name} = {{{text}}},\n" for name, text in told.items() if text]
    month = f"  month = {_MONTHS[cited.day.month - 1]},\n"
    return f"@misc{{{cited.key},\n{''.join(lines)}{month}}}\n"


def write_ris(cited: Citation) -> str:
    """Write a record of an electronic source; its lines end as the format wants."""
    return "".join(f"{tag}  - {text}\r\n" for tag, text in _ris(cited))


def write_csl_json(cited: Citation) -> str:
    """Write a list of one item (CSL-JSON 1.0.2); names are literal."""
    told: dict[str, object] = {
        "id": cited.key,
        "type": "webpage",
        "title": cited.title,
        "author": [{"literal": name} for name in cited.authors],
        "contributor": [{"literal": name} for name in cited.contributors],
        "issued": {"date-parts": [[cited.day.year, cited.day.month, cited.day.day]]},
        "container-title": cited.site,
        "publisher": cited.site,
        "version": str(cited.number),
        "URL": cited.address,
        "language": cited.language,
        "abstract": cited.summary,
        "keyword": ", ".join(cited.keywords),
        "note": _licence(cited),
    }
    item = {name: value for name, value in told.items() if value}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


CITATIONS: Mapping[str, CitationFormat] = {
    row.suffix: row
    for row in (
        CitationFormat(
            suffix="bib",
            media_type="application/x-bibtex",
            label="BibTeX",
            write=write_bibtex,
            says_charset=True,
        ),
        CitationFormat(
            suffix="ris",
            media_type="application/x-research-info-systems",
            label="RIS",
            write=write_ris,
            says_charset=True,
        ),
        CitationFormat(
            suffix="csl.json",
            media_type="application/vnd.citationstyles.csl+json",
            label="CSL-JSON",
            write=write_csl_json,
        ),
    )
}
"""The formats by suffix, in the order to propose them."""


def _ris(cited: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "ELEC"
    yield from (("AU", name) for name in cited.authors)
    yield "TI", cited.title
    yield "T2", cited.site
    yield "PB", cited.site
    yield "PY", str(cited.day.year)
    yield "DA", f"{cited.day:%Y/%m/%d}"
    yield "ET", str(cited.number)
    yield "LA", cited.language
    yield "UR", cited.address
    if cited.summary:
        yield "AB", cited.summary
    yield from (("KW", word) for word in cited.keywords)
    if note := _licence(cited):
        yield "N1", note
    yield "ID", cited.key
    yield "ER", ""


def _licence(cited: Citation) -> str:
    """Say the licence, for which these formats have no place of its own."""
    if not cited.licence:
        return ""
    address = f" <{cited.licence_iri}>" if cited.licence_iri else ""
    return f"Licence: {cited.licence}{address}"


def _latex(text: str) -> str:
    return text.translate(_LATEX)
