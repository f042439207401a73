"""The ways a text can name something that has a short form, and how to get from one to another.

long: "the Workers' Party of Korea"; defined: "the Workers' Party of Korea (WPK)"; short: "the WPK". Number, possessive
and article go along: "a short-range ballistic missile" ↔ "an SRBM", "the North Atlantic Treaty Organization" ↔ "NATO".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from glossary import Article, Case, Concept, accepted, occurrences
from glossary.english import plurals

from .articles import indefinite, read_as_word
from .context import DETERMINED, attributive, before_name, lacks_article, opens_sentence
from .nouns import plural_of

_ARTICLE = re.compile(r"\b(an|a|the)(\s+)$", re.IGNORECASE)
_KEEP_THE = frozenset(("SOFA",))  # read as a word, and still "the SOFA"
_DROP_THE = frozenset(("KCNA", "OHCHR", "UNHCR", "UNIDIR"))  # spelled, and still no article


_TITLE = re.compile(
    r"\s+(?:Ambassador|Chair|Chief|Command|Commissioner|Deputy|Director|Executive|Foreign|General Sec|Governor|Leader|Member|"
    r"President|Prime|Secretary|Special|Spokes|Under|Vice)"
)


class Form(Enum):
    """How an occurrence names its concept; OTHER is an accepted form that is neither the long nor the short one."""

    LONG = "long"
    DEFINED = "defined"
    SHORT = "short"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a text names a concept, and how. The span includes a possessive ending and brackets with the short form."""

    start: int
    end: int
    form: Form
    plural: bool = False
    possessive: str = ""  # 's or a bare apostrophe, as written


def acronym(concept: Concept) -> bool:
    """Whether the short form is one that is explained in brackets: WPK, G7; not Panel, Kim, INF Treaty."""
    short = concept.short
    capitals = sum(c.isupper() or c.isdigit() for c in short)
    return bool(re.fullmatch(r"[A-Z][A-Za-z0-9&]{1,7}", short)) and capitals >= 2 and len(short) - capitals <= 1


def locate(text: str, concept: Concept, others: Iterable[Concept] = ()) -> tuple[Occurrence, ...]:
    """Where ``text`` names ``concept``, in order. What belongs to a longer name of one of ``others`` is not its."""
    found: list[tuple[int, int, Occurrence | None]] = []
    folded = text.casefold()
    for form, kind, many, ending in _forms(concept):
        if form.split()[0].casefold() in folded:
            case = Case.AS_IS if kind is Form.SHORT else concept.case
            found += [(a, b, Occurrence(a, b, kind, many, ending)) for a, b in occurrences(text, [form], case=case)]
    if not found:
        return ()
    for other in others:
        forms = [form for form in _accepted(other) if form.split()[0].casefold() in folded]
        found += [(a, b, None) for a, b in occurrences(text, forms, case=other.case)]
    taken: list[tuple[int, int, Occurrence | None]] = []
    for start, end, item in sorted(found, key=lambda f: (f[0] - f[1], f[0], f[2] is None)):
        if all(end <= a or b <= start for a, b, _ in taken):
            taken.append((start, end, item))
    named = [item for _, _, item in sorted(taken, key=lambda t: t[0]) if item]
    return _joined(text, concept, named)


_accepted = lru_cache(maxsize=4096)(accepted)


@lru_cache(maxsize=4096)
def _forms(concept: Concept) -> tuple[tuple[str, Form, bool, str], ...]:
    """Every form with its kind, whether it is a plural, and its possessive ending; a form counts as the first it is."""
    several = (concept.plural,) if concept.plural else plurals(concept.target)
    stems = [(concept.target, Form.LONG, False), *((p, Form.LONG, True) for p in several)]
    stems += [(concept.short, Form.SHORT, False), (f"{concept.short}s", Form.SHORT, True)]
    rows = [(stem, kind, many, "") for stem, kind, many in stems]
    for stem, kind, many in stems:
        rows += [(f"{stem}'s", kind, many, "'s")] if not many else []
        rows += [(f"{stem}'", kind, many, "'")] if stem.lower().endswith("s") else []
    rows += [(form, Form.OTHER, False, "") for form in accepted(concept)]
    seen: dict[str, tuple[str, Form, bool, str]] = {}
    for row in rows:
        seen.setdefault(row[0], row)
    return tuple(seen.values())


