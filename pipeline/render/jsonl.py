"""JSON Lines: one object per row with everything taiyaku knows about it."""

from __future__ import annotations

import json
import re

from pipeline.model import Aligned, Bilingual, Finding, TermOutcome
from pipeline.render.common import row_score, row_state

# Raw in JSON, but a line end to `str.splitlines` and to some editors; surrogates cannot be encoded at all.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def render(bilingual: Bilingual) -> bytes:
    """One object per row, keys in a fixed order; UTF-8, LF, no header line.

    ``id`` counts rows from 1. ``start``, ``end`` and ``line`` place the segment in the document; offsets of terms and
    findings count from the start of the segment (code points, half-open, -1 where no place can be named).
    ``score`` is left out where none is known.
    """
    lines = (_dump(_row(number, row)) + "\n" for number, row in enumerate(bilingual.rows, start=1))
    return "".join(lines).encode("utf-8")


def _dump(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _row(number: int, row: Aligned) -> dict[str, object]:
    segment = row.segment
    score = row_score(row)
    return {
        "id": number,
        "source": segment.text,
        "target": row.unit.target,
        "state": row_state(row).value,
        "origin": row.unit.origin.value,
        **({} if score is None else {"score": score}),
        "start": segment.start,
        "end": segment.end,
        "line": segment.line,
        "block": segment.block,
        "kind": segment.kind.value,
        "terms": [_term(term) for term in row.terms],
        "findings": [_finding(finding) for finding in row.findings],
    }


def _term(term: TermOutcome) -> dict[str, object]:
    return {
        "start": term.start,
        "end": term.end,
        "surface": term.surface,
        "source": term.source,
        "target": term.target,
        "state": term.state.value,
        "rung": term.rung,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "message": finding.message,
        "start": finding.start,
        "end": finding.end,
    }
