"""Makes documents, and speaks to an index in few words."""

from commons.adapters.search.port import Document, Index, Query, SearchResults


def a_document(identifier: str = "a", **given) -> Document:
    """Make a document; `facets` maps a field to a tuple of values."""
    values = {
        "kind": "method",
        "title": f"Titre {identifier}",
        "summary": "",
        "texts": {},
        "facets": {},
        "sequence": 1,
        **given,
    }
    return Document(id=identifier, **values)


def filled(index: Index, *documents: Document) -> Index:
    """Apply the documents, the mark being the last sequence."""
    index.apply(documents, max((each.sequence for each in documents), default=0))
    return index


def ask(index: Index, words: str = "", **given) -> SearchResults:
    """Search."""
    return index.search(Query(words=words, **given))


def ids(found: SearchResults) -> list[str]:
    """Give the identifiers of the hits, best first."""
    return [hit.id for hit in found.hits]
