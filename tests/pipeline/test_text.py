from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.text import decode, document_from_bytes, find_documents, read_document
from pipeline.errors import InputError

PROSE = "港の朝市が再開した。\r\n「楽しみです」と客は話す。コーヒーは200円～。\n"
CODECS = ["utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("codec", CODECS)
def test_each_encoding_is_found(codec: str) -> None:
    text = PROSE.replace("～", "〜") if codec in ("euc_jp", "iso2022_jp") else PROSE
    assert decode(text.encode(codec), "a.txt") == (text, codec)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_stays_in_the_text(codec: str) -> None:
    text = "\ufeff雨\r\n"
    assert decode(text.encode(codec), "a.txt") == (text, codec)


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "utf-16-le", "utf-16-be", "iso2022_jp"])
@pytest.mark.parametrize(
    "text", ["日本の天気", "こんにちは", "明日は雨が降るでしょう。", "ロシアとウクライナ", "テスト１"]
)
def test_short_texts(codec: str, text: str) -> None:
    assert decode(text.encode(codec), "a.txt") == (text, codec)


SENTENCES = st.lists(
    st.sampled_from(
        ["港の朝市が再開した。", "「楽しみです」と話した。", "ニュース", "2024年4月", "\n", "\r\n", "、", "価格は千円"]
    ),
    min_size=1,
).map(lambda parts: "雨が降った。" + "".join(parts))


@settings(max_examples=60, deadline=None)
@given(SENTENCES, st.sampled_from(CODECS))
def test_round_trip(text: str, codec: str) -> None:
    data = text.encode(codec)
    found, encoding = decode(data, "a.txt")
    assert (found, encoding) == (text, codec)
    assert found.encode(encoding) == data


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=30).map(lambda text: text.encode("utf-8", "ignore")))
def test_whatever_is_accepted_encodes_back(data: bytes) -> None:
    try:
        text, encoding = decode(data, "a.txt")
    except InputError as error:
        assert "\n" not in str(error)
        assert str(error).startswith("a.txt:")
    else:
        assert text.encode(encoding) == data
        assert "\x00" not in text


def test_a_codec_that_cannot_give_the_bytes_back_is_not_reported() -> None:
    data = b"\x87\x90" + "と雨の差を求める。".encode("cp932")  # NEC's ≒, which cp932 writes as 0x81E0
    try:
        text, encoding = decode(data, "a.txt")
    except InputError:
        return
    assert text.encode(encoding) == data


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"abc\ndef\x00ghi", ("a.txt:2:", "byte 7", "binary")),
        ("雨\n".encode() * 5 + b"\xff\xff" + "雨が降る\n".encode(), ("a.txt:6:", "byte 20", "UTF-8")),
        ("港の朝市が再開した。\n".encode() + b"\xe6\x97", ("a.txt:2:", "byte 31", "UTF-8")),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01", ("a.txt:", "binary")),
        (b"\xff\xfe\x00\xd8a\x00", ("a.txt:1:", "UTF-16-LE")),
        ("雨\x07".encode(), ("a.txt:1:", "U+0007", "byte 3")),
        ("très bien, à bientôt".encode("latin-1"), ("a.txt:1:", "byte 2")),
    ],
)
def test_refusals_say_where_and_what(data: bytes, says: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "a.txt")
    message = str(caught.value)
    assert all(part in message for part in says), message
    assert "\n" not in message


def test_a_document_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "朝市.v2.txt"
    path.write_bytes(PROSE.encode("cp932"))
    document = read_document(path, shown="locales/ja/朝市.v2.txt")
    assert (document.path, document.name, document.encoding) == ("locales/ja/朝市.v2.txt", "朝市.v2", "cp932")
    assert document.converted
    assert document.text.encode(document.encoding) == path.read_bytes()
    assert read_document(str(path)).path == path.as_posix()


def test_an_empty_file_is_a_document(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    document = read_document(path)
    assert (document.text, document.encoding, document.converted) == ("", "utf-8", False)


def test_standard_input() -> None:
    document = document_from_bytes("雨".encode(), shown="<stdin>", name="stdin")
    assert (document.path, document.name, document.text) == ("<stdin>", "stdin", "雨")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_document(tmp_path / "missing.txt")
    with pytest.raises(InputError, match="directory"):
        read_document(tmp_path)
    with pytest.raises(InputError, match="check the path"):
        read_document("a\0b")
    path = tmp_path / "locked.txt"
    path.touch()
    path.chmod(0)
    if not os.access(path, os.R_OK):  # root reads everything
        with pytest.raises(InputError, match="permissions"):
            read_document(path)


def test_directories_are_walked_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/y.TXT", ".hidden.txt", ".git/x.txt", "note.md", "c.po"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = find_documents([tmp_path, tmp_path / "note.md", tmp_path / "b.txt"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a/y.TXT", "a/z.txt", "b.txt", "note.md"]


def test_a_directory_without_documents(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \.txt documents"):
        find_documents([tmp_path])
    with pytest.raises(InputError, match="no such file or directory"):
        find_documents([tmp_path / "missing"])
