"""The catalog store, judged by gettext, translate-toolkit, Babel and polib as independent readers."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters import po
from pipeline.adapters.po_armour import pack_reference, unpack_reference
from pipeline.errors import CatalogError, OutputError
from pipeline.header import header
from pipeline.model import Catalog, Origin, Reference, Unit

DATA = Path(__file__).resolve().parent.parent / "data" / "po"
HEADER = header(
    project="harbour",
    engine="fake-1",
    glossary="0" * 8,
    created="2025-01-01 00:00+0000",
    revised="2025-01-02 00:00+0000",
)


def gettext(tool: str, *arguments: str, data: bytes) -> bytes:
    if shutil.which(tool) is None:
        pytest.skip(f"GNU gettext is not installed: no {tool}")
    done = subprocess.run([tool, *arguments, "-"], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def is_gettext_021() -> bool:
    tool = shutil.which("msgcat")
    return bool(tool) and b" 0.21" in subprocess.run([tool, "--version"], capture_output=True, check=True).stdout


def catalog(*units: Unit) -> Catalog:
    return Catalog(units=units, header=HEADER)


def judged(data: bytes) -> None:
    """What every file we write must survive."""
    assert gettext("msgcat", data=data) == data
    gettext("msgfmt", "-c", "--use-fuzzy", "-o", "/dev/null", data=data)


# --- layout ------------------------------------------------------------------------------------------------------

JAPANESE = st.text(
    st.sampled_from("港湾局船荷役再開、。「」『』（）・ー…―〜％℃×！？：；【】〈〉々ぁっゃァッャｱｲｯｬﾞ｡｢｣､ＡＢ１２々〆　")
    | st.sampled_from("abc XYZ 0123456789.,:;%$-/'!?()[]\"\\\n\t&=_~#+|“”‘’—–€£°éü"),
    min_size=1,
    max_size=260,
)
URLS = st.from_regex(r"https://example\.org/[a-z0-9/._~?=&%-]{5,90}", fullmatch=True)
TEXT = st.lists(JAPANESE | URLS, min_size=1, max_size=3).map("".join)
EXOTIC = st.text(
    st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\x00\x04"), min_size=1, max_size=120
)
EMOJI = st.text("👨‍👩‍👧🇯🇵🇫🇷☃️‼👍🏽 あa。\u2028\u0085\u200b\u2060\u00a0\u0301", min_size=1, max_size=80)


def laid_out(texts: Sequence[str]) -> bytes:
    return po.dump(
        catalog(
            *(
                Unit(
                    text,
                    f"{text} {number}",
                    references=tuple(Reference(f"港/{'x' * (number % 23)}.txt", n + 1) for n in range(number % 7)),
                    previous_source=text if number % 3 == 0 else None,
                    needs_review=number % 3 == 0,
                    extra=("no-wrap",) if number % 11 == 5 else (),
                    obsolete=number % 5 == 4,
                )
                for number, text in enumerate(texts)
            )
        )
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXT, min_size=15, max_size=30, unique=True))
def test_layout_is_msgcats(texts: list[str]) -> None:
    data = laid_out(texts)
    assert gettext("msgcat", data=data) == data


@pytest.mark.skipif(not is_gettext_021(), reason="needs GNU gettext 0.21, whose Unicode tables these are")
@settings(max_examples=20, deadline=None)
@given(st.lists(EXOTIC | EMOJI, min_size=15, max_size=30, unique=True))
def test_layout_is_msgcats_in_any_script(texts: list[str]) -> None:
    data = laid_out(texts)
    assert gettext("msgcat", data=data) == data


def test_layout_is_msgcats_at_the_edge_of_the_line() -> None:
    """Every length at which something could just fit or just not."""
    ends = [
        "",
        "\n",
        "\n。",
        "。",
        "」",
        "ー",
        "っ",
        "a",
        " a",
        '"',
        "\\",
        "\\n",
        "…",
        "1%",
        "（",
        "https://example.org/a",
    ]
    texts = ["港" * full + "x" * half + end for full in range(32, 40) for half in (0, 1, 2) for end in ends]
    data = laid_out([*texts, *(text.replace("港", "ab") for text in texts)])
    assert gettext("msgcat", data=data) == data


def test_a_messy_file_becomes_what_the_golden_says() -> None:
    tidy = po.dump(po.load(DATA / "messy.po"))
    assert tidy.decode() == (DATA / "tidy.po").read_text(encoding="utf-8")
    assert po.dump(po.parse(tidy)) == tidy
    judged(tidy)


# --- nothing is lost ---------------------------------------------------------------------------------------------

LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=30)
FREE = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
PATHS = st.text(st.sampled_from("abz/._-%20253E88 　港\u2028\t:"), min_size=1, max_size=20).map(lambda p: p + ".txt")


@st.composite
def units(draw: st.DrawFn) -> Unit:
    target = draw(FREE)
    plural = draw(
        st.none() | st.tuples(FREE.filter(bool), st.lists(FREE.filter(bool), min_size=1, max_size=3).map(tuple))
    )
    filled = bool(plural or target)
    return Unit(
        draw(FREE.filter(bool)),
        "" if plural else target,
        references=tuple(dict.fromkeys(draw(st.lists(st.builds(Reference, PATHS, st.integers(1, 10**6)), max_size=4)))),
        needs_review=filled and draw(st.booleans()),
        comments="\n".join(draw(st.lists(LINE, max_size=3))),
        notes=tuple(draw(st.lists(LINE, max_size=3))),
        context=draw(st.none() | FREE),
        previous_source=draw(st.none() | FREE),
        previous_context=draw(st.none() | FREE),
        previous_plural=draw(st.none() | FREE),
        obsolete=filled and draw(st.booleans()),
        extra=draw(st.sampled_from([(), ("c-format",), ("no-wrap",), ("c-format", "no-wrap", "zz-of-someone")])),
        plural=plural,
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(units(), max_size=5, unique_by=lambda u: (u.context, u.source)), LINE)
def test_round_trip(found: list[Unit], comment: str) -> None:
    ordered = sorted(found, key=lambda u: u.obsolete)
    data = po.dump(Catalog(tuple(ordered), HEADER, comment))
    back = po.parse(data)
    assert [replace(u, origin=Origin.NONE) for u in back.units] == ordered
    assert (back.header, back.header_comment) == (HEADER, comment)
    assert po.dump(back) == data


@given(PATHS | st.text(st.sampled_from("%2058E3 　"), min_size=1))
def test_reference_paths_are_reversible_and_hold_no_space(path: str) -> None:
    packed = pack_reference(path)
    assert unpack_reference(packed) == path
    assert packed.split() == [packed]


@given(st.text(st.sampled_from("%2058E3ab/"), min_size=1))
def test_a_path_somebody_else_packed_is_written_back_as_it_was(token: str) -> None:
    assert pack_reference(unpack_reference(token)) == token


@pytest.mark.parametrize(
    "comments", ["", "\n", "\n\n", "a\n", "\na", "a\n\nb", " a ", "　a　", ", fuzzy", ". x", "~ x", "#x"]
)
def test_comment_lines_are_kept_exactly(comments: str) -> None:
    data = po.dump(catalog(Unit("港", "harbour", comments=comments)))
    assert po.parse(data).units[0].comments == comments
    judged(data)


def test_a_comment_after_the_last_entry_is_kept() -> None:
    data = po.dump(catalog(Unit("港", "harbour"))) + "\n# 忘れずに\n".encode()
    assert po.parse(data).units[0].comments == "忘れずに"


# --- independent readers -----------------------------------------------------------------------------------------

ENTRIES = catalog(
    Unit(
        "港湾局は「来月から」と発表した。\n全角　空白も残る。",
        'The port authority said "from next month".\nSpaces stay.',
        references=(Reference("locales/ja/港 の 話.txt", 3), Reference("locales/ja/港 の 話.txt", 12)),
        needs_review=True,
        comments="確認済みの語を使うこと\n二行目",
        notes=("MT: pair:ja-en|fake-1 score=-0.42 hash=00000000", "TERM: 港湾局 → port authority [ok]"),
        previous_source="港湾局は発表した。",
    ),
    Unit("船が着いた。", "The ship arrived.", references=(Reference("b.txt", 1),)),
    Unit("船", "vessel", context="法令", references=(Reference("b.txt", 2),)),
    Unit("まだ訳のない文。", references=(Reference("b.txt", 3),)),
    Unit(
        "消えた文。",
        "A sentence gone.",
        needs_review=True,
        obsolete=True,
        comments="人の注釈",
        previous_source="前の文。",
    ),
)


def test_gettext_accepts_what_we_write() -> None:
    judged(po.dump(ENTRIES))


def test_toolkit_and_babel_and_polib_read_the_same() -> None:
    pofile = pytest.importorskip("translate.storage.pypo", reason="translate-toolkit is not installed").pofile
    read_po = pytest.importorskip("babel.messages.pofile", reason="Babel is not installed").read_po
    data = po.dump(ENTRIES)
    live = [u for u in ENTRIES.units if not u.obsolete]
    expected = [(u.context, u.source, u.target, u.needs_review) for u in live]

    toolkit = [u for u in pofile.parsestring(data).units if not u.isheader()]
    assert [
        (u.getcontext() or None, str(u.source), str(u.target), u.isfuzzy()) for u in toolkit if not u.isobsolete()
    ] == expected
    assert [str(u.source) for u in toolkit if u.isobsolete()] == ["消えた文。"]
    assert toolkit[0].getnotes("translator") == live[0].comments
    assert toolkit[0].getnotes("developer") == "\n".join(live[0].notes)
    assert [unpack_reference(x) for x in toolkit[0].getlocations()] in (
        ["locales/ja/港 の 話.txt:3", "locales/ja/港 の 話.txt:12"],
    )

    babel = read_po(io.BytesIO(data))
    messages = [m for m in babel if m.id]
    assert [(m.context, m.id, m.string, m.fuzzy) for m in messages] == expected
    assert [unpack_reference(path) for path, _ in messages[0].locations] == ["locales/ja/港 の 話.txt"] * 2
    assert [line for _, line in messages[0].locations] == [3, 12]
    assert messages[0].user_comments[:2] == live[0].comments.split("\n")  # it takes #| lines for comments, too
    assert messages[0].auto_comments == list(live[0].notes)
    assert list(babel.obsolete) == ["消えた文。"]

    entries = polib.pofile(data.decode())
    assert [(e.msgctxt, e.msgid, e.msgstr, e.fuzzy) for e in entries if not e.obsolete] == expected
    assert [(unpack_reference(p), int(n)) for p, n in entries[0].occurrences] == [
        (r.path, r.line) for r in live[0].references
    ]
    assert entries[0].previous_msgid == live[0].previous_source


def test_control_characters_survive_gettext() -> None:
    source = "前\x01中\x1b後\x7f端\u0085行\u2028末\u3000"
    data = po.dump(catalog(Unit(source, "x")))
    judged(data)
    assert po.parse(gettext("msgcat", data=data)).units[0].source == source


# --- bad files ---------------------------------------------------------------------------------------------------

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.parametrize(
    ("body", "line", "what"),
    [
        ('msgid "港"\nmsgstr "a"\n\nmsgid "港"\nmsgstr "b"\n', 7, "line 4"),
        ('msgid "港"\nmsgstr "a"\n\n#~ msgid "港"\n#~ msgstr "b"\n', 7, "line 4"),
        ('msgid "港\nmsgstr "a"\n', 4, "closing quote"),
        ('msgid "港" x\nmsgstr "a"\n', 4, "closing quote"),
        ('msgid "港\\q"\nmsgstr "a"\n', 4, "unknown escape"),
        ("msgid 港\nmsgstr 港\n", 4, "closing quote"),
        ('msgid "港"\n\nmsgid "船"\nmsgstr ""\n', 6, "msgid cannot follow msgid"),
        ('msgid "港"\n# 間\nmsgstr ""\n', 5, "comment stands between"),
        ('msgstr ""\n', 4, "msgstr cannot follow"),
        ('msgid "港"\nmsgstr[0] ""\n', 5, "cannot follow"),
        ('msgid "港"\n', 5, "no msgstr"),
        ('#~ msgid "港"\nmsgstr ""\n', 5, "obsolete"),
        ('# 注釈\n"港"\n', 5, "without its keyword"),
        ("<<<<<<< HEAD\n", 4, "neither a comment"),
        ('domain "x"\n', 4, "neither a comment"),
        ('msgid "港"\nmsgid_plural "x"\nmsgstr[1] ""\n', 4, "without gaps"),
    ],
)
def test_errors_name_the_line_and_leave_the_file(tmp_path: Path, body: str, line: int, what: str) -> None:
    path = tmp_path / "x.po"
    path.write_text(HEAD + body, encoding="utf-8")
    before = path.read_bytes()
    for attempt in (lambda: po.load(path), lambda: po.update(path, lambda old: catalog())):
        with pytest.raises(CatalogError) as caught:
            attempt()
        message = str(caught.value)
        assert message.startswith(f"{path}:{line}: ")
        assert what in message
        assert "\n" not in message
    assert path.read_bytes() == before


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no such catalog"):
        po.load(tmp_path / "x.po")


def test_other_charsets_are_converted(tmp_path: Path) -> None:
    text = HEAD.replace("UTF-8", "Shift_JIS") + 'msgid "港"\nmsgstr "harbour"\n'
    found = po.parse(text.encode("cp932"))
    assert found.units[0].source == "港"
    again = po.dump(found)
    assert b"charset=UTF-8" in again
    assert "港" in again.decode("utf-8")


@pytest.mark.parametrize(("charset", "data"), [("UTF-8", b"\x8d\x60"), ("klingon", b"x"), ("hex", b"x")])
def test_undecodable_files_are_refused(charset: str, data: bytes) -> None:
    with pytest.raises(CatalogError, match="save the file as UTF-8"):
        po.parse(HEAD.replace("UTF-8", charset).encode() + b'msgid "' + data + b'"\nmsgstr ""\n', "x.po")


def test_bom_and_windows_line_ends_are_read() -> None:
    text = HEAD + '# 注釈\nmsgid "港"\n"湾"\nmsgstr "harbour"\n'
    assert po.parse(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()) == po.parse(text.encode())


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(OutputError, match="surrogate"):
        po.dump(catalog(Unit("港\ud800", "x")))


@pytest.mark.parametrize("data", [b"", b"\n\n", "# 注釈だけ\n".encode()])
def test_empty_files_are_empty_catalogs(data: bytes) -> None:
    found = po.parse(data)
    assert found.units == ()
    assert found.header_comment == data.decode().strip().removeprefix("# ")


# --- header ------------------------------------------------------------------------------------------------------


def test_header_is_complete_and_never_fuzzy() -> None:
    data = po.dump(catalog(Unit("港", "harbour", needs_review=True)))
    head = data.decode().split("\n\n")[0]
    assert "fuzzy" not in head
    names = re.findall(r'^"([A-Za-z-]+): ', head, re.MULTILINE)
    assert names == [name for name, _ in HEADER]
    for line in (
        "Language: en",
        "X-Source-Language: ja",
        "Plural-Forms: nplurals=2; plural=(n != 1);",
        "Content-Type: text/plain; charset=UTF-8",
    ):
        assert f'"{line}\\n"' in head


def test_header_keeps_what_people_added_in_place() -> None:
    old = (
        ("Last-Translator", "Aoi Mori"),
        ("X-Poedit-Basepath", ".."),
        ("Language", "de"),
        ("", "free text"),
        ("X-Z", ""),
    )
    new = header(old, project="p", engine="e", glossary="g", created="c", revised="r")
    kept = [pair for pair in new if pair[0] in ("Last-Translator", "X-Poedit-Basepath", "", "X-Z")]
    assert kept == [pair for pair in old if pair[0] != "Language"]
    assert ("Language", "en") in new
    assert header(new, project="q", engine="e", glossary="g", created="c", revised="r") == new
    assert po.parse(po.dump(Catalog(header=new))).header == tuple(
        ("Content-Type", "text/plain; charset=UTF-8") if n == "Content-Type" else (n, v) for n, v in new
    )


# --- update ------------------------------------------------------------------------------------------------------


def test_update_creates_then_rests(tmp_path: Path) -> None:
    path = tmp_path / "en" / "x.po"
    assert po.update(path, lambda old: ENTRIES if old is None else old)
    stamp = path.stat().st_mtime_ns
    assert not po.update(path, lambda old: old or catalog())
    assert path.stat().st_mtime_ns == stamp
    assert [p.name for p in path.parent.iterdir()] == ["x.po"]


def test_update_merges_again_when_somebody_saved_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "x.po"
    path.write_bytes(po.dump(catalog(Unit("港", "harbor"))))
    calls = []

    def make(old: Catalog | None) -> Catalog:
        assert old is not None
        calls.append(old.units[0].target)
        if len(calls) == 1:
            path.write_bytes(po.dump(catalog(Unit("港", "harbour"))))
        return replace(old, units=(*old.units, Unit("船", "ship")))

    assert po.update(path, make)
    assert calls == ["harbor", "harbour"]
    assert [u.target for u in po.load(path).units] == ["harbour", "ship"]


def test_update_gives_up_when_the_file_never_rests(tmp_path: Path) -> None:
    path = tmp_path / "x.po"
    count = iter(range(100))

    def make(old: Catalog | None) -> Catalog:
        path.write_bytes(po.dump(catalog(Unit("港", str(next(count))))))
        return catalog()

    with pytest.raises(OutputError, match="close it"):
        po.update(path, make)
