"""The term as a noun: its plural, its possessive, words said twice around it, and the hyphen of a compound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from glossary import Article, Concept, TermMatch
from glossary.english import plurals

from .context import attributive, opens_sentence
from .edits import Edits

_COUNTED = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|many|several|few|these|those|"
    "both|multiple|numerous|various|countless|hundreds of|thousands of|dozens of|scores of|a dozen|number of|series of|"
    "variety of"
)
_ADJECTIVES = (
    "new|more|other|additional|suspected|apparent|different|separate|such|major|large|small|foreign|advanced|modern|similar|"
    "individual|successive|consecutive|unidentified|powerful|North Korean|South Korean|Russian|Chinese|American|Japanese|"
    "Iranian|U\\.S\\."
)
_COUNT = re.compile(
    rf"(?:\b(?P<word>{_COUNTED})|(?<![\w.,$€£¥#/-])(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+)(?: (?:hundred|thousand|million|dozen))?)"
    rf"\s+(?:(?:{_ADJECTIVES})\s+){{0,2}}$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:no|nos|article|resolution|paragraph|chapter|phase|stage|type|model|number|page|point|level|class|part|clause|"
    r"round|day|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\.?\s+$",
    re.IGNORECASE,
)
_ALWAYS_ADJECTIVE = "related|style|type|class|flagged|owned|affiliated|linked|wide|capable|based|free"
_OFTEN_VERB = (
    "led|backed|made|built|funded|sponsored|controlled|occupied|hosted|mediated|brokered|armed|powered|fired|launched|"
    "supplied|equipped|designated|sanctioned|appointed|approved|mandated"
)


def plural_of(concept: Concept) -> str:
    """The plural to use: the glossary's, or the regular one; the term itself where it is a plural already."""
    return concept.plural or next(iter(plurals(concept.target)), concept.target)


def defined_twice(edits: Edits, number: int, matches: Sequence[TermMatch]) -> None:
    """ "intercontinental ballistic missile (intercontinental ballistic missile)": the brackets are for the short form."""
    if number + 1 >= len(matches) or matches[number].concept != matches[number + 1].concept:
        return
    short, (start, stop) = matches[number].concept.short, edits.marks[number + 1]
    between = edits.text[edits.marks[number][1] : start]
    if short and re.fullmatch(r"s?\s*\(", between) and edits.text[stop : stop + 1] == ")":
        edits.replace(start, stop, short + "s" * between.startswith("s"), "short form in brackets")


def plural(edits: Edits, number: int, match: TermMatch) -> None:
    """The plural the model asked for with an s, or that a number asks for."""
    begin, stop = edits.marks[number]
    concept, rest = match.concept, edits.text[stop:]
    term = edits.text[begin:stop]
    if term != concept.target:
        return
    if asked := re.match(r"(e?s)(?![A-Za-z-])(['’]?(?!\w))", rest):
        if asked[2] and re.search(r"(?:^|[\s(“\"])['‘]", edits.text[:begin]):
            return  # it may close a quotation
        if concept.article is Article.THE and term[:1].isupper() and not concept.plural:
            new, rule = term, "plural dropped: there is only one"
        elif not concept.plural and not plurals(term):
            new, rule = term, "plural already there"
        else:
            new, rule = plural_of(concept), "plural"
        tail = asked[2] + "s" if asked[2] and not new.endswith("s") else asked[2]
        edits.replace(begin, stop + asked.end(), new + tail, rule)
        edits.marks[number] = (begin, begin + len(new))
    elif (concept.article is Article.A or concept.plural) and _counted(edits.text[:begin], rest):
        noun = re.match(r"['’\-]|[A-Za-z0-9]|\s+(?!(?:is|was|has|does|as|its|this)\b)[a-z]+s\b", rest)
        if noun or attributive(rest) or plural_of(concept) == term:
            return
        edits.replace(begin, stop, plural_of(concept), "plural after a number")
    elif concept.article is Article.A and opens_sentence(edits.text[:begin]) and re.match(r"\s+(?:are|were)\b", rest):
        edits.replace(begin, stop, plural_of(concept), "plural before the verb")


def _counted(before: str, rest: str) -> bool:
    found = _COUNT.search(before)
    if not found:
        return False
    if found["word"]:
        return not (found["word"].lower() == "both" and re.match(r"\s+and\b", rest))
    digits = found["number"].replace(",", "")
    if int(digits) < 2 or re.fullmatch(r"(?:19|20)\d\d", found["number"]):
        return False  # years
    ahead = before[: found.start("number")]
    word = re.search(r"([A-Za-z][\w.-]*)\s+$", ahead)
    name = bool(word) and word is not None and word[1][0].isupper() and not opens_sentence(ahead[: word.start()])
    return not name and not _NUMBERED.search(ahead) and not re.search(r"[A-Z]\w+ of\s+$", ahead)


def possessive(edits: Edits, number: int) -> None:
    """North Korea's, the Self-Defense Forces'."""
    begin, stop = edits.marks[number]
    term, rest = edits.text[begin:stop], edits.text[stop:]
    found = re.match(r"(\s*)(['’])(s?)(?![\w'’])", rest)
    if not found or (found[1] and not found[3]):
        return
    bare = bool(re.search(r"[A-Za-z][a-rt-z]s$|[A-Z][a-z]*ss$|ies$|es$", term)) and not re.fullmatch(
        r"[a-z -]+ss", term
    )
    if not found[3] and not bare:
        quoted = re.search(r"(?:^|[\s(“\"])['‘]", edits.text[:begin])
        if quoted or not re.match(r"\s+[a-z]", rest[found.end() :]):
            return
    edits.replace(stop, stop + found.end(), found[2] + ("" if bare else "s"), "possessive")


