"""What is wrong, or risky, in glossary files: each finding with the line it is about."""

from __future__ import annotations

from collections.abc import Iterable

from glossary.lint.rules import RULES, LintFinding, LintRule, LintSeverity
from glossary.model import Concept

__all__ = ["RULES", "LintFinding", "LintRule", "LintSeverity", "lint"]


def lint(*files: Iterable[Concept]) -> tuple[LintFinding, ...]:
    """Check glossary files, given as the concepts of each, as read (before conflicts are resolved); in file order."""
    from glossary.lint import english, forms, groups, japanese, reach, relations  # not for those who only match

    rows = [concept for file in files for concept in file]
    found: list[LintFinding] = []
    for concept in rows:
        found += japanese.check(concept)
        found += english.check(concept)
        found += forms.check(concept)
    found += groups.check(rows)
    found += relations.check(rows)
    found += reach.check(rows)
    place = {concept.origin: index for index, concept in reversed(list(enumerate(rows)))}
    return tuple(sorted(found, key=lambda finding: (place.get(finding.origin, -1), finding.check, finding.message)))
