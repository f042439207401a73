"""The values that travel through the pipeline. All immutable; spans are half-open code-point offsets."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class BlockKind(str, Enum):
    """What a block of the source looks like."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBERED = "numbered"
    BYLINE = "byline"
    COPYRIGHT = "copyright"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the document that no segment may cross."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Segment:
    """One translation segment: an exact substring of its document.

    ``text == document.text[start:end]``; ``line`` is the 1-based line of ``start``;
    ``block`` counts the document's blocks from 0.
    """

    text: str
    start: int
    end: int
    line: int
    block: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Document:
    """A source text as read: decoded, but otherwise unchanged (BOM and line ends included).

    ``text.encode(encoding)`` gives the bytes of the file. ``path`` is what references show (POSIX, as the user
    named it); ``name`` is the catalog's name.
    """

    path: str
    name: str
    text: str
    encoding: str = "utf-8"
    converted: bool = False  # True when the file was not UTF-8: the user is told


class Severity(str, Enum):
    """How much a finding matters: an error fails the run (exit 1), a warning and an info do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reviewer should look at. ``start``/``end`` lie in the source, or are -1 where no place can be named."""

    check: str
    severity: Severity
    message: str
    start: int = -1
    end: int = -1


class TermState(str, Enum):
    """What became of a matched term: ``enforced + flagged = matched``, always."""

    ENFORCED = "ok"
    FLAGGED = "MISSING"


@dataclass(frozen=True, slots=True)
class TermOutcome:
    """One matched occurrence of a controlled term and what became of it.

    ``source`` is the concept's preferred Japanese term, ``target`` the English that was demanded, ``rung`` the step of
    the ladder that placed it (see ``enforce``; ``human`` for a person) or "" when flagged.
    """

    start: int
    end: int
    surface: str
    source: str
    target: str
    state: TermState
    rung: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """One change: the offset in the repaired text, what stood there, what stands there now, and the rules' names.

    The repairs of a text do not overlap: ``edits.undo`` takes back all of them, or any one.
    """

    start: int
    before: str
    after: str
    rule: str


class Origin(str, Enum):
    """Where a target text came from."""

    NONE = ""
    MT = "mt"
    MEMORY = "memory"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Translation:
    """The machine's answer for one distinct source text, with everything a reviewer needs to judge it.

    ``score`` is the mean log-probability per target piece (≤ 0), ``signature`` says what produced the text.
    ``repairs`` were made first, ``mentions`` after them (first mention long, later mentions short).
    """

    source: str
    target: str
    score: float
    signature: str
    terms: tuple[TermOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    rung: str = "plain"
    repairs: tuple[Repair, ...] = ()
    mentions: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a unit's source stands: a document path and a 1-based line."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Unit:
    """One entry of a catalog, in the field's words; ``adapters.po`` alone knows how PO spells it.

    ``comments`` belong to people and are never touched; ``notes`` are ours and made anew each run. ``origin`` is
    ``HUMAN`` when the target is immutable (see ``pipeline.merge``). ``extra`` keeps flags we do not know.
    """

    source: str
    target: str = ""
    references: tuple[Reference, ...] = ()
    needs_review: bool = False
    origin: Origin = Origin.NONE
    comments: str = ""
    notes: tuple[str, ...] = ()
    context: str | None = None
    previous_source: str | None = None
    previous_context: str | None = None
    obsolete: bool = False
    extra: tuple[str, ...] = ()
    plural: tuple[str, tuple[str, ...]] | None = None  # (msgid_plural, msgstr[n]…): never ours, kept as found
    previous_plural: str | None = None


@dataclass(frozen=True, slots=True)
class Catalog:
    """All units of one document, in document order, obsolete ones last; ``header`` keeps its order.

    ``header_comment`` is the comment above the header entry.
    """

    units: tuple[Unit, ...] = ()
    header: tuple[tuple[str, str], ...] = ()
    header_comment: str = ""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A segment with its unit: one row of the bilingual document, what renderings are made of."""

    segment: Segment
    unit: Unit
    terms: tuple[TermOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A document and its rows in document order: the input of every rendering."""

    document: Document
    rows: tuple[Aligned, ...]
    signature: str = ""
    meta: tuple[tuple[str, str], ...] = field(default=())
