"""The stages, one after another, over all documents at once. No file is read or written here; ports are arguments.

documents → segments → distinct sources → terms → (what the catalogs already hold | engine) → catalogs → renderings
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from glossary import Glossary, TermMatch, Usage

from . import checks, enforce
from .edits import shifted, undo
from .frame import Frame, frame
from .mentions import RUNNING, Passage, mentions
from .merge import Choice, Decision, Row, distinct, merge, ownership, plan
from .model import (
    Aligned,
    Bilingual,
    Catalog,
    Document,
    Finding,
    Origin,
    Segment,
    Severity,
    TermOutcome,
    TermState,
    Translation,
    Unit,
)
from .notes import machine_note, read_changes
from .ports import Analyzer, Translator
from .segment import segment
from .signature import run_signature, unit_signature

Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """One distinct source text: its segment text, what the engine sees of it, and the terms in either."""

    text: str
    framed: Frame
    matches: tuple[TermMatch, ...]  # offsets into ``text``
    inner: tuple[TermMatch, ...]  # offsets into ``framed.text``

    def signature(self, engine: str) -> str:
        """The recipe a translation of this source carries."""
        return unit_signature(engine, enforce.demands(self.matches))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document cut into segments, with its distinct sources (each once, in order)."""

    document: Document
    segments: tuple[Segment, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything known before the engine is asked."""

    documents: tuple[Prepared, ...]
    sources: Mapping[str, Source]
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Counts:
    """The summary of one document. ``segments`` counts places, ``units`` distinct sources."""

    segments: int
    units: int
    reviewed: int
    reused: int
    translated: int
    enforced: int
    flagged: int
    errors: int
    warnings: int


def prepare(
    documents: Sequence[Document], analyzer: Analyzer, glossary: Glossary, *, report: Report | None = None
) -> Batch:
    """Segment all documents and find the terms of each distinct source once."""
    prepared = []
    for number, document in enumerate(documents, start=1):
        segments = segment(document.text, analyzer)
        prepared.append(Prepared(document, segments, distinct(document.path, segments)))
        if report:
            report("segment", number, len(documents))
    texts = list(dict.fromkeys(row.source for p in prepared for row in p.rows))
    return Batch(tuple(prepared), look_up(texts, glossary), glossary.usage)


def look_up(texts: Sequence[str], glossary: Glossary) -> dict[str, Source]:
    """The terms of distinct source texts, by text."""
    frames = [frame(text) for text in texts]
    found = glossary.match_all([f.text for f in frames])
    return {
        text: Source(text, framed, tuple(_moved(m, framed, text) for m in inner), tuple(inner))
        for text, framed, inner in zip(texts, frames, found, strict=True)
    }


def _moved(match: TermMatch, framed: Frame, text: str) -> TermMatch:
    """A match in the engine's text as a match in the segment."""
    start, end = framed.span(match.start, match.end)
    children = tuple(_moved(child, framed, text) for child in match.children)
    return replace(match, start=start, end=end, surface=text[start:end], children=children)


def pending(batch: Batch, existing: Sequence[Catalog | None], engine: str) -> tuple[str, ...]:
    """The distinct sources no catalog answers: what the engine must translate, over all documents."""
    wanted: dict[str, None] = {}
    for prepared, catalog in zip(batch.documents, existing, strict=True):
        choices = plan(catalog, [r.source for r in prepared.rows], lambda s: batch.sources[s].signature(engine))
        wanted.update(dict.fromkeys(c.source for c in choices if c.decision is Decision.TRANSLATE))
    return tuple(wanted)


def translate(
    batch: Batch, sources: Sequence[str], translator: Translator, *, report: Report | None = None
) -> dict[str, Translation]:
    """Translate distinct sources under their terms; list marks are put back."""
    items = [batch.sources[s] for s in sources]
    done = enforce.translate([i.framed.text for i in items], [i.inner for i in items], translator, progress=report)
    engine = translator.signature
    return {
        item.text: replace(
            result,
            source=item.text,
            target=item.framed.lead + result.target if result.target else "",
            signature=item.signature(engine),
            repairs=shifted(result.repairs, len(item.framed.lead)),
        )
        for item, result in zip(items, done, strict=True)
    }


def memory(batch: Batch, catalogs: Sequence[Catalog | None]) -> dict[str, Translation]:
    """What people approved anywhere, for the same source in another document: an exact match beats the machine.

    It comes back as text to review: a translation is only approved where a person approved it.
    """
    found: dict[str, Translation] = {}
    for prepared, catalog in zip(batch.documents, catalogs, strict=True):
        for unit in catalog.units if catalog else ():
            human = unit.target and not unit.needs_review and not unit.obsolete and ownership(unit) is Origin.HUMAN
            if human and unit.context is None and unit.plural is None and unit.source not in found:
                found[unit.source] = Translation(
                    unit.source, unit.target, 0.0, f"tm:{prepared.document.name}|match:100"
                )
    return found


def assemble(
    prepared: Prepared,
    existing: Catalog | None,
    batch: Batch,
    translations: Mapping[str, Translation],
    *,
    engine: str,
    project: str,
    glossary: str,
    date: str,
    shorten: bool = True,
) -> Catalog:
    """The document's catalog after this run; a function of the catalog before it, so it can be asked again.

    With ``shorten``, what the glossary has a short form for is named in full once and by its short form afterwards.
    """

    def signature_of(source: str) -> str:
        known = translations.get(source)
        return (
            known.signature if known and known.signature.startswith("tm:") else batch.sources[source].signature(engine)
        )

    choices = plan(existing, [row.source for row in prepared.rows], signature_of)
    drafts = [_draft(choice, translations) for choice in choices]
    if shorten:
        settled = mentions(_passages(prepared, batch, choices, drafts))
    else:
        settled = tuple((draft.target, ()) for draft in drafts)
    rows = []
    for row, choice, draft, (target, changes) in zip(prepared.rows, choices, drafts, settled, strict=True):
        fresh = choice.unit is None or target != choice.unit.target
        translation = replace(draft, target=target, mentions=changes) if draft.signature and fresh else None
        terms, findings = judge(batch.sources[row.source], target, batch.usage)
        rows.append(replace(row, translation=translation, terms=terms, findings=findings))
    return merge(existing, rows, project=project, engine=engine, glossary=glossary, date=date)


def _draft(choice: Choice, translations: Mapping[str, Translation]) -> Translation:
    """A source's English before any mention was changed; what no machine may write again has no signature."""
    nothing = Translation(choice.source, "", 0.0, "")
    if choice.unit is None:
        return translations.get(choice.source, nothing)
    target, note = choice.unit.target, machine_note(choice.unit.notes)
    if choice.decision is not Decision.REUSE or note is None:
        return replace(nothing, target=target)
    repairs, changes = read_changes(choice.unit.notes)
    with suppress(ValueError):  # where the notes were edited, the text as it is has to do
        target = undo(target, changes)
    return Translation(choice.source, target, note.score, note.signature, repairs=repairs)


def _passages(
    prepared: Prepared, batch: Batch, choices: Sequence[Choice], drafts: Sequence[Translation]
) -> list[Passage]:
    """What the policy of mentions looks at. Text from the memory is a person's, in whichever document it was written."""
    kinds = {part.text: part.kind for part in reversed(prepared.segments)}
    return [
        Passage(
            source=choice.source,
            target=draft.target,
            matches=batch.sources[choice.source].matches,
            owned=bool(draft.signature) and not draft.signature.startswith("tm:"),
            running=kinds[choice.source] in RUNNING,
        )
        for choice, draft in zip(choices, drafts, strict=True)
    ]


def judge(
    source: Source, target: str, usage: Usage | None = None
) -> tuple[tuple[TermOutcome, ...], tuple[Finding, ...]]:
    """Terms and findings of a target, whoever wrote it. Missing terms are told by the terms, not twice.

    With the termbase's ``usage`` also what must not be used in the source, and what to use instead.
    """
    return checks.outcomes(source.matches, target), checks.check_text(source.text, target, source.matches, usage)


def bilingual(prepared: Prepared, catalog: Catalog, batch: Batch, *, signature: str) -> Bilingual:
    """The document's rows in order: what every rendering is made of, from the catalog and the source alone."""
    units = {u.source: u for u in catalog.units if not u.obsolete and u.context is None}
    rows = []
    for part in prepared.segments:
        unit = units.get(part.text, Unit(part.text))
        terms, findings = judge(batch.sources[part.text], unit.target, batch.usage)
        missing = checks.missing(terms) if unit.target else ()
        rows.append(Aligned(part, unit, terms, (*missing, *findings)))
    return Bilingual(prepared.document, tuple(rows), signature)


def count(bilingual: Bilingual, translated: frozenset[str]) -> Counts:
    """The summary of a document; ``translated`` are the sources this run asked the engine for."""
    rows = {r.unit.source: r for r in bilingual.rows}.values()
    human = [r for r in rows if r.unit.origin is Origin.HUMAN]
    fresh = sum(r.unit.source in translated and r.unit.origin is not Origin.HUMAN for r in rows)
    states = [t.state for r in rows for t in r.terms]
    severities = [f.severity for r in rows for f in r.findings]
    return Counts(
        segments=len(bilingual.rows),
        units=len(rows),
        reviewed=len(human),
        reused=len(rows) - len(human) - fresh,
        translated=fresh,
        enforced=sum(s is TermState.ENFORCED for s in states),
        flagged=sum(s is TermState.FLAGGED for s in states),
        errors=sum(s is Severity.ERROR for s in severities),
        warnings=sum(s is not Severity.ERROR for s in severities),
    )


def signature(translator: Translator, analyzer: Analyzer, glossary: Glossary) -> str:
    """The run's recipe."""
    return run_signature(engine=translator.signature, split=analyzer.signature, glossary=glossary.digest)
