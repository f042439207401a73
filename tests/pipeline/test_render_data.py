"""TMX, XLIFF, TSV and JSONL: the same rows in each, read back by independent readers."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage.tmx import tmxfile
from translate.storage.xliff2 import Xliff2File

from pipeline.model import Aligned, Bilingual, BlockKind, Document, Finding, Origin, Segment, Severity, TermState, Unit
from pipeline.render import FORMATS, tsv
from pipeline.signature import version
from tests.pipeline.render_demo import LINES, Line, demo

DATA = Path(__file__).parent.parent / "data" / "render"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XLF = {"x": "urn:oasis:names:tc:xliff:document:2.0", "g": "urn:oasis:names:tc:xliff:glossary:2.0"}
GOLDEN = demo(tuple(LINES[i] for i in (0, 3, 4, 6, 9, 13, 14, 15, 17, 18, 19)))
NASTY = "\x00\x07\x1b\t\n\r\r\n\\ \\n&<>\"'\x85\u2028\u2029\ud800\udfff\ufffe\uffff\u202e🌊　終"

# Any code point, with those that break formats made frequent.
texts = st.text(st.one_of(st.sampled_from(NASTY), st.characters(exclude_categories=())), min_size=1, max_size=30)


def bilingual(*pairs: tuple[str, str]) -> Bilingual:
    rows = []
    for number, (source, target) in enumerate(pairs):
        segment = Segment(source, 0, len(source), number + 1, number, BlockKind.PARAGRAPH)
        finding = Finding("number", Severity.ERROR, f"“{source}” ≠ “{target}”", 0, 1)
        unit = Unit(
            source, target, needs_review=bool(target), origin=Origin.MT if target else Origin.NONE, comments=source
        )
        rows.append(Aligned(segment, unit, (), (finding,)))
    return Bilingual(Document("a\tb.txt", "ab", "\n".join(s for s, _ in pairs)), tuple(rows), "sig<1>")


def xml(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def illegal_to_fffd(text: str) -> str:
    """What XML can carry of a text, by XML 1.0's own list of allowed characters."""
    allowed = lambda c: c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"  # noqa: E731
    return "".join(c if allowed(c) else "\ufffd" for c in text)


def written(inline: etree._Element) -> str:
    """The text of a source or target, code points of ``cp`` included."""
    parts = [inline.text or ""]
    for child in inline:
        assert etree.QName(child).localname == "cp"
        parts += [chr(int(child.get("hex"), 16)), child.tail or ""]
    return "".join(parts)


@pytest.mark.parametrize("name", ["tmx", "xliff", "tsv", "jsonl"])
def test_golden(name: str) -> None:
    path = DATA / f"demo.{name}"
    got = FORMATS[name](GOLDEN).decode("utf-8").replace(version(), "VERSION")
    if os.environ.get("TAIYAKU_UPDATE_GOLDENS"):
        path.write_bytes(got.encode("utf-8"))
    assert got == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_bytes_are_utf8_with_lf_and_always_the_same(name: str) -> None:
    first = FORMATS[name](demo())
    assert first == FORMATS[name](demo())
    text = first.decode("utf-8")
    assert text.endswith("\n") and "\r" not in text and not text.startswith("\ufeff")
    assert "港湾局" in text


@pytest.mark.parametrize("name", FORMATS)
def test_a_document_without_segments_renders(name: str) -> None:
    data = FORMATS[name](Bilingual(Document("empty.txt", "empty", ""), ()))
    if name in ("tmx", "xliff"):
        assert xml(data) is not None


def test_every_format_has_the_same_pairs() -> None:
    b = demo()
    pairs = [(row.segment.text, row.unit.target) for row in b.rows]
    table = tsv.parse(FORMATS["tsv"](b).decode("utf-8"))
    assert table[0] == tsv.HEADER == ("source", "target", "state", "terms", "findings", "ref")
    assert [cells[:2] for cells in table[1:]] == pairs
    objects = [json.loads(line) for line in FORMATS["jsonl"](b).decode("utf-8").splitlines()]
    assert [(o["source"], o["target"]) for o in objects] == pairs
    segments = xml(FORMATS["xliff"](b)).findall(".//x:segment", XLF)
    assert [(s.findtext("x:source", None, XLF), s.findtext("x:target", "", XLF)) for s in segments] == pairs
    units = xml(FORMATS["tmx"](b)).findall("body/tu")
    assert [tuple(seg.text for seg in tu.iter("seg")) for tu in units] == [pair for pair in pairs if pair[1]]


# TMX


