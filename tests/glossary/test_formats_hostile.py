"""Files made to hurt: refused in one line, fast, and without touching anything else."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from glossary import Concept, GlossaryError
from glossary.formats import FORMATS, convert, parse, xmlsafe
from glossary.formats import base as base_module
from glossary.formats import xlsx as xlsx_module

XML = ("tbx", "tmx", "xliff", "multiterm")
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_HOSTILE = {
    "billion laughs": (f'<!DOCTYPE tbx [<!ENTITY l0 "ha">{_LAUGHS}]><tbx>&l9;</tbx>', "declares or uses an entity"),
    "external entity": (
        '<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><t>&x;</t>',
        "declares or uses an entity",
    ),
    "parameter entity": (
        '<!DOCTYPE t [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><t/>',
        "declares or uses an entity",
    ),
    "undeclared entity": ('<!DOCTYPE t SYSTEM "http://localhost:1/x.dtd"><t>&x;</t>', "declares or uses an entity"),
    "nesting": ("<a>" * 100_000 + "</a>" * 100_000, "nested deeper than 100"),
    "cut off": ("<tbx><text>", "not well-formed"),
    "empty": ("", "not well-formed"),
    "wrong encoding": ('<?xml version="1.0" encoding="shift_jis"?><tbx/>', "not well-formed"),
    "no such encoding": ('<?xml version="1.0" encoding="x-none"?><tbx/>', "not well-formed"),
}


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("case", _HOSTILE)
def test_hostile_xml_is_refused(name: str, case: str) -> None:
    text, message = _HOSTILE[case]
    with pytest.raises(GlossaryError, match=message) as caught:
        parse(text.encode(), name, "bad.xml")
    assert str(caught.value).startswith("bad.xml:")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", XML)
def test_another_root_is_refused_by_name(name: str) -> None:
    with pytest.raises(GlossaryError, match=r"<html>|not XLIFF 2"):
        parse(b"<html/>", name, "page.xml")


def test_too_much_xml_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmlsafe, "MAX_ELEMENTS", 10)
    with pytest.raises(GlossaryError, match="more than 10 elements"):
        xmlsafe.parse(b"<a>" + b"<b/>" * 10 + b"</a>", "big.xml")
    monkeypatch.setattr(xmlsafe, "MAX_BYTES", 10)
    with pytest.raises(GlossaryError, match="12 bytes, 10 at most"):
        xmlsafe.parse(b"<aaa></aaa>\n", "big.xml")


def test_utf16_xml_is_read() -> None:
    data = convert([Concept("核", ("nuclear",))], "multiterm").data.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert parse(data, "multiterm")[0].source == "核"


@pytest.mark.parametrize("name", FORMATS)
def test_binary_rubbish_is_a_one_line_error(name: str) -> None:
    for data in (b"\x00\x01\x02\xff\xfe", b"PK\x03\x04rubbish", b"\xff\xff\xff", "用語\t\x07term\n".encode()):
        with pytest.raises(GlossaryError) as caught:
            parse(data, name, "bad")
        assert "\n" not in str(caught.value)


def _book(sheet: str = "", **changed: str | None) -> bytes:
    """Our own workbook with parts changed, or removed where None; keys with __ for / and _d_ for a dot."""
    source = zipfile.ZipFile(io.BytesIO(convert([Concept("核", ("nuclear",))], "xlsx").data))
    parts: dict[str, str | None] = {n: source.read(n).decode() for n in source.namelist()}
    if sheet:
        parts["xl/worksheets/sheet1.xml"] = f"<worksheet><sheetData>{sheet}</sheetData></worksheet>"
    parts |= {key.replace("__", "/").replace("_d_", "."): value for key, value in changed.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            if text is not None:
                archive.writestr(path, text)
    return stream.getvalue()


_HEAD = '<row><c t="str"><v>source</v></c><c t="str"><v>target</v></c></row>'


def test_a_zip_bomb_is_refused_without_unpacking_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    assert xlsx_module.MAX_BYTES == 128 * 2**20
    monkeypatch.setattr(xlsx_module, "MAX_BYTES", 2**20)
    bomb = _book(xl__workbook_d_xml="<workbook>" + " " * (16 * 2**20) + "</workbook>")
    assert len(bomb) < 50_000
    tracemalloc.start()
    try:
        with pytest.raises(GlossaryError, match="unpacks to more than 1048576 bytes"):
            parse(bomb, "xlsx", "bomb.xlsx")
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


def test_the_limit_is_for_all_parts_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_module, "MAX_BYTES", 1000)
    with pytest.raises(GlossaryError, match="unpacks to more than 1000 bytes"):
        parse(_book(xl__sharedStrings_d_xml="<sst>" + " " * 600 + "</sst>"), "xlsx")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (_book(xl__workbook_d_xml=None), "lacks xl/workbook.xml"),
        (_book(xl__worksheets__sheet1_d_xml=None), "lacks xl/worksheets/sheet1.xml"),
        (_book(xl__workbook_d_xml="<workbook/>"), "has no first sheet"),
        (_book(xl__workbook_d_xml='<!DOCTYPE w [<!ENTITY x "y">]><w>&x;</w>'), "declares or uses an entity"),
        (_book(_HEAD + '<row><c r="XFD2" t="str"><v>x</v></c></row>'), "out of order or range"),
        (_book(_HEAD + '<row><c r="B2"/><c r="A2"/></row>'), "out of order or range"),
        (_book(_HEAD + '<row><c r="evil"/></row>'), "out of order or range"),
        (_book(_HEAD + '<row><c t="s"><v>5</v></c></row>'), "string '5' does not exist"),
        (_book(_HEAD + '<row><c t="s"><v>-1</v></c></row>'), "string '-1' does not exist"),
        (_book('<row><c t="str"><v>quelle</v></c></row>'), "header lacks source and target"),
    ],
)
def test_hostile_workbooks_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(GlossaryError, match=message):
        parse(data, "xlsx", "bad.xlsx")


def test_a_path_out_of_the_package_is_only_a_missing_part() -> None:
    relations = '<R><Relationship Id="rId1" Target="../../../etc/passwd"/></R>'
    with pytest.raises(GlossaryError, match="lacks etc/passwd"):
        parse(_book(xl___rels__workbook_d_xml_d_rels=relations), "xlsx", "bad.xlsx")


def test_shared_strings_rich_text_and_furigana() -> None:
    shared = (
        "<sst><si><t>source</t></si><si><t>target</t></si>"
        '<si><r><t>専門家</t></r><r><t xml:space="preserve">パネル</t></r><rPh sb="0" eb="3"><t>センモンカ</t></rPh></si></sst>'
    )
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c r="A2" t="s"><v>2</v></c>'
    rows += '<c r="B2" t="str"><f>HYPERLINK("x")</f><v>Panel of Experts</v></c></row>'
    concept = parse(_book(rows, xl__sharedStrings_d_xml=shared), "xlsx")[0]
    assert (concept.source, concept.target) == ("専門家パネル", "Panel of Experts")


def test_broken_csv_names_its_line() -> None:
    with pytest.raises(GlossaryError, match=r"bad\.csv:2: not well-formed CSV"):
        parse('source,target\n"核"x,y\n'.encode(), "csv", "bad.csv")


def test_a_large_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_module, "MAX_BYTES", 5)
    with pytest.raises(GlossaryError, match="split the file"):
        parse(b"a\tb\nc\td\n", "deepl", str(Path("big.tsv")))


def test_what_xml_cannot_hold_is_an_error_of_the_export() -> None:
    for name in ("tbx", "tmx", "xliff", "multiterm", "xlsx"):
        with pytest.raises(GlossaryError, match=r"U\+FFFF cannot stand in XML"):
            convert([Concept("核", ("nuclear\uffff",))], name)
