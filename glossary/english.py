"""English forms of a term: regular plural of its last word, possessives, the forms of verbs, the plural of a head."""

from __future__ import annotations

import re
from functools import lru_cache

from glossary.patterns import Lazy

VERB_POS = frozenset(("verb", "v", "動詞", "サ変", "suru", "predicate"))

_VOWELS = "aeiou"
_UNUSUAL = (
    "man men|woman women|child children|person people|foot feet|tooth teeth|goose geese|mouse mice|ox oxen|"
    "criterion criteria|phenomenon phenomena|sheep sheep|fish fish|deer deer|offspring offspring"
)
_IRREGULAR_PLURALS = dict(words.split() for words in _UNUSUAL.split("|"))
_LINK = Lazy(
    r"(?<=\w)(?:(?:\s+|-)(?:of|for|in|on|at|to|with|by|from|against|under)(?=[\s-])"
    r"|\s+(?:general|martial|elect|designate|emeritus|plenipotentiary)$)",
    re.IGNORECASE,
)
_RANK = Lazy(r"(?:^|.*\s)(?:major|brigadier|lieutenant|colonel)\s+general$", re.IGNORECASE)
_ONE_AND_MANY = frozenset(["headquarters", "means", "series", "species", "crossroads", "barracks", "corps", "news"])
_STRONG = (
    "be is are was were been being|become became|begin began begun|break broke broken|bring brought|build built|"
    "buy bought|choose chose chosen|come came|cut|deal dealt|do did done does|draw drew drawn|drive drove driven|"
    "fall fell fallen|fight fought|find found|fly flew flown|get got gotten|give gave given|go went gone goes|"
    "grow grew grown|have had has|hit|hold held|keep kept|know knew known|lay laid|lead led|leave left|lose lost|"
    "make made|meet met|overthrow overthrew overthrown|pay paid|put|read|rise rose risen|run ran|say said|"
    "see saw seen|seek sought|sell sold|send sent|set|shoot shot|show shown|shut|sink sank sunk|speak spoke spoken|"
    "spend spent|split|spread|stand stood|steal stole stolen|strike struck|take took taken|teach taught|tell told|"
    "think thought|undergo underwent undergone|undertake undertook undertaken|withdraw withdrew withdrawn|"
    "win won|write wrote written"
)
_IRREGULAR_VERBS = {words[0]: words[1:] for words in (line.split() for line in _STRONG.split("|"))}
_DOUBLING = (
    "ban bar begin compel control cut deter forget get hit jam occur permit plan put refer repel run set shut ship "
    "split stop submit transfer transmit win"
)
_DOUBLED = frozenset(_DOUBLING.split())


@lru_cache(maxsize=65536)
def inflections(term: str, pos: str = "") -> tuple[str, ...]:
    """Every form that counts as ``term``, the term itself first.

    The regular plural of the last word and the possessives of both; for verbs the forms of the first word instead.
    """
    if not term:
        return ()
    if pos.strip().lower() in VERB_POS:
        return _verb_forms(term)
    numbers = (term, *plurals(term))
    return tuple(dict.fromkeys((*numbers, *(p for form in numbers for p in possessives(form)))))


@lru_cache(maxsize=65536)
def every_form(term: str, pos: str = "") -> tuple[str, ...]:
    """``inflections``, and the plural of the head with its possessives: experts' panels, committees of experts.

    For finding what must not be used; for what may be used, a glossary says its own plural.
    """
    heads = head_plurals(term) if pos.strip().lower() not in VERB_POS else ()
    return tuple(dict.fromkeys((*inflections(term, pos), *heads, *(p for form in heads for p in possessives(form)))))


def head_of(term: str) -> str:
    """The term up to its head noun: what stands before the first preposition, or all of it."""
    hit = _LINK.search(term) if _RANK.match(term) is None else None
    return term[: hit.start()] if hit is not None else term


def head_plurals(term: str) -> tuple[str, ...]:
    """Plurals of a head that is not the last word: chiefs of staff, attorneys general; none for other terms."""
    head = head_of(term)
    return tuple(plural + term[len(head) :] for plural in plurals(head)) if head != term else ()


def is_plural(term: str) -> bool:
    """Whether the last word is a plural by its ending (no verdict on people, men)."""
    word = _last_word(term)[1].lower()
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "as", "ics")) and word not in _ONE_AND_MANY


def plurals(term: str) -> tuple[str, ...]:
    """Regular plurals of the last word; none for a word that is a plural already."""
    head, word = _last_word(term)
    lower = word.lower()
    if not word or not word[-1].isalpha():
        return (f"{term}s",) if word[-1:].isdigit() else ()
    if word.isupper() and len(word) > 1:
        return (f"{term}s", f"{term}es") if lower[-1] == "s" else (f"{term}s",)
    for singular, plural in _IRREGULAR_PLURALS.items():
        if lower == singular or (singular in ("man", "woman") and lower.endswith(singular) and lower != "human"):
            return (head + word[: len(word) - len(singular)] + plural,) if plural != singular else ()
    if lower.endswith("craft") and lower != "craft":
        return ()
    if lower.endswith("sis"):
        return (term[:-2] + "es",)
    if lower.endswith("s") and not lower.endswith(("ss", "us", "as")):
        return ()
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return (f"{term}es",)
    if lower.endswith("y") and lower[-2:-1] not in _VOWELS:
        # Names keep their y (the two Germanys), words do not.
        return (term[:-1] + "ies", f"{term}s") if word[0].isupper() else (term[:-1] + "ies",)
    if lower.endswith("o"):
        return (f"{term}s", f"{term}es")
    if lower.endswith(("lf", "eaf", "life", "knife")):
        return (re.sub("fe?$", "ves", term), f"{term}s")
    return (f"{term}s",)


def possessives(term: str) -> tuple[str, ...]:
    """``'s``, and a bare apostrophe after s."""
    return (f"{term}'", f"{term}'s") if term.lower().endswith("s") else (f"{term}'s",)


def _last_word(term: str) -> tuple[str, str]:
    at = max(term.rfind(" "), term.rfind("-")) + 1
    return term[:at], term[at:]


def _verb_forms(term: str) -> tuple[str, ...]:
    verb, space, rest = term.partition(" ")
    lower = verb.lower()
    forms = [verb]
    if lower.endswith(("s", "x", "z", "ch", "sh", "o")):
        forms.append(verb + "es")
    elif lower.endswith("y") and lower[-2:-1] not in _VOWELS:
        forms.append(verb[:-1] + "ies")
    else:
        forms.append(verb + "s")
    stem = verb + lower[-1] if lower in _DOUBLED else verb
    if lower.endswith("e") and not lower.endswith(("ee", "oe", "ye")):
        forms.append(verb[:-1] + "ing")
    else:
        forms.append(stem + "ing")
    if lower in _IRREGULAR_VERBS:
        forms += _IRREGULAR_VERBS[lower]
    elif lower.endswith("e"):
        forms.append(verb + "d")
    elif lower.endswith("y") and lower[-2:-1] not in _VOWELS:
        forms.append(verb[:-1] + "ied")
    else:
        forms.append(stem + "ed")
    return tuple(dict.fromkeys(form + space + rest for form in forms))