def test_tmx_structure() -> None:
    b = demo()
    root = xml(FORMATS["tmx"](b))
    assert (root.tag, dict(root.attrib), [child.tag for child in root]) == (
        "tmx",
        {"version": "1.4"},
        ["header", "body"],
    )
    assert dict(root[0].attrib) == {
        "creationtool": "taiyaku",
        "creationtoolversion": version(),
        "segtype": "sentence",
        "o-tmf": "taiyaku",
        "adminlang": "en",
        "srclang": "ja",
        "datatype": "plaintext",
    }
    numbers = []
    for tu in root[1]:
        tags = [child.tag for child in tu]
        assert tags[-2:] == ["tuv", "tuv"] and set(tags[:-2]) <= {"note", "prop"}  # the order the DTD asks for
        assert [tuv.get(XML_LANG) for tuv in tu.findall("tuv")] == ["ja", "en"]
        assert [[child.tag for child in tuv] for tuv in tu.findall("tuv")] == [["seg"], ["seg"]]
        numbers.append(int(tu.get("tuid")))
        row = b.rows[numbers[-1] - 1]
        props = {prop.get("type"): prop.text for prop in tu.findall("prop")}
        assert props == {
            "x-state": "needs-review" if row.unit.needs_review else "reviewed",
            "x-origin": row.unit.origin.value,
            "x-reference": f"locales/ja/port plan.txt:{row.segment.line}",
        }
    assert numbers == [n for n, row in enumerate(b.rows, start=1) if row.unit.target]
    assert len(numbers) == len(b.rows) - 1  # the untranslated row has no tu


def test_tmx_tells_flagged_terms_and_findings() -> None:
    notes = [note.text for note in xml(FORMATS["tmx"](demo())).iter("note")]
    assert "TERM: 気象庁 → Japan Meteorological Agency [MISSING]" in notes
    assert any(note.startswith("QA: number: 1億2千万円") for note in notes)


def test_translate_toolkit_reads_the_tmx() -> None:
    b = demo()
    store = tmxfile.parsestring(FORMATS["tmx"](b))
    expected = [(row.segment.text, row.unit.target) for row in b.rows if row.unit.target]
    assert [(unit.source, unit.target) for unit in store.units] == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=3))
def test_tmx_is_well_formed_whatever_the_text(pairs: list[tuple[str, str]]) -> None:
    root = xml(FORMATS["tmx"](bilingual(*pairs)))
    got = [tuple(seg.text for seg in tu.iter("seg")) for tu in root.iter("tu")]
    assert got == [(illegal_to_fffd(source), illegal_to_fffd(target)) for source, target in pairs]


# XLIFF


def test_xliff_structure() -> None:
    b = demo()
    root = xml(FORMATS["xliff"](b))
    assert etree.QName(root).localname == "xliff"
    assert dict(root.attrib) == {"version": "2.1", "srcLang": "ja", "trgLang": "en"}
    (file,) = root
    assert dict(file.attrib) == {"id": "f1", "original": "locales/ja/port plan.txt"}
    units = file.findall("x:unit", XLF)
    assert [unit.get("id") for unit in units] == [str(n + 1) for n in range(len(b.rows))]
    for unit, row in zip(units, b.rows, strict=True):
        tags = [etree.QName(child).localname for child in unit]
        assert tags == ["glossary"] * bool(row.terms) + ["notes"] * ("notes" in tags) + [
            "segment"
        ]  # the schema's order
        assert unit.get("type") == f"taiyaku:{row.segment.kind.value}"
        segment = unit.find("x:segment", XLF)
        assert segment is not None
        if not row.unit.target:
            assert (segment.get("state"), segment.get("subState")) == ("initial", None)
            assert segment.find("x:target", XLF) is None
        else:
            assert segment.get("state") == ("translated" if row.unit.needs_review else "reviewed")
            assert segment.get("subState") == f"taiyaku:{row.unit.origin.value}"
        entries = unit.findall(".//g:glossEntry", XLF)
        pairs = [(e.findtext("g:term", None, XLF), e.findtext("g:translation", None, XLF)) for e in entries]
        assert pairs == list(dict.fromkeys((term.source, term.target) for term in row.terms))
        notes = {(note.get("category"), note.text) for note in unit.iterfind("x:notes/x:note", XLF)}
        assert {(f.check, f.message) for f in row.findings} <= notes
        flagged = [note for note in unit.iterfind("x:notes/x:note", XLF) if "[MISSING]" in note.text]
        assert len(flagged) == sum(term.state is TermState.FLAGGED for term in row.terms)
        assert all(note.get("priority") == "1" for note in flagged)


def test_translate_toolkit_reads_the_xliff() -> None:
    b = demo()
    store = Xliff2File.parsestring(FORMATS["xliff"](b))
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("ja", "en")
    # toolkits before 3.18 read a line end as a space
    read = [(fold(u.source), fold(u.target or "")) for u in store.units]
    assert read == [(fold(r.segment.text), fold(r.unit.target)) for r in b.rows]


