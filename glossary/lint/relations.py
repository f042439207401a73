"""Variants that belong to another row as well, or lead from row to row and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.lint.rules import LintFinding, at, found
from glossary.model import Concept
from glossary.normal import key


def check(rows: Sequence[Concept]) -> Iterator[LintFinding]:
    """Variants against the sources and variants of all rows."""
    sources = {key(concept.source.strip()): concept for concept in reversed(rows)}
    looping = _loops({key(c.source.strip()): [key(v.strip()) for v in c.variants] for c in rows if c.variants}, sources)
    owners: dict[str, Concept] = {}
    for concept in rows:
        own = key(concept.source.strip())
        for variant in concept.variants:
            normal = key(variant.strip())
            other = sources.get(normal)
            if normal == own:
                if variant != concept.source:
                    yield found("needless-variant", f"「{variant}」 is found without being listed; delete it", concept)
            elif other is not None:
                if (own, normal) in looping:
                    message = f"variant 「{variant}」 is the source at {at(other)}, which leads back here; delete one"
                    yield found("cycle", message, concept)
                else:
                    message = f"variant 「{variant}」 is the source at {at(other)}; delete one"
                    yield found("variant-is-source", message, concept)
            elif normal in owners and key(owners[normal].source.strip()) != own:
                message = f"variant 「{variant}」 is also at {at(owners[normal])}; delete one"
                yield found("variant-twice", message, concept)
            else:
                owners[normal] = concept


def _loops(variants: Mapping[str, Sequence[str]], sources: Mapping[str, Concept]) -> set[tuple[str, str]]:
    """The steps from a source to a variant that is a source itself, from which a way leads back."""
    steps = {
        own: [variant for variant in listed if variant != own and variant in sources]
        for own, listed in variants.items()
    }
    steps = {own: onward for own, onward in steps.items() if onward}
    return {(own, onward) for own, ways in steps.items() for onward in ways if _reaches(onward, own, steps)}


def _reaches(start: str, goal: str, steps: Mapping[str, Sequence[str]]) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for onward in steps.get(waiting.pop(), ()):
            if onward == goal:
                return True
            if onward not in seen:
                seen.add(onward)
                waiting.append(onward)
    return False
