"""A new run meets an existing catalog: what a person wrote stays, what a machine wrote may be replaced.

Everything here is a function of its arguments; ``adapters.po.update`` reads and writes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum

from pipeline.edits import shifted, undo
from pipeline.header import field, header
from pipeline.model import Catalog, Finding, Origin, Reference, Segment, TermOutcome, Translation, Unit
from pipeline.notes import machine_line, machine_note, regenerate, repair_lines, target_hash

SIMILAR = 0.75
"""How alike (difflib ratio) an edited source must be to its old wording for a person's text to follow it."""

_CANDIDATES = 8  # old sources compared in full with each new one
_COMMON = 200  # a pair of characters in more old sources than this says nothing about likeness


class Decision(str, Enum):
    """What becomes of one source."""

    KEEP = "keep"  # a person's text, or an entry only a person may touch
    CARRY = "carry"  # a person's text for an earlier wording of this source, to be reviewed
    REUSE = "reuse"  # unreviewed machine text that the same recipe would produce again
    TRANSLATE = "translate"


@dataclass(frozen=True, slots=True)
class Choice:
    """The decision on one distinct source; ``unit`` is the one whose text stays, or None for TRANSLATE."""

    source: str
    decision: Decision
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One distinct source of the document, with what this run knows about it.

    ``translation`` is None unless the machine was asked in this run; ``terms`` and ``findings`` judge whatever target
    the unit ends up with.
    """

    source: str
    references: tuple[Reference, ...] = ()
    translation: Translation | None = None
    terms: tuple[TermOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()


def ownership(unit: Unit) -> Origin:
    """Whose text a unit's target is.

    Text marked for review is the machine's while it still has the hash of its machine note; any other text is human.
    """
    if unit.plural is not None:
        return Origin.HUMAN  # none of ours, whatever it says
    if not unit.target:
        return Origin.NONE
    note = machine_note(unit.notes)
    if unit.needs_review and note is not None and note.digest == target_hash(unit.target):
        return Origin.MT
    return Origin.HUMAN


def distinct(path: str, segments: Iterable[Segment]) -> tuple[Row, ...]:
    """The document's sources in order, each once, with all its places."""
    places: defaultdict[str, list[Reference]] = defaultdict(list)
    for segment in segments:
        places[segment.text].append(Reference(path, segment.line))
    return tuple(Row(source, tuple(dict.fromkeys(found))) for source, found in places.items())


def plan(existing: Catalog | None, sources: Sequence[str], signature_of: Callable[[str], str]) -> tuple[Choice, ...]:
    """Decide for each distinct source whether it must be translated; same order as ``sources``.

    ``signature_of`` gives the recipe a translation of that source would carry now.
    """
    known = _known(existing)
    carried = _carried(existing, sources)
    choices = []
    for source in sources:
        unit = known.get(source)
        if unit is None:
            moved = carried.get(source)
            choices.append(Choice(source, Decision.CARRY if moved else Decision.TRANSLATE, moved))
            continue
        origin = ownership(unit)
        note = machine_note(unit.notes)
        if origin is Origin.HUMAN:
            choices.append(Choice(source, Decision.KEEP, unit))
        elif origin is Origin.MT and note is not None and note.signature == signature_of(source):
            choices.append(Choice(source, Decision.REUSE, unit))
        else:
            choices.append(Choice(source, Decision.TRANSLATE))
    return tuple(choices)


def merge(
    existing: Catalog | None, rows: Sequence[Row], *, project: str, engine: str, glossary: str, date: str
) -> Catalog:
    """The catalog after this run: one unit per row, in order; what left the document stays as obsolete.

    ``date`` (``2025-01-31 09:00+0000``) becomes PO-Revision-Date only if a target, a review flag or the set of units
    changed. Merging the result again with the same rows gives the same catalog.
    """
    rows = [row for row in {row.source: row for row in rows}.values() if row.source]  # "" is the header's place
    known = _known(existing)
    carried = _carried(existing, [row.source for row in rows])
    in_context: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in existing.units if existing else ():
        if unit.context is not None:
            in_context[unit.source].append(unit)
    active: list[Unit] = []
    for row in rows:
        active.append(_owned(_active(row, known.get(row.source), carried.get(row.source))))
        active += [_owned(replace(unit, references=row.references, obsolete=False)) for unit in in_context[row.source]]
    present = {_key(unit) for unit in active}
    gone = [_retired(unit) for unit in (existing.units if existing else ()) if _key(unit) not in present]
    units = (*active, *(unit for unit in gone if unit.target or unit.plural or unit.comments))
    return Catalog(
        units=units,
        header=_header(existing, units, project=project, engine=engine, glossary=glossary, date=date),
        header_comment=existing.header_comment if existing else "",
    )