def doubled_after(edits: Edits, number: int, match: TermMatch) -> None:
    """Drop a head the model says again after the term: "Panel of Experts experts", "ballistic missile missiles"."""
    begin, stop = edits.marks[number]
    limit = edits.marks[number + 1][0] if number + 1 < len(edits.marks) else len(edits.text)
    term = edits.text[begin:stop]
    words = re.findall(r"[A-Za-z]+", term)
    for size in range(min(len(words), 4), 1, -1):
        again = re.match(r"\s+".join(["", *map(re.escape, words[-size:])]) + r"(?![\w-])", edits.text[stop:limit], re.I)
        if again:
            edits.replace(stop, stop + again.end(), "", "doubled words")
            return
    after = re.match(r"\s+([A-Za-z]+)(?![\w-])", edits.text[stop:limit])
    if not words or not after:
        return
    said, heads = after[1].lower(), _heads(term)
    if term.isupper():  # an ICBM missile
        heads |= {re.findall(r"[a-z]+", t.lower())[-1] for t in match.concept.targets if re.search("[a-z]$", t)}
    if said.rstrip("s") not in {h.rstrip("s") for h in heads}:
        return
    many = said == words[-1].lower() + "s" and match.concept.article is not Article.THE
    new = plural_of(match.concept) if many and term == match.concept.target else term
    edits.replace(begin, stop + after.end(), new, "doubled head")
    edits.marks[number] = (begin, begin + len(new))


def doubled_before(edits: Edits, number: int) -> None:
    """Drop words of the term that the model says before it: "North North Korea", "the panel Panel of Experts"."""
    begin, stop = edits.marks[number]
    floor = edits.marks[number - 1][1] if number else 0
    term = edits.text[begin:stop].split()
    said = [*re.finditer(r"\S+\s+", edits.text[floor:begin])] if edits.text[begin - 1 : begin].isspace() else []
    for size in range(min(len(term) - 1, len(said), 4), 0, -1):
        run = said[-size:]
        if [s.group().strip().lower() for s in run] != [w.lower() for w in term[:size]] or not term[0][0].isalnum():
            continue
        if floor + run[0].start() > floor or not floor:
            capital = run[0].group()[0].isupper() and term[0][0].islower()
            edits.replace(floor + run[0].start(), begin, "", "doubled words")
            if capital:
                begin, _ = edits.marks[number]
                edits.replace(begin, begin + 1, term[0][0].upper(), "capital")
        return
    head = _HEAD_BEFORE.search(edits.text[floor:begin])
    if len(term) > 1 and head and head[1].strip().rstrip("s") in {h.rstrip("s") for h in _heads(" ".join(term))}:
        edits.replace(floor + head.start(1), begin, "", "doubled head")


_HEAD_BEFORE = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|of|by|with|from|in)\s+(?:(?:new|old|former|[a-z]+(?:ing|al|ese|ive|ant))\s+)?([a-z]+\s+)$"
)


def _heads(term: str) -> set[str]:
    words = re.findall(r"[A-Za-z]+", term.lower())
    return {*words[-1:], *(w for w, of in pairwise(words) if of == "of")} - {"of"}


def compound(edits: Edits, number: int, match: TermMatch) -> None:
    """The hyphen between a name and the adjective made with it: a UN-backed plan, North Korea-related issues."""
    begin, stop = edits.marks[number]
    before, term, rest = edits.text[:begin], edits.text[begin:stop], edits.text[stop:]
    loose = re.match(r"(?:\s+[-‐]\s?|[-‐]\s)(?=(?:" + f"{_ALWAYS_ADJECTIVE}|{_OFTEN_VERB})" + r"\b)", rest)
    if loose:
        edits.replace(stop, stop + loose.end(), "-", "hyphen")
        return
    found = re.match(rf"\s+((?:{_ALWAYS_ADJECTIVE})|(?:{_OFTEN_VERB}))(?=\s+[a-z])", rest)
    if not found or term != match.concept.target:
        return
    noun = re.match(r"\s+([a-z]+)", rest[found.end() :])
    if noun is None or noun[1] in _NO_NOUN or noun[1].endswith("ly"):
        return
    certain = re.fullmatch(_ALWAYS_ADJECTIVE, found[1]) and noun[1] not in ("on", "in")
    indefinite = re.search(r"\b(?:an?|another|any|every|each|no)\s+(?:[a-z]+\s+)?$", before, re.IGNORECASE)
    if (certain and re.search(_BEFORE_COMPOUND, before, re.IGNORECASE)) or indefinite:
        edits.replace(stop, stop + len(found.group()) - len(found[1]), "-", "hyphen")


_BEFORE_COMPOUND = (
    r"\b(?:the|an?|its|their|this|these|those|other|all|any|some|many|several|for|with|of|from|by|against|on|in|about|"
    r"between|and|two|three|\d+)\s+(?:[a-z]+\s+)?$"
)
_FUNCTION_WORDS = (
    "the a an this that its their his her to in on at by for from with of and or but as into under over after before "
    "during within through against if when while because it they he she we not also all any some both only is are was "
    "were be has had have will would"
)
_NO_NOUN = frozenset(_FUNCTION_WORDS.split())
