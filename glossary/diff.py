"""What changed between two glossaries, concept by concept and field by field.

>>> from glossary import Concept, diff
>>> changes = diff([Concept("専門家パネル", ("Expert Panel",))], [Concept("専門家パネル", ("Panel of Experts",))])
>>> print(changes.changed[0])
専門家パネル: targets: 'Expert Panel' → 'Panel of Experts'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import Enum

from glossary.model import Concept
from glossary.normal import key


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a concept, before and after, as text; alternatives are separated by ``|``."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ConceptChange:
    """A concept that is in both glossaries, and not the same; ``fields`` is never empty."""

    old: Concept
    new: Concept
    fields: tuple[FieldChange, ...]

    def __str__(self) -> str:
        return f"{self.new.source}: " + "; ".join(f"{f.name}: {f.old!r} → {f.new!r}" for f in self.fields)


@dataclass(frozen=True, slots=True)
class GlossaryDiff:
    """Concepts only in the new glossary, only in the old one, and in both but different; each in file order."""

    added: tuple[Concept, ...]
    removed: tuple[Concept, ...]
    changed: tuple[ConceptChange, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def diff(old: Iterable[Concept], new: Iterable[Concept]) -> GlossaryDiff:
    """Compare concepts by their source term, spelling differences that matching ignores set aside.

    Give ``Glossary.concepts`` to compare what is in force, with conflicts between rows resolved; where a source comes
    twice, its last concept counts.
    """
    before = {key(concept.source): concept for concept in old}
    after = {key(concept.source): concept for concept in new}
    pairs = [(before[name], concept) for name, concept in after.items() if name in before]
    return GlossaryDiff(
        added=tuple(concept for name, concept in after.items() if name not in before),
        removed=tuple(concept for name, concept in before.items() if name not in after),
        changed=tuple(ConceptChange(a, b, _fields(a, b)) for a, b in pairs if a != b),
    )


def _fields(old: Concept, new: Concept) -> tuple[FieldChange, ...]:
    names = [field.name for field in fields(Concept) if field.compare and field.name != "extra"]
    rows = [(name, _text(getattr(old, name)), _text(getattr(new, name))) for name in names]
    before, after = dict(old.extra), dict(new.extra)
    rows += [(name, before.get(name, ""), after.get(name, "")) for name in dict.fromkeys((*before, *after))]
    found = tuple(FieldChange(*row) for row in rows if row[1] != row[2])
    # extra columns in another order: nothing a reader would see, yet not equal
    return found or (FieldChange("extra", " ".join(before), " ".join(after)),)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "|".join(map(str, value))
    return str(value.value) if isinstance(value, Enum) else str(value)
