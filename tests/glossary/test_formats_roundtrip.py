"""Every format reads back what it wrote; what it does not is listed, field by field, and nothing else is."""

from __future__ import annotations

import doctest
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import Article, Case, Concept, GlossaryError, MatchMode, TermStatus
from glossary.formats import FORMATS, convert, detect, format_named, parse
from glossary.formats.base import guard, unguard

LOSSLESS = ("tsv", "csv", "xlsx", "tbx", "tbx-dct", "tbx2", "multiterm", "tmx")
LOSSY = tuple(name for name in FORMATS if name not in LOSSLESS)
FIELDS = tuple(name for name in Concept.__dataclass_fields__ if name != "origin")

# Anything a TSV cell may hold, with a leaning to what is special somewhere.
_SPECIAL = "専門家パネル訪朝ヶ々・。「」azAZ09 |\\#<>&\"';,=+-@_x0041_＝:{}[]%\u3000\u00e9\U0001f600"
_CELL = st.text(_SPECIAL, max_size=12)
_WORD = st.text(_SPECIAL, min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
_WORDS = st.lists(_WORD, max_size=2).map(tuple)
_NAME = st.text(string.ascii_lowercase, min_size=3, max_size=6).map("x-".__add__)
_CONCEPT = st.builds(
    Concept,
    source=_WORD,
    targets=st.lists(_WORD, min_size=1, max_size=3).map(tuple),
    variants=_WORDS,
    pos=st.one_of(st.sampled_from(["", "noun", "propn", "verb", "adj", "other", "properNoun"]), _CELL),
    status=st.sampled_from(TermStatus),
    forbidden=_WORDS,
    plural=_CELL,
    article=st.sampled_from(Article),
    short=_CELL,
    case=st.sampled_from(Case),
    match=st.sampled_from(MatchMode),
    domain=_CELL,
    note=st.one_of(_CELL, _CELL.map("x-taiyaku-note: ".__add__)),
    id=st.one_of(_CELL, st.sampled_from(["", "taiyaku-1", "taiyaku-2", "panel", "panel"])),
    extra=st.dictionaries(_NAME, _WORD, max_size=2).map(lambda pairs: tuple(sorted(pairs.items()))),
)
_BARE = st.builds(Concept, source=_WORD, targets=st.just(()), status=st.sampled_from(["forbidden", "deprecated"])).map(
    lambda c: Concept(c.source, (), status=TermStatus(c.status), note="do not use", forbidden=("bad word",))
)
_GLOSSARY = st.lists(st.one_of(_CONCEPT, _BARE), max_size=3).map(tuple)


@pytest.mark.parametrize("name", LOSSLESS)
@settings(max_examples=25, deadline=None)
@given(concepts=_GLOSSARY)
def test_lossless_formats_keep_every_field(name: str, concepts: tuple[Concept, ...]) -> None:
    done = convert(concepts, name)
    assert done.lost == ()
    back = parse(done.data, name)
    assert [_plain(c) for c in back] == [_plain(c) for c in concepts]


@pytest.mark.parametrize("name", LOSSY)
@settings(max_examples=25, deadline=None)
@given(concepts=_GLOSSARY)
def test_losses_are_exactly_the_difference(name: str, concepts: tuple[Concept, ...]) -> None:
    concepts = tuple(_numbered(concept, number) for number, concept in enumerate(concepts))
    done = convert(concepts, name)
    lost = {(loss.origin, loss.field) for loss in done.lost}
    assert len(lost) == len(done.lost)
    kept = [c for c in concepts if (c.origin, "concept") not in lost]
    back = parse(done.data, name)
    assert len(back) >= len(kept)
    for before, after in zip(kept, back, strict=False):
        one, other = _plain(before), _plain(after)
        assert {f for f in FIELDS if one[f] != other[f]} == {f for o, f in lost if o == before.origin}


@pytest.mark.parametrize("name", LOSSY)
@settings(max_examples=15, deadline=None)
@given(words=st.lists(st.tuples(_WORD, _WORD), max_size=3, unique_by=lambda pair: pair[0].strip()))
def test_ordinary_pairs_survive_everywhere(name: str, words: list[tuple[str, str]]) -> None:
    plain = [(f"語{s.strip()}語", f"w{t.strip()}w") for s, t in words]
    done = convert([Concept(s, (t,)) for s, t in plain], name)
    assert [(c.source, c.target) for c in parse(done.data, name)] == plain
    assert done.lost == ()


@settings(max_examples=150)
@given(st.text(st.sampled_from("'=+-@\t\r\n＝a ")))
def test_the_guard_is_reversible_and_leaves_no_formula(cell: str) -> None:
    guarded = guard(cell)
    assert unguard(guarded) == cell
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_conversion_is_deterministic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    concepts = [Concept("専門家パネル", ("Panel of Experts",), note="UN")]
    for name in FORMATS:
        assert convert(concepts, name).data == convert(concepts, name).data


def test_a_concept_without_english_is_reported_not_dropped() -> None:
    for name in FORMATS:
        done = convert([Concept("未訳", (), note="to do"), Concept("核", ("nuclear",))], name)
        assert [(x.source, x.field, x.reason) for x in done.lost if x.field == "concept"] == [
            ("未訳", "concept", "has no English")
        ]
        assert [(c.source, c.target) for c in parse(done.data, name)] == [("核", "nuclear")]


def test_an_empty_glossary_is_a_file_of_every_format() -> None:
    for name in FORMATS:
        done = convert((), name)
        assert (parse(done.data, name), done.lost) == ((), ())


def test_formats_are_found_by_suffix_longest_first() -> None:
    for form in FORMATS.values():
        for suffix in form.suffixes:
            assert detect(f"dir/terms{suffix}").name == form.name
    assert detect("TERMS.DeepL.TSV").name == "deepl"
    with pytest.raises(GlossaryError, match="no format has this suffix"):
        detect("terms.docx")
    with pytest.raises(GlossaryError, match="unknown format 'doc'; use one of tsv, csv"):
        format_named("doc")


def test_reading_the_project_glossary_through_tbx_changes_nothing() -> None:
    from glossary import default_termbase, read

    concepts = tuple(c for path in default_termbase() for c in read(path))[:300]
    assert concepts
    assert parse(convert(concepts, "tbx").data, "tbx") == concepts


@pytest.mark.parametrize("path", sorted((Path(__file__).parent.parent / "data" / "formats").glob("foreign.*")), ids=str)
def test_foreign_files_read_as_expected(path: Path) -> None:
    concepts = parse(path.read_bytes(), detect(path.name).name, path.name)
    first = concepts[0]
    assert (first.source, first.target, first.status) == ("専門家パネル", "Panel of Experts", TermStatus.PREFERRED)
    assert first.origin.startswith(path.name)


def test_a_foreign_tbx_keeps_its_bans_and_its_domain() -> None:
    path = Path(__file__).parent.parent / "data" / "formats" / "foreign.tbx"
    concept, old = parse(path.read_bytes(), "tbx2", path.name)
    assert concept == Concept(
        "専門家パネル", ("Panel of Experts",), forbidden=("Expert Panel",), domain="diplomacy", id="c7"
    )
    assert (old.source, old.targets, old.status) == ("専門パネル", concept.targets, TermStatus.DEPRECATED)


def test_the_example_in_the_documentation_is_true() -> None:
    import glossary.formats

    result = doctest.testmod(glossary.formats)
    assert (result.failed, result.attempted > 3) == (0, True)


def test_line_breaks_in_notes() -> None:
    inner = Concept("核", ("nuclear",), note='one\ntwo\r\n"three"\tfour')
    for name in ("csv", "xlsx", "tbx", "tbx-dct", "tbx2", "multiterm", "tmx", "xliff"):
        assert convert([inner], name).lost == ()
        assert parse(convert([inner], name).data, name) == (inner,)
    edge = Concept("核", ("nuclear",), note="\none\n")
    assert [convert([edge], name).lost for name in ("csv", "xlsx")] == [(), ()]
    # In XML a line break at an edge is layout; the account says so.
    (loss,) = convert([edge], "tbx").lost
    assert (loss.field, loss.reason) == ("note", "comes back as 'one'")
    (loss,) = convert([inner], "omegat").lost
    assert (loss.field, loss.reason) == ("note", "comes back as 'one two \"three\" four'")
    with pytest.raises(GlossaryError, match=r"taiyaku TSV: .*a tab, line break or control character"):
        convert([inner], "tsv")


def _plain(concept: Concept) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(concept, name) for name in FIELDS}
    return {**values, "extra": sorted(concept.extra)}


def _numbered(concept: Concept, number: int) -> Concept:
    values = {name: getattr(concept, name) for name in FIELDS}
    return Concept(**values, origin=f"terms:{number}")
