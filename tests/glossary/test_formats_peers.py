"""What we write, judged by readers that are not ours: lxml, translate-toolkit, gettext, the csv and zipfile modules."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from glossary import Article, Concept, TermStatus
from glossary.formats import convert

etree = pytest.importorskip("lxml.etree")

PANEL = Concept(
    "専門家パネル",
    ("Panel of Experts", "expert panel"),
    variants=("専門家委",),
    pos="propn",
    forbidden=("Expert Committee",),
    plural="Panels of Experts",
    article=Article.THE,
    short="PoE",
    domain="un",
    note='1718 <委員会> & "others"',
    id="panel",
    extra=(("owner", "desk 3"),),
)
VISIT = Concept("訪朝", ("visit to North Korea",), pos="noun", domain="korea")
DRAFT = Concept("新語", ("new word",), status=TermStatus.DRAFT)
BANNED = Concept("北鮮", (), status=TermStatus.FORBIDDEN, note="offensive")
CONCEPTS = (PANEL, VISIT, DRAFT, BANNED)
ENFORCED = [("専門家パネル", "Panel of Experts"), ("訪朝", "visit to North Korea")]
USABLE = [*ENFORCED, ("新語", "new word")]


def _data(name: str) -> bytes:
    return convert(CONCEPTS, name).data


def _toolkit(module: str, cls: str, data: bytes) -> list[tuple[str, str, str]]:
    storage = pytest.importorskip(f"translate.storage.{module}")
    store = getattr(storage, cls)()
    store.parse(data)
    return [(str(u.source), str(u.target or ""), u.getnotes() or "") for u in store.units if u.source]


@pytest.mark.parametrize("style", ["dca", "dct"])
def test_tbx_3_as_lxml_sees_it(style: str) -> None:
    root = etree.fromstring(_data("tbx" if style == "dca" else "tbx-dct"))
    names = {
        "t": "urn:iso:std:iso:30042:ed-2",
        "min": "http://www.tbxinfo.net/ns/min",
        "x": "http://www.w3.org/XML/1998/namespace",
    }
    assert (root.get("type"), root.get("style")) == ("TBX-Basic", style)
    entries = root.findall(".//t:conceptEntry", names)
    assert len({entry.get("id") for entry in entries}) == len(entries) == len(CONCEPTS)
    first = entries[0]
    kind = "t:termNote[@type='administrativeStatus']" if style == "dca" else "min:administrativeStatus"
    terms = [
        (
            s.get("{http://www.w3.org/XML/1998/namespace}lang"),
            t.findtext("t:term", None, names),
            t.findtext(kind, None, names),
        )
        for s in first.findall("t:langSec", names)
        for t in s.findall("t:termSec", names)
    ]
    assert terms == [
        ("ja", "専門家パネル", "preferredTerm-admn-sts"),
        ("ja", "専門家委", "admittedTerm-admn-sts"),
        ("en", "Panel of Experts", "preferredTerm-admn-sts"),
        ("en", "expert panel", "admittedTerm-admn-sts"),
        ("en", "Panels of Experts", "admittedTerm-admn-sts"),
        ("en", "PoE", "admittedTerm-admn-sts"),
        ("en", "Expert Committee", "deprecatedTerm-admn-sts"),
    ]
    subject = "t:descrip[@type='subjectField']" if style == "dca" else "min:subjectField"
    assert first.findtext(subject, None, names) == "un"
    notes = [note.text for note in first.findall("t:note", names)]
    assert notes == [
        PANEL.note,
        "x-taiyaku-article: the",
        'x-taiyaku-extra: ["owner", "desk 3"]',
        "x-taiyaku-pos: propn",
    ]
    kind = "t:termNote[@type='partOfSpeech']" if style == "dca" else "min:partOfSpeech"
    assert [e.text for e in root.iterfind(f".//t:termSec/{kind}", names)] == ["noun", "noun"]


@pytest.mark.parametrize("name", ["tbx", "tbx-dct", "tbx2"])
def test_tbx_elements_stand_in_the_order_the_standard_wants(name: str) -> None:
    root = etree.fromstring(_data(name))
    entry, section, group = (
        ("termEntry", "langSet", "tig") if name == "tbx2" else ("conceptEntry", "langSec", "termSec")
    )
    kinds = r"(partOfSpeech |termType |administrativeStatus )*" if name == "tbx-dct" else r"(termNote )*"
    orders = {
        entry: rf"((descrip|note|subjectField) )*({section} )+",
        section: rf"({group} )+",
        group: rf"term {kinds}(note )*",
    }
    for element, order in orders.items():
        found = list(root.iter(f"{{*}}{element}"))
        assert found
        for item in found:
            assert re.fullmatch(order, "".join(f"{etree.QName(child).localname} " for child in item))
    statuses = {"preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts"}
    path = "{*}administrativeStatus" if name == "tbx-dct" else "{*}termNote[@type='administrativeStatus']"
    assert {e.text for e in root.iterfind(f".//{path}")} == statuses


def test_tbx_2_as_translate_toolkit_sees_it() -> None:
    """Its reader (which knows no TBX 3) takes the first term of either language."""
    storage = pytest.importorskip("translate.storage.tbx")
    store = storage.tbxfile(sourcelanguage="ja", targetlanguage="en")
    store.parse(_data("tbx2"))
    assert [(u.source, u.target) for u in store.units] == [*USABLE, ("北鮮", None)]


def test_tmx_as_translate_toolkit_and_lxml_see_it() -> None:
    storage = pytest.importorskip("translate.storage.tmx")
    store = storage.tmxfile.parsestring(_data("tmx"))
    store.setsourcelanguage("ja")
    store.settargetlanguage("en")
    root = etree.fromstring(_data("tmx"))
    assert root.find("header").get("srclang") == "ja"
    pairs = [tuple(seg.text for seg in tu.iterfind("tuv/seg")) for tu in root.iterfind("body/tu")]
    assert pairs == [*USABLE, ("北鮮",)]
    assert [(u.source, u.target) for u in store.units][:3] == USABLE


def test_tmx_is_valid_by_its_dtd() -> None:
    folder = os.environ.get("TAIYAKU_SCHEMAS")
    if not folder or not (path := Path(folder) / "tmx14.dtd").exists():
        pytest.skip("TAIYAKU_SCHEMAS names no folder with tmx14.dtd")
    with path.open("rb") as stream:
        dtd = etree.DTD(stream)
    assert dtd.validate(etree.fromstring(_data("tmx"))), dtd.error_log


@pytest.mark.parametrize(("name", "schema"), [("tbx", "TBXcoreStructV03.rng"), ("xliff", "xliff_core_2.0.xsd")])
def test_valid_by_the_official_schemas(name: str, schema: str) -> None:
    folder = os.environ.get("TAIYAKU_SCHEMAS")
    path = next(Path(folder).rglob(schema), None) if folder else None
    if path is None:
        pytest.skip(f"TAIYAKU_SCHEMAS names no folder with {schema}")
    kind = etree.RelaxNG if schema.endswith(".rng") else etree.XMLSchema
    judge = kind(etree.parse(str(path)))
    assert judge.validate(etree.fromstring(_data(name))), judge.error_log


def test_xliff_as_lxml_and_translate_toolkit_see_it() -> None:
    root = etree.fromstring(_data("xliff"))
    names = {"x": "urn:oasis:names:tc:xliff:document:2.0", "g": "urn:oasis:names:tc:xliff:glossary:2.0"}
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == ("2.1", "ja", "en")
    units = root.findall(".//x:unit", names)
    assert len({unit.get("id") for unit in units}) == 3
    entry = units[0].find("g:glossary/g:glossEntry", names)
    assert [(etree.QName(e).localname, e.text) for e in entry] == [
        ("term", "専門家パネル"),
        ("translation", "Panel of Experts"),
        ("translation", "expert panel"),
        ("definition", PANEL.note),
    ]
    segments = [
        (s.findtext("x:source", "", names), s.findtext("x:target", "", names))
        for s in root.iterfind(".//x:segment", names)
    ]
    assert segments == USABLE


def test_multiterm_as_lxml_sees_it() -> None:
    root = etree.fromstring(_data("multiterm"))
    assert root.xpath("/mtf/conceptGrp/languageGrp[language/@lang='JA']/termGrp[1]/term/text()") == [
        c.source for c in CONCEPTS
    ]
    status = "termGrp[descripGrp/descrip[@type='Status']='deprecated']/term/text()"
    assert root.xpath(f"/mtf/conceptGrp[1]/languageGrp[language/@type='English']/{status}") == ["Expert Committee"]
    assert root.xpath("/mtf/conceptGrp[4]/descripGrp/descrip[@type='Concept status']/text()") == ["forbidden"]


def test_omegat_as_translate_toolkit_sees_it() -> None:
    units = _toolkit("omegat", "OmegaTFile", _data("omegat"))
    assert [(s, t) for s, t, _ in units][:3] == USABLE
    assert units[0][2] == PANEL.note
    assert {(s, t) for s, t, _ in units[3:]} == {
        ("専門家パネル", "expert panel"),
        ("専門家委", "Panel of Experts"),
        ("専門家委", "expert panel"),
    }


def test_utx_as_translate_toolkit_sees_it() -> None:
    data = _data("utx")
    assert re.match(r"#UTX 1\.20; ja/en; \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ; creator: taiyaku\r\n", data.decode())
    units = _toolkit("utx", "UtxFile", data)
    assert [(s, t) for s, t, _ in units][:4] == [*USABLE, ("北鮮", "")]
    assert units[0][2] == PANEL.note
    assert "properNoun\tapproved\tpanel" in data.decode()
    assert "北鮮\t\t\tforbidden\t\toffensive" in data.decode()


def test_po_as_translate_toolkit_and_gettext_see_it(tmp_path: Path) -> None:
    data = _data("po")
    units = _toolkit("pypo", "pofile", data)
    assert [(s, t) for s, t, _ in units] == USABLE
    assert units[0][2].strip() == PANEL.note
    if shutil.which("msgfmt"):
        path = tmp_path / "terms.po"
        path.write_bytes(data)
        done = subprocess.run(["msgfmt", "-c", "--use-fuzzy", "-o", os.devnull, path], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


def test_weblate_csv_as_translate_toolkit_sees_it() -> None:
    units = _toolkit("csvl10n", "csvfile", _data("weblate"))
    rows = [(s, t) for s, t, _ in units if s != "source"]
    assert rows == USABLE


@pytest.mark.parametrize(
    ("name", "delimiter", "header"),
    [
        ("google", ",", []),
        ("google-set", ",", ["ja", "en", "pos", "description"]),
        ("amazon", ",", ["ja", "en"]),
        ("azure-csv", ",", []),
        ("deepl", "\t", []),
        ("azure", "\t", []),
    ],
)
def test_vendor_tables_as_the_csv_module_sees_them(name: str, delimiter: str, header: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(_data(name).decode(), newline=""), delimiter=delimiter))
    if header:
        assert rows.pop(0) == header
    assert [tuple(row[:2]) for row in rows] == [*ENFORCED, ("専門家委", "Panel of Experts")]
    if len(header) == 4:
        assert rows[0][2:] == ["properNoun", PANEL.note]


def test_memoq_as_the_csv_module_sees_it() -> None:
    data = _data("memoq")
    assert data.startswith(b"\xef\xbb\xbf")
    header, first, *_ = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert header[:3] == ["Entry_ID", "Entry_Subject", "Entry_Domain"]
    ja = [first[i] for i, title in enumerate(header) if title == "Japanese"]
    en = [(first[i], first[i + 1]) for i, title in enumerate(header) if title == "English"]
    assert ja == ["専門家パネル", "専門家委"]
    assert en == [("Panel of Experts", ""), ("expert panel", ""), ("Expert Committee", "Forbidden")]


def test_the_workbook_as_zipfile_and_lxml_see_it() -> None:
    archive = zipfile.ZipFile(io.BytesIO(_data("xlsx")))
    assert archive.testzip() is None
    types = etree.fromstring(archive.read("[Content_Types].xml"))
    parts = {e.get("PartName").lstrip("/") for e in types if e.get("PartName")}
    assert parts == {"xl/workbook.xml", "xl/worksheets/sheet1.xml"} <= set(archive.namelist())
    assert all(e.get("ContentType").startswith("application/vnd.openxmlformats-") for e in types)
    names = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rows = [
        {cell.get("r"): cell.findtext("m:is/m:t", "", names) for cell in row.iterfind("m:c", names)}
        for row in sheet.iterfind(".//m:row", names)
    ]
    assert (rows[0]["A1"], rows[0]["B1"]) == ("source", "target")
    assert (rows[1]["A2"], rows[1]["B2"]) == ("専門家パネル", "Panel of Experts|expert panel")
    assert (rows[4]["A5"], "B5" in rows[4]) == ("北鮮", False)


def test_no_export_holds_a_live_formula() -> None:
    for prefix in ("=", "+", "-", "@", "＝"):
        bad = Concept(f"{prefix}核", (f"{prefix}HYPERLINK",), note=f"{prefix}x", variants=(f"{prefix}v",))
        for name in ("csv", "weblate", "memoq", "google", "google-set", "amazon", "azure-csv", "xlsx"):
            data = convert([bad, VISIT], name).data
            if name == "xlsx":
                sheet = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml"))
                cells = list(sheet.itertext())
                assert not list(sheet.iter("{*}f"))
            else:
                delimiter = ";" if name == "memoq" else ","
                rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter)
                cells = [cell for row in rows for cell in row]
            assert "訪朝" in cells
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]


def test_vendor_limits_are_losses_with_a_reason() -> None:
    long = Concept("長" * 342, ("long",), origin="t:1")  # 1,026 bytes
    fits = Concept("長" * 341, ("fits",), origin="t:2")  # 1,023 bytes
    twin = Concept("訪朝", ("trip to the DPRK",), origin="t:3")
    hint = Concept("核", ("nuclear",), status=TermStatus.DRAFT, origin="t:4")
    done = convert([VISIT, long, fits, twin, hint], "deepl")
    lost = {loss.origin: loss.reason for loss in done.lost if loss.field == "concept"}
    assert lost == {
        "t:1": "1026 bytes, DeepL takes 1024",
        "t:3": "DeepL takes a source once, another concept has it",
        "t:4": "draft: DeepL would enforce it",
    }
    assert done.data.decode().splitlines() == ["訪朝\tvisit to North Korea", f"{'長' * 341}\tfits"]
    amazon = convert([fits, VISIT], "amazon")
    assert [x.reason for x in amazon.lost if x.field == "concept"] == ["1023 bytes, Amazon takes 200"]


def test_a_variant_that_is_another_concept_is_said_to_be_left_out() -> None:
    done = convert([Concept("北", ("the North",), variants=("北朝鮮",)), Concept("北朝鮮", ("North Korea",))], "google")
    assert [(x.field, x.value, x.reason) for x in done.lost] == [
        (
            "variants",
            "北朝鮮",
            "written as pairs of their own; 北朝鮮 left out, Google takes a source once, another concept has it",
        )
    ]
