"""XLIFF 2.1: the document as an interchange file that translation tools open and give back."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Aligned, Bilingual, Origin, Severity, TermOutcome, TermState
from pipeline.render.common import RowState, row_reference, row_score, row_state, term_line
from pipeline.render.xmltext import attribute, content
from pipeline.signature import version

_STATE = {RowState.UNTRANSLATED: "initial", RowState.NEEDS_REVIEW: "translated", RowState.REVIEWED: "reviewed"}
_PRIORITY = {Severity.ERROR: 1, Severity.WARNING: 3, Severity.INFO: 7}  # XLIFF: 1 is highest, 10 lowest


def render(bilingual: Bilingual) -> bytes:
    """One ``file`` with one ``unit`` of one ``segment`` per row; the unit's ``id`` is the row's number.

    A row without a target has no ``target`` element and state ``initial``. ``subState`` tells where a text came
    from (``taiyaku:mt``, ``taiyaku:memory``, ``taiyaku:human``). Terms are in the unit's glossary (glossary module)
    and, with what became of them, in its notes; so are findings. Characters that XML 1.0 cannot carry are written as
    ``cp`` in source and target and as U+FFFD elsewhere. No date is written: the same document gives the same bytes.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:gls="urn:oasis:names:tc:xliff:glossary:2.0"'
        ' version="2.1" srcLang="ja" trgLang="en">',
        f'  <file id="f1" original={attribute(bilingual.document.path)}>',
        "    <notes>",
        f'      <note category="generator">taiyaku {content(version())}</note>',
    ]
    if bilingual.signature:
        lines.append(f'      <note category="signature">{content(bilingual.signature)}</note>')
    lines.append("    </notes>")
    for number, row in enumerate(bilingual.rows, start=1):
        lines += _unit(number, row, row_reference(bilingual, row))
    if not bilingual.rows:
        lines.append('    <group id="empty"/>')  # a file must hold a unit or a group
    lines += ["  </file>", "</xliff>", ""]
    return "\n".join(lines).encode("utf-8")


def _unit(number: int, row: Aligned, reference: str) -> list[str]:
    state = row_state(row)
    substate = f' subState="taiyaku:{row.unit.origin.value}"' if row.unit.target and row.unit.origin.value else ""
    target = f"<target>{_inline(row.unit.target)}</target>" if state is not RowState.UNTRANSLATED else ""
    notes = list(_notes(row))
    return [
        f'    <unit id="{number}" name={attribute(reference)} type="taiyaku:{row.segment.kind.value}"'
        ' xml:space="preserve">',
        *_glossary(row.terms),
        *(["      <notes>", *notes, "      </notes>"] if notes else []),
        f'      <segment state="{_STATE[state]}"{substate}>',
        f"        <source>{_inline(row.segment.text)}</source>{target}",
        "      </segment>",
        "    </unit>",
    ]


def _glossary(terms: tuple[TermOutcome, ...]) -> list[str]:
    pairs = dict.fromkeys((term.source, term.target) for term in terms)
    entries = [
        f"        <gls:glossEntry><gls:term>{content(source)}</gls:term>"
        f"<gls:translation>{content(target)}</gls:translation></gls:glossEntry>"
        for source, target in pairs
    ]
    return ["      <gls:glossary>", *entries, "      </gls:glossary>"] if entries else []


def _notes(row: Aligned) -> Iterator[str]:
    for term in row.terms:
        priority = 1 if term.state is TermState.FLAGGED else 10
        yield _note("term", "target", priority, term_line(term))
    for finding in row.findings:
        yield _note(finding.check, "target", _PRIORITY[finding.severity], finding.message)
    score = row_score(row)
    if score is not None and row.unit.origin is Origin.MT:
        yield _note("score", "target", 10, str(score))
    if row.unit.comments:
        yield _note("comment", "target", 5, row.unit.comments)


def _note(category: str, applies_to: str, priority: int, text: str) -> str:
    return (
        f'        <note category={attribute(category)} appliesTo="{applies_to}" priority="{priority}">'
        f"{content(text)}</note>"
    )


def _inline(text: str) -> str:
    return content(text, illegal=lambda char: f'<cp hex="{ord(char):04X}"/>')
