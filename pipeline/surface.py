"""English around a filled-in term: articles, plurals, capitals. Small, certain repairs only; each is logged and undoable.

The model saw a placeholder where the term stands, so the words beside it may not fit: "a ⟦3⟧" before a term that takes
"the", "an" before a consonant, no capital where a sentence starts. ``edits.undo`` gives the text back as it was.
"""

from __future__ import annotations

import re

from glossary import Article, Case, TermMatch, verbatim
from glossary.english import VERB_POS

from .articles import indefinite
from .context import DETERMINED, attributive, before_name, headline, lacks_article, opens_sentence
from .edits import Edits
from .mask import Filled
from .model import Repair
from .nouns import compound, defined_twice, doubled_after, doubled_before, plural, possessive

_ARTICLE = re.compile(r"\b(an|a|the)(\s+)([“\"‘(]?)$", re.IGNORECASE)
_TWO_ARTICLES = re.compile(r"\b(the|an?)\s+(the|an?)\s+$", re.IGNORECASE)
_OWNED = re.compile(
    r"(?:\b(?:its|their|his|our|my|your|no)|\b(?!(?:it|that|he|she|there|what|here|who|let|this|how)['’])"
    r"[A-Za-z.]+['’]s|[a-z]s['’])\s+((?:the|an?)\s+)$",
    re.IGNORECASE,
)
_ARTICLE_OWNED = re.compile(r"\b(?:the|an?)\s+((?:its|their|his|our|my|your)\s+)$", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"\b(?:launch|establish|creat|form|found|propos|plan|seek|need|want|build)\w*\s+$|\b(?:set(?:ting)? up|call\w* for|become)\s+$"
)
_OFFICE = re.compile(r"(?:minister|president|secretary|general|leader|chief|adviser|chairman|spokesperson|ambassador)$")
_POSTMODIFIED = re.compile(r"\s+(?:of|that|which|where|without)\b")


def repair(filled: Filled) -> tuple[str, tuple[Repair, ...]]:
    """The text with the words around each filled term made to fit, and what was changed."""
    edits = Edits(filled.text, [(start, end) for start, end, _ in filled.spans])
    matches = tuple(match for _, _, match in filled.spans)
    title = headline(filled.text)
    for number, match in enumerate(matches):
        defined_twice(edits, number, matches)
        if match.concept.pos.strip().lower() in _NOT_NOUNS:
            _sound(edits, number)
        else:
            doubled_after(edits, number, match)
            doubled_before(edits, number)
            plural(edits, number, match)
            possessive(edits, number)
            compound(edits, number, match)
            _determiners(edits, number, match)
            _article(edits, number, match, title=title)
        if not title:
            _capital(edits, number, match)
    _tidy(edits)
    return edits.text, edits.log


_NOT_NOUNS = VERB_POS | {"adj", "adjective", "adv", "adverb", "形容詞", "副詞"}


_TIDY = (
    (re.compile(r"\s{2,}|[^\S ]"), " ", "space"),
    (re.compile(r"^ +| +$"), "", "space"),
    (re.compile(r" +(?=[,.;:!?](?:\s|$))"), "", "space"),
    (re.compile(r"(?<=\b[Tt]he) the\b|(?<=\b[Oo]f) of\b|(?<=\ba) a\b|(?<=\b[Aa]n) an\b"), "", "doubled word"),
)


def _tidy(edits: Edits) -> None:
    """White space and doubled little words, anywhere in the text."""
    for pattern, new, rule in _TIDY:
        for found in reversed(list(pattern.finditer(edits.text))):
            edits.replace(found.start(), found.end(), new, rule)


