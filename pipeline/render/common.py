"""What every rendering says about a row in the same words: its state, score, reference and the document's counts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum

from pipeline.model import Aligned, Bilingual, Origin, Severity, TermOutcome, TermState

_SCORE = re.compile(r"^MT: .*\bscore=(-?\d+(?:\.\d+)?)")
_UNENCODABLE = re.compile("[\ud800-\udfff]")


class RowState(str, Enum):
    """How far a row is: a target text that nobody approved needs review, whoever wrote it."""

    UNTRANSLATED = "untranslated"
    NEEDS_REVIEW = "needs-review"
    REVIEWED = "reviewed"


def row_state(row: Aligned) -> RowState:
    """The review state of a row."""
    if not row.unit.target:
        return RowState.UNTRANSLATED
    return RowState.NEEDS_REVIEW if row.unit.needs_review else RowState.REVIEWED


def row_score(row: Aligned) -> float | None:
    """The model's score from the unit's ``MT:`` note, or None where a person wrote the text or no score was kept."""
    if row.unit.origin is Origin.HUMAN:
        return None
    found = (_SCORE.match(note) for note in row.unit.notes)
    return next((float(match[1]) for match in found if match), None)


def row_reference(bilingual: Bilingual, row: Aligned) -> str:
    """Where the row's source starts, as ``path:line``."""
    return f"{bilingual.document.path}:{row.segment.line}"


def unreported_flags(row: Aligned) -> tuple[TermOutcome, ...]:
    """Flagged terms that no ``term`` finding at the same place speaks of already: so every flag is told, and once."""
    told = {(finding.start, finding.end) for finding in row.findings if finding.check == "term"}
    return tuple(t for t in row.terms if t.state is TermState.FLAGGED and (t.start, t.end) not in told)


def term_line(term: TermOutcome) -> str:
    """A term's fate in one line, as the catalog notes it: ``専門家パネル → Panel of Experts [ok]``."""
    return f"{term.source} → {term.target} [{term.state.value}]"


def encodable(text: str) -> str:
    """The text with lone surrogates, which UTF-8 cannot carry, replaced by U+FFFD."""
    return _UNENCODABLE.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over a document's rows; ``checks`` are (name, count), most frequent first, then by name.

    ``enforced + flagged`` is the number of matched terms; ``noted`` counts rows with anything to look at.
    """

    segments: int = 0
    untranslated: int = 0
    needs_review: int = 0
    reviewed: int = 0
    enforced: int = 0
    flagged: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    noted: int = 0
    flagged_rows: int = 0
    checks: tuple[tuple[str, int], ...] = ()

    @property
    def findings(self) -> int:
        """All findings, whatever their severity."""
        return self.errors + self.warnings + self.infos


def summarize(bilingual: Bilingual) -> Summary:
    """Count what a reader of the document wants to know first."""
    rows = bilingual.rows
    states = Counter(row_state(row) for row in rows)
    terms = Counter(term.state for row in rows for term in row.terms)
    severities = Counter(finding.severity for row in rows for finding in row.findings)
    checks = Counter(finding.check for row in rows for finding in row.findings)
    return Summary(
        segments=len(rows),
        untranslated=states[RowState.UNTRANSLATED],
        needs_review=states[RowState.NEEDS_REVIEW],
        reviewed=states[RowState.REVIEWED],
        enforced=terms[TermState.ENFORCED],
        flagged=terms[TermState.FLAGGED],
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        infos=severities[Severity.INFO],
        noted=sum(bool(row.findings or unreported_flags(row)) for row in rows),
        flagged_rows=sum(any(term.state is TermState.FLAGGED for term in row.terms) for row in rows),
        checks=tuple(sorted(checks.items(), key=lambda item: (-item[1], item[0]))),
    )
