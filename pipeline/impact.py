"""Which units a change of the glossary touches, known before anything is translated.

A unit is touched when the glossary's demands on its source change; it is translated again when its text is the
machine's and its recipe no longer matches. What ``pipeline.run.pending`` will ask for follows from the same values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from glossary import Glossary

from .enforce import demands
from .merge import ownership
from .model import Catalog, Origin, Unit
from .notes import machine_note
from .run import Source, look_up


class Fate(str, Enum):
    """What the next run does with a touched unit."""

    AGAIN = "translated again"
    CHECKED = "kept and checked"  # a person's text, or the memory's
    EMPTY = "not translated yet"


@dataclass(frozen=True, slots=True)
class Touched:
    """A unit whose demands differ; ``before`` and ``after`` are the (surface, English) pairs demanded of it."""

    unit: Unit
    fate: Fate
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


def impact(catalogs: Sequence[Catalog], old: Glossary, new: Glossary) -> tuple[tuple[Touched, ...], ...]:
    """For each catalog the units that the step from ``old`` to ``new`` touches, in catalog order.

    The catalogs are taken to stand as a run under ``old`` left them, with people's edits; the engine stays the same.
    """
    texts = list(dict.fromkeys(unit.source for catalog in catalogs for unit in _active(catalog)))
    before, after = look_up(texts, old), look_up(texts, new)
    changed = {text for text in texts if demands(before[text].matches) != demands(after[text].matches)}
    return tuple(
        tuple(
            Touched(unit, _fate(unit, after[unit.source]), _asked(before[unit.source]), _asked(after[unit.source]))
            for unit in _active(catalog)
            if unit.source in changed
        )
        for catalog in catalogs
    )


def _active(catalog: Catalog) -> list[Unit]:
    """Units the next run looks at: those of the document, without context."""
    return [unit for unit in catalog.units if unit.source and not unit.obsolete and unit.context is None]


def _fate(unit: Unit, source: Source) -> Fate:
    origin = ownership(unit)
    if origin is Origin.NONE:
        return Fate.EMPTY
    note = machine_note(unit.notes)
    if origin is Origin.HUMAN or note is None or note.signature.startswith("tm:"):
        return Fate.CHECKED
    return Fate.CHECKED if _terms(note.signature) == _terms(source.signature("")) else Fate.AGAIN


def _terms(signature: str) -> str:
    """The part of a unit's recipe that the glossary decides."""
    _, mark, terms = signature.rpartition("|terms:")
    return terms if mark else signature


def _asked(source: Source) -> tuple[tuple[str, str], ...]:
    return tuple((m.surface, m.target) for m in source.matches if m.concept.enforced)