def _active(row: Row, unit: Unit | None, carried: Unit | None) -> Unit:
    if unit is None and carried is not None:
        unit = replace(
            carried,
            source=row.source,
            needs_review=True,
            notes=regenerate(_without_machine(carried.notes), row.terms, row.findings),
            # a text under review still belongs to the wording it was written for, not to the one it was carried to
            previous_source=carried.source if carried.previous_source is None else carried.previous_source,
            previous_context=None,
        )
    unit = unit or Unit(row.source)
    machine = None
    changes: tuple[str, ...] | None = (
        None if _as_written(unit) else ()
    )  # an edited text has left the record of its changes behind
    if row.translation is not None and ownership(unit) is not Origin.HUMAN:
        target = _fit_newlines(row.source, row.translation.target)
        changes = _changes(row.translation, target)
        machine = machine_line(row.translation.signature, row.translation.score, target) if target else None
        unit = replace(
            unit,
            target=target,
            needs_review=bool(target),
            notes=_without_machine(unit.notes),
            previous_source=None,
            previous_context=None,
            previous_plural=None,
        )
    return replace(
        unit,
        references=row.references,
        obsolete=False,
        notes=regenerate(unit.notes, row.terms, row.findings, machine=machine, changes=changes),
    )


def _as_written(unit: Unit) -> bool:
    """Whether a unit's text is still what its machine note was written for, approved or not."""
    note = machine_note(unit.notes)
    return note is not None and note.digest == target_hash(unit.target)


def _changes(translation: Translation, target: str) -> tuple[str, ...]:
    """The notes of a translation's changes; ``target`` is its text with the newlines the source demands."""
    if not target:
        return ()
    by = target.find(translation.target.strip("\n")) - translation.target.find(translation.target.strip("\n"))
    changes = shifted(translation.mentions, by)
    return repair_lines(undo(target, changes), shifted(translation.repairs, by), changes)


def _retired(unit: Unit) -> Unit:
    """A unit whose source left the document: its text, its comments and the record of its origin stay."""
    return _owned(replace(unit, obsolete=True, references=(), notes=regenerate(unit.notes)))


def _owned(unit: Unit) -> Unit:
    return replace(unit, origin=ownership(unit))


def _without_machine(notes: Sequence[str]) -> tuple[str, ...]:
    kept = regenerate(notes, changes=())
    return kept[1:] if machine_note(notes) else kept


def _key(unit: Unit) -> tuple[str | None, str]:
    return (unit.context, unit.source)


def _known(existing: Catalog | None) -> dict[str, Unit]:
    """Units without context by source, obsolete ones too: a source that comes back gets its text back."""
    return {unit.source: unit for unit in (existing.units if existing else ()) if unit.context is None}


def _fit_newlines(source: str, target: str) -> str:
    """gettext demands that both sides begin with a newline or neither, and end with one or neither."""
    if not target.strip("\n"):
        return ""
    start, end = "\n" * source.startswith("\n"), "\n" * source.endswith("\n")
    return start + target.strip("\n") + end


def _carried(existing: Catalog | None, sources: Sequence[str]) -> Mapping[str, Unit]:
    """For new sources, the person's text of a vanished source that reads much the same. Each is carried once."""
    if existing is None:
        return {}
    wanted = set(sources)
    vanished = [
        unit
        for unit in existing.units
        if not unit.obsolete and unit.source not in wanted and unit.plural is None and unit.context is None
        if unit.target and ownership(unit) is Origin.HUMAN
    ]
    known = _known(existing)
    fresh = [source for source in dict.fromkeys(sources) if source not in known]
    if not vanished or not fresh:
        return {}
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, unit in enumerate(vanished):
        for pair in _pairs(unit.source):
            holders[pair].append(number)
    ratios = []
    for place, source in enumerate(fresh):
        shared = Counter(
            n for pair in _pairs(source) if len(holders.get(pair, ())) <= _COMMON for n in holders.get(pair, ())
        )
        for number, _ in shared.most_common(_CANDIDATES):
            ratio = SequenceMatcher(None, vanished[number].source, source, autojunk=False).ratio()
            if ratio >= SIMILAR:
                ratios.append((-ratio, place, number))
    found: dict[str, Unit] = {}
    used: set[int] = set()
    for _, place, number in sorted(ratios):
        if fresh[place] not in found and number not in used:
            found[fresh[place]] = vanished[number]
            used.add(number)
    return found


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _header(
    existing: Catalog | None, units: Sequence[Unit], *, project: str, engine: str, glossary: str, date: str
) -> tuple[tuple[str, str], ...]:
    old = existing.header if existing else ()
    before = existing.units if existing else ()
    same_sources = {_key(u) for u in before if not u.obsolete} == {_key(u) for u in units if not u.obsolete}
    created, revised = field(old, "POT-Creation-Date"), field(old, "PO-Revision-Date")
    return header(
        old,
        project=project,
        engine=engine,
        glossary=glossary,
        created=created if created and same_sources else date,
        revised=revised if revised and _content(before) == _content(units) else date,
    )


def _content(units: Iterable[Unit]) -> set[tuple[object, ...]]:
    return {(u.context, u.source, u.obsolete, u.target, u.needs_review, u.plural) for u in units}