def _joined(text: str, concept: Concept, named: list[Occurrence]) -> tuple[Occurrence, ...]:
    """A long form with its short form in brackets is one occurrence."""
    out: list[Occurrence] = []
    for item in named:
        last = out[-1] if out else None
        if last and last.form is Form.LONG and item.form is Form.SHORT and text[last.end : item.start] == " (":
            tail = re.match(r"\)(['’]s?(?!\w))?", text[item.end :])
            if tail and not item.possessive:
                ending = (tail[1] or "").replace("’", "'")
                out[-1] = Occurrence(
                    last.start, item.end + tail.end(), Form.DEFINED, last.plural, last.possessive or ending
                )
                continue
        out.append(item)
    return tuple(out)


def rewrite(text: str, item: Occurrence, concept: Concept, form: Form) -> tuple[int, int, str] | None:
    """What to put where so that ``item`` has ``form``: (start, end, new), or None where it cannot be done for certain.

    An occurrence that has the form already gives its own text back.
    """
    if item.form is form:
        return item.start, item.end, text[item.start : item.end]
    before, rest = text[: item.start], text[item.end :]
    if item.form is Form.OTHER or _doubtful(text, item) or _in_longer_name(before, rest, item):
        return None
    if form is Form.DEFINED and (re.match(r"-|\s*\(", rest) or before.count("(") > before.count(")")):
        return None
    if form is not Form.SHORT and item.form is Form.SHORT and rest.startswith("-"):
        return None
    if form is Form.SHORT:
        return _shortened(text, item, concept)
    if item.form is Form.SHORT:
        return _spelled_out(text, item, concept, form)
    said = text[item.start : item.end]
    brackets = f" ({concept.short}{'s' * item.plural})"
    return item.start, item.end, said + brackets if form is Form.DEFINED else said.replace(brackets, "")


def _doubtful(text: str, item: Occurrence) -> bool:
    """An apostrophe at the end that may close a quotation."""
    return item.possessive == "'" and bool(re.search(r"(?:^|[\s(“\"])['‘]", text[: item.start]))


def _in_longer_name(before: str, rest: str, item: Occurrence) -> bool:
    """The UN Committee on …, Japan-EU; but IAEA Director General Grossi."""
    return before[-1:] in tuple("-/") or (not item.possessive and before_name(rest) and not _TITLE.match(rest))


def _long(text: str, item: Occurrence, concept: Concept) -> str:
    body = plural_of(concept) if item.plural else concept.target
    capital = concept.case is Case.LOWER and opens_sentence(text[: item.start])
    return body[0].upper() + body[1:] if capital else body


def _possessive(body: str, item: Occurrence) -> str:
    if not item.possessive:
        return ""
    return "'" if body.endswith("s") else "'s"


def _shortened(text: str, item: Occurrence, concept: Concept) -> tuple[int, int, str]:
    body = concept.short + "s" * item.plural
    body += ("'" if item.plural else "'s") if item.possessive else ""
    article = _ARTICLE.search(text, 0, item.start)
    if article is None:
        return item.start, item.end, body
    word = article[1].lower()
    if word != "the":
        right = indefinite(body)
        if word == right:
            return item.start, item.end, body
        return article.start(), item.end, (right.capitalize() if article[1][0].isupper() else right) + article[2] + body
    noun = not item.possessive and _before_noun(text[item.end :])
    if concept.article is Article.THE and _bare_short(concept) and not noun:
        return article.start(), item.end, body
    return item.start, item.end, body


def _bare_short(concept: Concept) -> bool:
    """Whether the short form of a name with "the" stands without it: NATO, UNICEF; but the IAEA."""
    short = concept.short
    return short in _DROP_THE or (short not in _KEEP_THE and short.isupper() and read_as_word(short))


def _before_noun(rest: str) -> bool:
    return attributive(rest) or before_name(rest)


def _spelled_out(text: str, item: Occurrence, concept: Concept, form: Form) -> tuple[int, int, str] | None:
    body = _long(text, item, concept)
    before, rest = text[: item.start], text[item.end :]
    tail = _possessive(body, item) + (f" ({concept.short}{'s' * item.plural})" if form is Form.DEFINED else "")
    article = _ARTICLE.search(before)
    if article and article[1].lower() != "the":
        right = indefinite(body)
        if article[1].lower() == right:
            return item.start, item.end, body + tail
        right = right.capitalize() if article[1][0].isupper() else right
        return article.start(), item.end, right + article[2] + body + tail
    if concept.article is Article.THE and not article and not DETERMINED.search(before):
        if opens_sentence(before):
            return (item.start, item.end, ("" if _before_noun(rest) else "The ") + body + tail)
        if not _before_noun(rest):
            return (item.start, item.end, "the " + body + tail) if lacks_article(before) else None
    return item.start, item.end, body + tail
