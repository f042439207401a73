"""Controlled terminology for Japanese → English: read a termbase, find its terms, check that the English has them.

>>> from glossary import Glossary, verify
>>> glossary = Glossary.load(default=True)           # doctest: +SKIP
>>> matches = glossary.match("北朝鮮の弾道ミサイル")      # doctest: +SKIP
>>> verify(matches, "A ballistic missile of North Korea")  # doctest: +SKIP
(True, True)
"""

from __future__ import annotations

from glossary.diff import ConceptChange, FieldChange, GlossaryDiff, diff
from glossary.lint import LintFinding, LintSeverity, lint
from glossary.match import Glossary, default_termbase
from glossary.model import Article, Case, Concept, GlossaryError, MatchMode, TermMatch, TermStatus
from glossary.normal import Normalized, normalize
from glossary.protect import Protected, Restored, Slot, protect, restore
from glossary.stats import Stats, stats
from glossary.tsv import dump, dumps, load, loads, read
from glossary.usage import Misuse, Usage, Violation
from glossary.verify import ForbiddenUse, accepted, forbidden, inflections, occurrences, verbatim, verify

__all__ = [
    "Article",
    "Case",
    "Concept",
    "ConceptChange",
    "FieldChange",
    "ForbiddenUse",
    "Glossary",
    "GlossaryDiff",
    "GlossaryError",
    "LintFinding",
    "LintSeverity",
    "MatchMode",
    "Misuse",
    "Normalized",
    "Protected",
    "Restored",
    "Slot",
    "Stats",
    "TermMatch",
    "TermStatus",
    "Usage",
    "Violation",
    "accepted",
    "default_termbase",
    "diff",
    "dump",
    "dumps",
    "forbidden",
    "inflections",
    "lint",
    "load",
    "loads",
    "normalize",
    "occurrences",
    "protect",
    "read",
    "restore",
    "stats",
    "verbatim",
    "verify",
]
