"""TMX 1.4b: a translation memory of the document, for OmegaT, Trados, memoQ and their like."""

from __future__ import annotations

from pipeline.model import Aligned, Bilingual
from pipeline.render.common import RowState, row_reference, row_state, term_line, unreported_flags
from pipeline.render.xmltext import attribute, content
from pipeline.signature import version


def render(bilingual: Bilingual) -> bytes:
    """One ``tu`` per translated row, in document order; ``tuid`` is the row's number.

    A row without a target gives no ``tu`` (its number is skipped): an empty ``seg`` would be offered as a
    translation. ``prop`` says state, origin and place; ``note`` tells flagged terms and findings. Characters that
    XML 1.0 cannot carry are written as U+FFFD. No date is written: the same document gives the same bytes.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        f'  <header creationtool="taiyaku" creationtoolversion={attribute(version())} segtype="sentence"'
        ' o-tmf="taiyaku" adminlang="en" srclang="ja" datatype="plaintext">',
    ]
    if bilingual.signature:
        lines.append(f'    <prop type="x-signature">{content(bilingual.signature)}</prop>')
    lines += ["  </header>", "  <body>"]
    for number, row in enumerate(bilingual.rows, start=1):
        if row_state(row) is not RowState.UNTRANSLATED:
            lines += _unit(number, row, row_reference(bilingual, row))
    lines += ["  </body>", "</tmx>", ""]
    return "\n".join(lines).encode("utf-8")


def _unit(number: int, row: Aligned, reference: str) -> list[str]:
    notes = [f"TERM: {term_line(term)}" for term in unreported_flags(row)]
    notes += [f"QA: {finding.check}: {finding.message}" for finding in row.findings]
    return [
        f'    <tu tuid="{number}">',
        *(f"      <note>{content(note)}</note>" for note in notes),
        f'      <prop type="x-state">{row_state(row).value}</prop>',
        f'      <prop type="x-origin">{content(row.unit.origin.value or "unknown")}</prop>',
        f'      <prop type="x-reference">{content(reference)}</prop>',
        f'      <tuv xml:lang="ja"><seg>{content(row.segment.text)}</seg></tuv>',
        f'      <tuv xml:lang="en"><seg>{content(row.unit.target)}</seg></tuv>',
        "    </tu>",
    ]