def _determiners(edits: Edits, number: int, match: TermMatch) -> None:
    """One determiner is enough: "its the", "the its", "the a"."""
    before = edits.text[: edits.marks[number][0]]
    if (both := _TWO_ARTICLES.search(before)) and both[1].lower() != both[2].lower():
        keep = "the" if match.concept.article is Article.THE else both[2].lower()
        new = keep.capitalize() if both[1][0].isupper() else keep
        edits.replace(both.start(), both.end(), f"{new} ", "doubled article")
    elif both:
        edits.replace(both.start(2), both.end(), "", "doubled article")
    elif owned := _OWNED.search(before):
        edits.replace(owned.start(1), owned.end(1), "", "doubled determiner")
    elif owned := _ARTICLE_OWNED.search(before):
        new = owned[1].capitalize() if before[owned.start()].isupper() else owned[1]
        edits.replace(owned.start(), owned.end(), new, "doubled determiner")


def _sound(edits: Edits, number: int) -> None:
    """ "a" before a consonant, "an" before a vowel."""
    begin, stop = edits.marks[number]
    article = _ARTICLE.search(edits.text, 0, begin)
    if article and article[1].lower() != "the":
        right = indefinite(edits.text[begin : stop + 20])
        if article[1].lower() != right:
            edits.replace(article.start(), article.end(1), _like(right, article[1]), "a or an")


def _article(edits: Edits, number: int, match: TermMatch, *, title: bool) -> None:
    begin, stop = edits.marks[number]
    before, term, rest = edits.text[:begin], edits.text[begin:stop], edits.text[stop:]
    article = _ARTICLE.search(before)
    own = re.match(r"(?:the|an?)\s", term, re.IGNORECASE)
    policy, proper = match.concept.article, match.target[:1].isupper()
    if article and own and not article[3]:
        edits.replace(article.start(), article.end(), "", "doubled article")
    elif article and policy is Article.ZERO and _superfluous(article[1].lower(), term, rest):
        edits.replace(article.start(), article.start(3), "", "no article before this term")
    elif article and policy is Article.THE and article[1].lower() != "the" and proper:
        quoted = article[3] and rest[:1] in tuple('”"’)')
        new = _INTRODUCED.search(before[: article.start()])
        if not (quoted or new or attributive(rest) or before_name(rest) or _POSTMODIFIED.match(rest)):
            edits.replace(article.start(), article.end(1), _like("the", article[1]), "the")
    elif policy is Article.THE and not article and not own and not title:
        _insert_the(edits, begin, stop, proper=proper)
    _sound(edits, number)


def _superfluous(article: str, term: str, rest: str) -> bool:
    """Whether an article before a term that takes none can go. "The" before a common noun may well be meant."""
    if attributive(rest) or before_name(rest) or _POSTMODIFIED.match(rest):
        return False
    name = re.search(r"(?:^|[\s-])[A-Z][^\s-]*$", term) and not re.search(r"(?:ese|ish|ch)$", term)
    return article != "the" or bool(name)


def _insert_the(edits: Edits, begin: int, stop: int, *, proper: bool) -> None:
    before, term, rest = edits.text[:begin], edits.text[begin:stop], edits.text[stop:]
    if attributive(rest) or before_name(rest) or DETERMINED.search(before):
        return
    if before[-1:] and before[-1] in '“"‘(' and rest[:1] and rest[0] in '”"’)':
        return  # the name as such, in quotes or brackets
    sentence = re.search(r"[.!?][”\"'’)]*\s*$", edits.text)  # a heading says "Panel of Experts disbanded"
    if not proper:
        if " of " not in term and not _OFFICE.search(term) and lacks_article(before, common=True):
            edits.replace(begin, begin, "the ", "the")
    elif opens_sentence(before):
        if sentence:
            edits.replace(begin, begin, "The ", "the")
    elif lacks_article(before) and (sentence or not before.rstrip().endswith(",")):
        edits.replace(begin, begin, "the ", "the")


def _capital(edits: Edits, number: int, match: TermMatch) -> None:
    begin, stop = edits.marks[number]
    char = edits.text[begin : begin + 1]
    if not char.islower() or verbatim(match.concept) or not opens_sentence(edits.text[:begin]):
        return
    if match.concept.case is Case.LOWER or not re.search("[A-Z]", edits.text[begin:stop]):
        edits.replace(begin, begin + 1, char.upper(), "capital")


def _like(word: str, model: str) -> str:
    return word.capitalize() if model[:1].isupper() else word
