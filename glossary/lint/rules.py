"""The classes of defects: name, how bad, and a sentence about each; what a finding is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from glossary.model import Concept


class LintSeverity(str, Enum):
    """An error makes the glossary do something nobody wants, a warning may be meant, an info is worth a look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class LintRule:
    """A class of defects."""

    name: str
    severity: LintSeverity
    title: str


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One defect. ``origin`` is ``file:line`` (or "" for concepts made in memory)."""

    check: str
    severity: LintSeverity
    message: str
    origin: str

    @property
    def file(self) -> str:
        """The file of ``origin``."""
        return self.origin.rpartition(":")[0]

    @property
    def line(self) -> int:
        """The 1-based line of ``origin``; 0 where there is none."""
        number = self.origin.rpartition(":")[2]
        return int(number) if number.isdecimal() else 0

    def __str__(self) -> str:
        return f"{self.origin}: {self.severity.value}: {self.message} [{self.check}]"


_RULES = """
edge-space          warning  A term begins or ends with a space
double-space        warning  English has two spaces in a row
inner-space         warning  Japanese has a space that no text will have
odd-space           warning  English has a space other than the ordinary one
invisible           error    A term has characters that nobody sees
width               warning  Half-width kana, full-width Latin letters, or a letter apart from its mark
brackets            warning  A bracket has no partner
punctuation         warning  A term begins or ends with punctuation
look-alike          warning  A character looks like another one that was meant
chinese-kanji       warning  A kanji of Chinese writing that Japanese does not use
mixed-kanji         info     Old and new kanji in one term
source-not-japanese warning  The source has no Japanese
one-character       warning  A term of one character will be found where it is not meant
short-kana          warning  One or two hiragana will be found where they are not meant
number              warning  A number alone will be found where it is not meant
fragment            warning  Japanese that begins or ends in the middle of a word
unreachable         error    A term that the matcher never finds
lemma               warning  A term matched by lemma does not inflect
pos-missing         warning  A verb without part of speech: its English will not inflect
repeated-variant    warning  A variant is listed twice
needless-variant    warning  A variant that is found without being listed
repeated-target     warning  English is listed twice
target-japanese     error    English contains Japanese
source-is-target    info     Japanese that is not to be translated
empty-target        error    A term without English
placeholder         error    A note to write the English stands in its place
alternatives        warning  Alternatives that are not separated by |
preferred-forbidden error    English that is both demanded and forbidden
forbidden-elsewhere warning  English that another term forbids
article             warning  The article is in the target and in its column
article-number      warning  The article "a" before a plural
plural              warning  The plural equals the target
plural-missing      warning  A plural that the rules of English do not give
short               warning  The short form is not shorter
short-shared        warning  Two terms share a short form
case-proper         warning  A name whose capitals are declared of no account
duplicate-source    warning  The same row twice
conflicting-target  error    Two preferred terms for the same Japanese
shadowed            warning  A draft that another row hides
variant-is-source   error    A variant that is another row's term
variant-twice       error    A variant of two terms
cycle               error    Terms that are variants of each other
id-twice            error    An id of two terms
no-successor        warning  A deprecated term without a term to use instead
head                info     A compound that does not use the English of its last part
"""

RULES: dict[str, LintRule] = {
    name: LintRule(name, LintSeverity(severity), title)
    for name, severity, title in (line.split(maxsplit=2) for line in _RULES.strip().splitlines())
}
"""Every class by name, in the order they are documented."""


def found(name: str, message: str, concept: Concept) -> LintFinding:
    """A finding of one of ``RULES`` about a row."""
    return LintFinding(name, RULES[name].severity, message, concept.origin)


def at(concept: Concept) -> str:
    """How a message names another row."""
    return concept.origin or f"「{concept.source}」"
