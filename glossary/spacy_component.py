"""The glossary as a spaCy component: terms as spans of a Doc, with their English and everything else known of them.

>>> import spacy
>>> nlp = spacy.blank("ja")                                                     # doctest: +SKIP
>>> nlp.add_pipe("taiyaku_glossary", config={"files": ["my.tsv"]})              # doctest: +SKIP
>>> doc = nlp("専門家パネルは北朝鮮の報告書を公表した。")                              # doctest: +SKIP
>>> [(span.text, span.id_, span._.term.start) for span in doc.spans["terms"]]   # doctest: +SKIP
[('専門家パネル', 'Panel of Experts', 0), ('北朝鮮', 'North Korea', 7)]

spaCy finds this module through the package's entry point; it is the only one here that imports spaCy.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, cast

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import minibatch

from glossary import tsv
from glossary.cache import decode, encode
from glossary.match import Glossary, default_termbase
from glossary.model import Concept, GlossaryError, TermMatch

NAME = "taiyaku_glossary"
_TERMS = "taiyaku_terms"
"""Key in ``Doc.user_data``: plain lists, so that a Doc still goes to bytes, to disk and to another process."""

_FILE = "terms.tsv"


class GlossaryComponent:
    """Adds the matches of a glossary to each Doc, the same as ``Glossary.match`` finds in its text.

    ``doc.spans[spans_key]`` holds a span for each match: label ``TERM`` (``SUGGESTION`` where it is not enforced),
    ``kb_id_`` the concept's id (its Japanese where it has none), ``id_`` its English. A span is as wide as the tokens
    that the match touches; ``span._.term`` is the match itself with offsets to the character, ``doc._.terms`` all of
    them. ``files`` empty: the shipped termbase; in any case later files win.
    """

    def __init__(self, files: Sequence[str] = (), spans_key: str = "terms") -> None:
        _extend()
        self.spans_key = spans_key
        self._glossary: Glossary | None = None
        self._missing: GlossaryError | None = None
        try:
            self._glossary = Glossary.load(*(files or default_termbase()))
        except GlossaryError as error:
            if all(Path(file).exists() for file in files):
                raise
            self._missing = error  # a pipeline read from disk brings its terms with it

    @property
    def glossary(self) -> Glossary:
        """The glossary in use. Raises GlossaryError where a file was missing and no saved terms took its place."""
        if self._glossary is None:
            raise self._missing or GlossaryError("no glossary; name files in the component's config")
        return self._glossary

    def __call__(self, doc: Doc) -> Doc:
        """Add the matches to one Doc."""
        return self._annotate(doc, self.glossary.match(doc.text))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Add the matches to a stream of Docs; a text that repeats within a batch is matched once."""
        for batch in minibatch(stream, batch_size):
            docs = list(batch)
            for doc, matches in zip(docs, self.glossary.match_all([doc.text for doc in docs]), strict=True):
                yield self._annotate(doc, matches)

    def _annotate(self, doc: Doc, matches: Sequence[TermMatch]) -> Doc:
        doc.user_data[_TERMS] = _plain(matches)
        spans = (_span(doc, match) for match in matches)
        doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, spans=[s for s in spans if s is not None])
        return doc

    # Saving: the terms travel with the pipeline, wherever the files were

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The terms in force, as a glossary file."""
        return tsv.dumps(self.glossary.concepts).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> GlossaryComponent:
        """Use the terms that ``to_bytes`` gave."""
        self._glossary = Glossary.from_concepts(tsv.parse(data, _FILE))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the terms in force into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> GlossaryComponent:
        """Use the terms that ``to_disk`` wrote."""
        self._glossary = Glossary.load(Path(path) / _FILE)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _revive, (self.spans_key, self.to_bytes())


def _revive(spans_key: str, data: bytes) -> GlossaryComponent:
    _extend()
    made = GlossaryComponent.__new__(GlossaryComponent)
    made.spans_key = spans_key
    made._missing = None
    return made.from_bytes(data)


def make(nlp: Language, name: str, files: list[str], spans_key: str) -> GlossaryComponent:
    """The component, from a pipeline's config."""
    return GlossaryComponent(files, spans_key)


def _span(doc: Doc, match: TermMatch) -> Span | None:
    """The tokens a match touches; None where it touches none (an empty Doc)."""
    return cast(
        "Span | None",
        doc.char_span(
            match.start,
            match.end,
            label="TERM" if match.concept.enforced else "SUGGESTION",
            kb_id=match.concept.id or match.source,
            span_id=match.target,
            alignment_mode="expand",
        ),
    )


def _plain(matches: Sequence[TermMatch]) -> list[Any]:
    """Matches as lists of numbers and text: the concepts once each, then the matches that point to them."""
    at: dict[Concept, int] = {}

    def row(match: TermMatch) -> list[Any]:
        return [
            *(match.start, match.end, match.surface),
            at.setdefault(match.concept, len(at)),
            [row(child) for child in match.children],
        ]

    rows = [row(match) for match in matches]
    return [[encode(concept) for concept in at], rows]


@lru_cache(maxsize=4096)
def _concept(line: str) -> Concept:
    return decode(line)


def _match(row: Sequence[Any], lines: Sequence[str]) -> TermMatch:
    start, end, surface, number, children = row
    return TermMatch(start, end, surface, _concept(lines[number]), tuple(_match(child, lines) for child in children))


def _terms(doc: Doc) -> tuple[TermMatch, ...]:
    lines, rows = doc.user_data.get(_TERMS) or ((), ())
    return tuple(_match(row, lines) for row in rows)


def _term(span: Span) -> TermMatch | None:
    """The match a span stands for: within its tokens, of the same concept."""
    lines, rows = span.doc.user_data.get(_TERMS) or ((), ())
    for row in rows[bisect_left(rows, span.start_char, key=itemgetter(0)) :]:
        if row[1] > span.end_char:
            break
        match = _match(row, lines)
        if span.kb_id_ == (match.concept.id or match.source):
            return match
    return None


def _extend() -> None:
    """Not on import: spaCy imports every entry point it finds, for those too who do not use this one."""
    Doc.set_extension("terms", getter=_terms, force=True)
    Span.set_extension("term", getter=_term, force=True)


Language.factory(
    NAME,
    assigns=["doc.spans", "doc._.terms", "span._.term"],
    default_config={"files": [], "spans_key": "terms"},
    func=make,
)
