"""English around a filled-in term: articles, plurals, capitals. Small, certain repairs only; each one is logged.

The model saw a placeholder where the term stands, so the words beside it may not fit: "a ⟦3⟧" before a term that takes
"the", "an" before a consonant, no capital where a sentence starts.
"""

from __future__ import annotations

import re
from itertools import pairwise

from glossary import Article, Case, TermMatch

from .mask import Filled
from .model import Repair

_VOWEL_LETTERS = "AEFHILMNORSX"  # letters whose names begin with a vowel sound
_CONSONANT_SOUND = re.compile(
    r"(?:eu|uni(?!n|m|de)|use|usu|uti|ura|ubi|one\b|once\b|u\.?[ksn]\.?\b|ukr)", re.IGNORECASE
)
_SILENT_H = re.compile(r"(?:hour|honou?r|honest|heir)", re.IGNORECASE)
_DETERMINER = re.compile(
    r"(?:\b(?:a|an|the|this|that|these|those|its|their|his|her|our|my|your|each|every|any|no|some|another|both|all|"
    r"what|which|whose|one|two|three|four|five|\d+)|['’]s|s['’])\s+$",
    re.IGNORECASE,
)
_NEEDS_ARTICLE = re.compile(
    r"(?:^|(?<![A-Z])[.!?:;(“\"]\s*|[,]\s+|\b(?:of|by|to|in|on|at|with|from|for|and|as|under|than|into|between|against|via|through|"
    r"or|but|if|when|while|is|are|was|were|that|within|among|toward|towards|about|over|after|before|during|including)\s+)$",
    re.IGNORECASE,
)


def indefinite(word: str) -> str:
    """ "a" or "an" by the sound a word begins with: an MRBM, a UN panel, an hour, a European, a U.S. ship."""
    first = re.match(r"[A-Za-z0-9.]+", word.lstrip("“\"'‘("))
    if not first:
        return "a"
    token = first.group()
    if token[0].isdigit():
        return "an" if re.match(r"8|1[18](?!\d)|1[18],", token) else "a"
    letters = token.replace(".", "")
    spelled = (
        letters.isupper() and (len(letters) <= 4 or not re.search("[AEIOU]", letters)) and not _pronounced(letters)
    )
    if spelled:
        return "an" if letters[0] in _VOWEL_LETTERS else "a"
    if _SILENT_H.match(token):
        return "an"
    if _CONSONANT_SOUND.match(token):
        return "a"
    return "an" if token[0].lower() in "aeiou" else "a"


def _pronounced(letters: str) -> bool:
    """Acronyms read as words: NATO, ASEAN, UNICEF, SALT, AUKUS, OPEC."""
    return len(letters) >= 4 and letters in {
        "NATO", "ASEAN", "UNICEF", "SALT", "AUKUS", "OPEC", "THAAD", "NASA", "JAXA", "UNESCO", "APEC", "START", "OSCE",
        "ANZUS", "SAARC", "SEATO", "NORAD", "COVID", "SARS", "HIMARS", "ATACMS", "AWACS", "OPAC",
    } - {"OSCE"}  # fmt: skip


def plural_of(match: TermMatch) -> str:
    """The plural to use: the glossary's, or the regular one."""
    if match.concept.plural:
        return match.concept.plural
    word = match.target
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


def repair(filled: Filled) -> tuple[str, tuple[Repair, ...]]:
    """The text with the words around each filled term made to fit, and what was changed."""
    text = filled.text
    log: list[Repair] = []
    shift = 0
    for start, end, match in filled.spans:
        begin, stop = start + shift, end + shift
        size = len(text)
        text, stop = _plural(text, begin, stop, match, log)
        text, stop = _doubled(text, begin, stop, match, log)
        text, begin, stop = _article(text, begin, stop, match, log)
        text = _capital(text, begin, match, log)
        shift += len(text) - size
    text = re.sub(r" {2,}", " ", text).strip()
    text = re.sub(r"\b([Tt]he) the\b", r"\1", text)
    text = re.sub(r"(?<=[a-z])s(['’])s\b", r"s\1", text)
    return re.sub(r" +([,.;:!?])(?=\s|$)", r"\1", text), tuple(log)


