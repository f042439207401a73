"""Concepts, terms and matches. A concept is one meaning; its terms are the words for it on either side."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class GlossaryError(Exception):
    """A glossary cannot be used. The message is one line: ``file:line: what; next step``."""


class TermStatus(str, Enum):
    """After TBX: which words may be used."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    FORBIDDEN = "forbidden"
    DRAFT = "draft"


class Article(str, Enum):
    """Which article English puts before the term."""

    NONE = ""
    THE = "the"
    A = "a"
    ZERO = "zero"


class Case(str, Enum):
    """Whether the target's capitals are fixed, or only its first letter at the start of a sentence changes."""

    AS_IS = "as-is"
    LOWER = "lower"


class MatchMode(str, Enum):
    """How a concept's Japanese is looked for.

    ``auto``: boundary rules by length; ``exact``: the characters as written; ``lemma``: also inflected;
    ``boundary``: both edges on token boundaries; ``suggest``: shown, never enforced.
    """

    AUTO = "auto"
    EXACT = "exact"
    LEMMA = "lemma"
    BOUNDARY = "boundary"
    SUGGEST = "suggest"


@dataclass(frozen=True, slots=True)
class Concept:
    """One row of a glossary.

    ``targets[0]`` is what is enforced (``targets`` may be empty where a term is only banned); the others (and
    ``plural``, ``short``) are accepted too. ``extra`` keeps unknown columns as
    (name, value). ``origin`` is ``file:line``.
    """

    source: str
    targets: tuple[str, ...]
    variants: tuple[str, ...] = ()
    pos: str = ""
    status: TermStatus = TermStatus.PREFERRED
    forbidden: tuple[str, ...] = ()
    plural: str = ""
    article: Article = Article.NONE
    short: str = ""
    case: Case = Case.AS_IS
    match: MatchMode = MatchMode.AUTO
    domain: str = ""
    note: str = ""
    id: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    origin: str = field(default="", compare=False)

    @property
    def target(self) -> str:
        """The English that is enforced; "" where a banned row has none."""
        return self.targets[0] if self.targets else ""

    @property
    def forms(self) -> tuple[str, ...]:
        """Every English form that counts as this term, preferred first, without repetition."""
        return tuple(dict.fromkeys(t for t in (*self.targets, self.plural, self.short) if t))

    @property
    def enforced(self) -> bool:
        """Whether a match must show up in the English (drafts, suggestions and banned words are only reported)."""
        return self.match is not MatchMode.SUGGEST and self.status in (TermStatus.PREFERRED, TermStatus.ADMITTED)


@dataclass(frozen=True, slots=True)
class TermMatch:
    """One occurrence of a concept in a text: half-open code-point offsets into the text as given."""

    start: int
    end: int
    surface: str
    concept: Concept
    children: tuple[TermMatch, ...] = ()

    @property
    def source(self) -> str:
        """The concept's preferred Japanese term."""
        return self.concept.source

    @property
    def target(self) -> str:
        """The English demanded."""
        return self.concept.target
