"""Defects of the Japanese side of one row."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from glossary.chars import COUNTRIES, has_japanese
from glossary.compile import is_predicate
from glossary.english import VERB_POS
from glossary.lint import characters
from glossary.lint.rules import LintFinding, found
from glossary.model import Concept, MatchMode
from glossary.patterns import Lazy

_ACRONYM = Lazy("[A-Z0-9][A-Za-z0-9.+/&-]*[A-Z0-9+][A-Za-z0-9.+/&-]*|[A-Z0-9]")
_NUMBER = Lazy("[0-9０-９〇一二三四五六七八九十百千万億兆.,，．]+")
_HIRAGANA = Lazy("[ぁ-ゖー]{1,2}")
_PUNCTUATION = Lazy("^[、。，．,.!?！？:：;；・]|[、。，．,!?！？:：;；・]$|(?<=[^A-Za-z]).[.]$")
_INSIDE = Lazy("^[ーァィゥェォッャュョヮぁぃぅぇぉっゃゅょゎ々]|[っッ]$")


def check(concept: Concept) -> Iterator[LintFinding]:
    """The source and its variants."""
    names = (concept.source, *concept.variants)
    for term in names:
        yield from _characters(term, concept)
        yield from _risks(term.strip(), concept)
    for term, count in Counter(names).items():
        if count > 1:
            yield found("repeated-variant", f"「{term}」 is listed {count} times; keep one", concept)
    predicate = is_predicate(concept)
    if concept.match is MatchMode.LEMMA and not is_predicate_by_form(concept):
        yield found("lemma", f"「{concept.source}」 is matched by lemma but does not inflect; use auto", concept)
    elif predicate and not concept.pos.strip() and concept.targets:
        yield found("pos-missing", f"「{concept.source}」 inflects; write verb (or adj) in the column pos", concept)


def is_predicate_by_form(concept: Concept) -> bool:
    """Whether the row inflects by its part of speech or its last characters, whatever ``match`` says."""
    if concept.pos.strip().lower() in (*VERB_POS, "adjective", "adj", "形容詞"):
        return True
    return _INFLECTS.search(concept.source.strip()) is not None


_INFLECTS = Lazy("[㐀-鿿々ぁ-んァ-ヺー](?:する|[うくぐすつぬぶむる]|い|だ)$")


def _characters(term: str, concept: Concept) -> Iterator[LintFinding]:
    if term != term.strip():
        yield found("edge-space", f"「{term}」 begins or ends with a space; delete it", concept)
    if code := characters.invisible(term):
        yield found("invisible", f"「{term}」 has the invisible character {code}; delete it", concept)
    if (
        characters.HALF_KANA.search(term)
        or characters.FULL_WIDTH.search(term)
        or unicodedata.normalize("NFC", term) != term
    ):
        wide = characters.plain(term)
        yield found("width", f"「{term}」 has half-width kana or full-width Latin; write {wide}", concept)
    for gap in characters.spaced(term.strip()):
        yield found("inner-space", f"「{term}」 has a space in 「{gap}」; delete it", concept)
        break
    if characters.unbalanced(term):
        yield found("brackets", f"「{term}」 has an unpaired bracket; complete or delete it", concept)
    if (alike := characters.look_alike(term)) is not None:
        yield found("look-alike", f"「{term}」: {alike[0]} looks like {alike[1]}; which is meant?", concept)
    if foreign := [char for char in term if characters.chinese(char)]:
        yield found("chinese-kanji", f"「{term}」: {foreign[0]} is Chinese writing; write the Japanese kanji", concept)
    elif (forms := characters.old_and_new(term)) is not None:
        yield found("mixed-kanji", f"「{term}」 mixes old {forms[0]} and new {forms[1]}; write one kind", concept)


def _risks(term: str, concept: Concept) -> Iterator[LintFinding]:
    """What will be found too often, or nowhere."""
    japanese = has_japanese(term)
    if not japanese and _ACRONYM.fullmatch(characters.plain(term)) is None:
        yield found("source-not-japanese", f"source {term!r} has no Japanese; are the columns swapped?", concept)
    if _PUNCTUATION.search(term) is not None:
        yield found("punctuation", f"「{term}」 begins or ends with punctuation; delete it", concept)
    elif _INSIDE.search(term) is not None:
        yield found("fragment", f"「{term}」 is not a whole word; write the whole term", concept)
    if not concept.enforced or concept.match is not MatchMode.AUTO:
        return
    if _NUMBER.fullmatch(term) is not None:
        yield found("number", f"「{term}」 is only a number; add what is counted, or set match to suggest", concept)
    elif len(term) == 1:
        yield found("one-character", f"「{term}」 is one character; set match to boundary or suggest", concept)
    elif _HIRAGANA.fullmatch(term) is not None and not COUNTRIES.issuperset(term):
        yield found("short-kana", f"「{term}」 is a short word in kana; set match to boundary or suggest", concept)