def _plural(text: str, begin: int, stop: int, match: TermMatch, log: list[Repair]) -> tuple[str, int]:
    if not re.match(r"s(?![A-Za-z'’])", text[stop : stop + 2] or ""):
        return text, stop
    if match.concept.article is Article.THE and match.target[:1].isupper() and not match.concept.plural:
        new, rule = match.target, "plural dropped: there is only one"
    elif re.search(r"[a-z]s$", match.target):
        new, rule = match.target, "plural already there"
    else:
        new, rule = plural_of(match), "plural"
    log.append(Repair(begin, text[begin : stop + 1], new, rule))
    return text[:begin] + new + text[stop + 1 :], begin + len(new)


def _doubled(text: str, begin: int, stop: int, match: TermMatch, log: list[Repair]) -> tuple[str, int]:
    """Drop a head the model says again after the term: "Panel of Experts experts", "ballistic missile missiles"."""
    words = re.findall(r"[A-Za-z]+", text[begin:stop])
    after = re.match(r"\s+([A-Za-z]+)\b", text[stop:])
    if not words or not after:
        return text, stop
    said, heads = after[1].lower(), {words[-1], *(w for w, of in pairwise(words) if of == "of")}
    if said.rstrip("s") not in {h.lower().rstrip("s") for h in heads}:
        return text, stop
    many = said == words[-1].lower() + "s" and match.concept.article is not Article.THE
    new = plural_of(match) if many else text[begin:stop]
    log.append(Repair(begin, text[begin : stop + after.end()], new, "doubled head"))
    return text[:begin] + new + text[stop + after.end() :], begin + len(new)


def _article(text: str, begin: int, stop: int, match: TermMatch, log: list[Repair]) -> tuple[str, int, int]:
    before = text[:begin]
    article = re.search(r"\b(an|a|the)\s+$", before, re.IGNORECASE)
    policy = match.concept.article
    term = text[begin:stop]
    own = re.match(r"(?:the|an?)\s", term, re.IGNORECASE)
    new: str | None = None
    rule = ""
    if article and own:
        new, rule = "", "doubled article"
    elif article and policy is Article.ZERO and not _attributive(term, text[stop:]):
        new, rule = "", "no article before this term"
    elif article and policy is Article.THE and article[1].lower() != "the":
        new, rule = "The " if article[1][0].isupper() else "the ", "the"
    elif article and article[1].lower() != "the" and article[1].lower() != indefinite(term):
        new = indefinite(term) + " "
        new, rule = new.capitalize() if article[1][0].isupper() else new, "a or an"
    elif policy is Article.THE and not article and not own and _bare(before):
        initial = not before.strip() or re.search(r"(?<![A-Z])[.!?]\s*[“\"]?$", before)
        new, rule = "The " if initial else "the ", "the"
        log.append(Repair(begin, "", new, rule))
        return before + new + text[begin:], begin + len(new), stop + len(new)
    if new is None or not article:
        return text, begin, stop
    kept = before[: article.start()]
    log.append(Repair(article.start(), article.group(), new, rule))
    moved = len(kept) + len(new) - begin
    return kept + new + text[begin:], begin + moved, stop + moved


_VERBAL = re.compile(
    r"\s+(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does|do|did|and|or|but|of|to|in|on|at|by|"
    r"for|from|with|as|that|which|who|not|also|itself|themselves|[a-z]+ed|says?|said|made|began|went|took|gave|held|sent|put|"
    r"led|met|told|agreed|remains?|continues?|plans?|seeks?|calls?|wants?|hopes?|intends?|tries)\b"
)


def _attributive(term: str, rest: str) -> bool:
    """Whether a name stands before a noun ("the North Korea issue"), where an article belongs to the noun."""
    if re.match(r"['’]s\b|-", rest):
        return not re.search(r", | and ", term)
    return bool(re.match(r"\s+[a-z]", rest)) and not _VERBAL.match(rest) and not re.search(r", | and ", term)


def _bare(before: str) -> bool:
    """Whether what stands before a term leaves it without the article it needs."""
    return bool(_NEEDS_ARTICLE.search(before)) and not _DETERMINER.search(before)


def _capital(text: str, begin: int, match: TermMatch, log: list[Repair]) -> str:
    initial = not text[:begin].strip(" “\"'‘(") or re.search(r"(?<![A-Z])[.!?][”\"']?\s+[“\"'‘(]?$", text[:begin])
    char = text[begin : begin + 1]
    if initial and char.islower() and (match.concept.case is Case.LOWER or not re.search("[A-Z]", match.target)):
        log.append(Repair(begin, char, char.upper(), "capital"))
        return text[:begin] + char.upper() + text[begin + 1 :]
    return text
