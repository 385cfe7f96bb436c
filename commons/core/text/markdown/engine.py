"""What an engine of markdown-it needs before threads may share it."""

from markdown_it import MarkdownIt


def compile_engine(engine: MarkdownIt) -> MarkdownIt:
    """Give an engine that has all its rules and tables at hand.

    It would else make them at its first use, in place: a second thread that comes
    meanwhile finds some of them, and takes these for all.
    """
    inline = engine.inline
    for ruler in (engine.core.ruler, engine.block.ruler, inline.ruler, inline.ruler2):
        ruler.getRules()
    engine.normalizeLinkText(engine.normalizeLink("/%20"))
    return engine