def fold(text: str) -> str:
    return text.replace("\n", " ")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=3))
def test_xliff_keeps_every_character(pairs: list[tuple[str, str]]) -> None:
    root = xml(FORMATS["xliff"](bilingual(*pairs)))
    elements = [(s.find("x:source", XLF), s.find("x:target", XLF)) for s in root.iter(f"{{{XLF['x']}}}segment")]
    assert [(written(source), written(target)) for source, target in elements] == pairs


# The official schemas, where somebody has them: TAIYAKU_SCHEMAS names a folder.


def schema(name: str) -> Path:
    folder = os.environ.get("TAIYAKU_SCHEMAS", "")
    path = Path(folder) / name
    if not folder or not path.is_file():
        pytest.skip(f"set TAIYAKU_SCHEMAS to a folder with {name}")
    return path


@pytest.mark.parametrize("document", [demo(), bilingual((NASTY, NASTY)), bilingual()], ids=["demo", "nasty", "empty"])
def test_tmx_against_the_official_dtd(document: Bilingual) -> None:
    dtd = etree.DTD(BytesIO(schema("tmx14.dtd").read_bytes()))
    assert dtd.validate(xml(FORMATS["tmx"](document))), dtd.error_log


@pytest.mark.parametrize("document", [demo(), bilingual((NASTY, NASTY)), bilingual()], ids=["demo", "nasty", "empty"])
def test_xliff_against_the_official_schema(document: Bilingual) -> None:
    xsd = etree.XMLSchema(etree.parse(str(schema("xliff_core_2.0.xsd"))))
    assert xsd.validate(xml(FORMATS["xliff"](document))), xsd.error_log


# TSV and JSONL


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=3))
def test_tsv_round_trip(pairs: list[tuple[str, str]]) -> None:
    data = FORMATS["tsv"](bilingual(*pairs)).decode("utf-8")
    assert len(data.splitlines()) == len(pairs) + 1  # by Python's generous idea of a line
    assert [cells[:2] for cells in tsv.parse(data)[1:]] == pairs
    assert {line.count("\t") for line in data.splitlines()} == {5}


@settings(max_examples=100, deadline=None)
@given(texts)
def test_tsv_escape_is_reversible(cell: str) -> None:
    assert tsv.unescape(tsv.escape(cell)) == cell


@pytest.mark.parametrize(
    ("cell", "escaped"),
    [
        ("a\tb", r"a\tb"),
        ("a\nb", r"a\nb"),
        ("\r", r"\r"),
        ("\\", r"\\"),
        (r"\t", r"\\t"),
        ("\x07", r"\u0007"),
        ("=1+1", "=1+1"),
    ],
)
def test_tsv_escapes(cell: str, escaped: str) -> None:
    assert tsv.escape(cell) == escaped
    assert tsv.unescape(escaped) == cell


def test_tsv_leaves_a_stranger_s_backslash_alone() -> None:
    assert tsv.unescape(r"C:\Users\u12") == r"C:\Users\u12"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=3))
def test_jsonl_round_trip(pairs: list[tuple[str, str]]) -> None:
    lines = FORMATS["jsonl"](bilingual(*pairs)).decode("utf-8").splitlines()
    assert [(row["source"], row["target"]) for row in map(json.loads, lines)] == pairs


def test_jsonl_says_everything_in_a_fixed_order() -> None:
    b = demo()
    rows = [json.loads(line) for line in FORMATS["jsonl"](b).splitlines()]
    assert [row["id"] for row in rows] == list(range(1, len(b.rows) + 1))
    keys = ["id", "source", "target", "state", "origin", "score", "start", "end", "line", "block", "kind"]
    keys += ["terms", "findings"]
    for got, row in zip(rows, b.rows, strict=True):
        assert list(got) == [key for key in keys if key != "score" or row.unit.notes]
        assert b.document.text[got["start"] : got["end"]] == got["source"]
        assert [got["source"][t["start"] : t["end"]] for t in got["terms"]] == [t.surface for t in row.terms]
        assert len(got["findings"]) == len(row.findings)
    assert rows[6]["score"] == -0.94
    assert {row["state"] for row in rows} == {"reviewed", "needs-review", "untranslated"}


def test_a_human_text_shows_no_machine_score() -> None:
    b = demo((Line("一。", "One.", needs_review=False),))
    row = b.rows[0]
    human = replace(b, rows=(replace(row, unit=replace(row.unit, origin=Origin.HUMAN)),))
    assert "score" in json.loads(FORMATS["jsonl"](b))
    assert "score" not in json.loads(FORMATS["jsonl"](human))
