"""Archives come from strangers: what is wrong with them is said before anything is written."""

import json
import struct
import zipfile
from pathlib import Path

import pytest

from pipeline.adapters import archive
from pipeline.errors import ModelError, OutputError

METADATA = {"package_version": "1.0", "from_code": "ja", "to_code": "en", "type": "translate"}
MEMBERS = {
    "metadata.json": json.dumps(METADATA).encode(),
    "model/model.bin": b"weights" * 500,
    "model/config.json": b"{}",
    "model/shared_vocabulary.json": b'["<unk>", "a"]',
    "sentencepiece.model": b"pieces",
    "README.md": "# 説明\n".encode(),
}


def build(path, members=MEMBERS, *, top="translate-ja_en-1_0", extra=()):
    """Write a package; ``extra`` are (ZipInfo or full name, data) added at the end. A None value leaves a member out."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            if data is not None:
                out.writestr(f"{top}/{name}", data)
        for name, data in extra:
            out.writestr(name, data)
    return path


def without(*names, **changed):
    return {**{name: data for name, data in MEMBERS.items() if name not in names}, **changed}


def metadata(**changes):
    return {**MEMBERS, "metadata.json": json.dumps({**METADATA, **changes}).encode()}


def mode(name, bits):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = bits << 16
    return info


def refused(path, tmp_path, match):
    """The archive is refused by both entrances, in one line naming the file, and nothing is left on the disk."""
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ModelError, match=match) as caught:
        archive.inspect(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    with pytest.raises(ModelError, match=match):
        archive.unpack(path, tmp_path / "store" / "model")
    after = [p for p in sorted(tmp_path.rglob("*")) if p != tmp_path / "store"]
    assert after == before


def test_a_good_archive_is_described_and_unpacked_byte_for_byte(tmp_path):
    path = build(tmp_path / "good.argosmodel")
    info = archive.inspect(path)
    assert (info.folder, info.metadata.version, info.metadata.from_code) == ("translate-ja_en-1_0", "1.0", "ja")
    assert info.readme == "# 説明\n"
    assert info.size == sum(map(len, MEMBERS.values()))
    target = tmp_path / "store" / "model"
    assert archive.unpack(path, target) == info
    unpacked = {p.relative_to(target).as_posix(): p.read_bytes() for p in target.rglob("*") if p.is_file()}
    assert unpacked == MEMBERS
    assert [p.name for p in target.parent.iterdir()] == ["model"]


def test_what_is_there_is_not_overwritten(tmp_path):
    path = build(tmp_path / "good.argosmodel")
    target = tmp_path / "model"
    target.mkdir()
    (target / "mine.txt").write_text("keep")
    with pytest.raises(ModelError, match="already there"):
        archive.unpack(path, target)
    assert [p.name for p in target.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "translate-ja_en-1_0/../../evil.txt",
        "/etc/evil.txt",
        "C:/evil.txt",
        "translate-ja_en-1_0/C:evil.txt",
        "translate-ja_en-1_0\\..\\evil.txt",
        "translate-ja_en-1_0//evil.txt",
        "translate-ja_en-1_0/./evil.txt",
        "translate-ja_en-1_0/evil. ",
        "translate-ja_en-1_0/new\nline",
    ],
)
def test_places_outside_the_package_are_refused(tmp_path, name):
    path = build(tmp_path / "bad.argosmodel", extra=[(name, b"x")])
    refused(path, tmp_path, "points outside the package or is oddly named")


def test_a_name_hiding_behind_nul_is_refused(tmp_path):
    path = build(tmp_path / "bad.argosmodel", extra=[("translate-ja_en-1_0/aXb", b"x")])
    path.write_bytes(path.read_bytes().replace(b"translate-ja_en-1_0/aXb", b"translate-ja_en-1_0/a\x00b"))
    refused(path, tmp_path, "oddly named")


@pytest.mark.parametrize("bits", [0o120777, 0o020666, 0o010666])
def test_links_devices_and_pipes_are_refused(tmp_path, bits):
    link = mode("translate-ja_en-1_0/link", bits)
    refused(build(tmp_path / "bad.argosmodel", extra=[(link, b"/etc/passwd")]), tmp_path, "link or a device")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["metadata.json", "METADATA.json", "Model/model.bin"])
def test_a_name_given_twice_is_refused_whatever_its_case(tmp_path, name):
    path = build(tmp_path / "bad.argosmodel", extra=[(f"translate-ja_en-1_0/{name}", b"{}")])
    refused(path, tmp_path, "there twice")


def test_a_file_that_is_also_a_folder_is_refused(tmp_path):
    path = build(tmp_path / "bad.argosmodel", extra=[("translate-ja_en-1_0/model", b"x")])
    refused(path, tmp_path, "both a file and a folder")


def test_two_top_folders_or_none_are_refused(tmp_path):
    refused(build(tmp_path / "a.argosmodel", extra=[("other/file", b"x")]), tmp_path, "exactly one top folder")
    refused(build(tmp_path / "b.argosmodel", extra=[("file", b"x")]), tmp_path, "exactly one top folder")
    refused(build(tmp_path / "c.argosmodel", top="a b"), tmp_path, "its folder is named 'a b'")


def test_bombs_are_refused(tmp_path, monkeypatch):
    bomb = build(tmp_path / "bomb.argosmodel", extra=[("translate-ja_en-1_0/zeros", bytes(32 * 1024**2))])
    assert bomb.stat().st_size < 100_000
    refused(bomb, tmp_path, "zip bomb")
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    refused(build(tmp_path / "big.argosmodel"), tmp_path, "zip bomb")
    monkeypatch.setattr(archive, "MAX_BYTES", 10**9)
    monkeypatch.setattr(archive, "MAX_MEMBERS", 5)
    refused(build(tmp_path / "many.argosmodel"), tmp_path, "more than any model has")


def lie(path, declared):
    """Change the unpacked size that the directory and the local header declare for model.bin."""
    with zipfile.ZipFile(path) as z:
        member = z.getinfo("translate-ja_en-1_0/model/model.bin")
    raw = bytearray(path.read_bytes())
    true, false = struct.pack("<I", member.file_size), struct.pack("<I", declared)
    raw[member.header_offset + 22 : member.header_offset + 26] = false
    directory = raw.rindex(b"translate-ja_en-1_0/model/model.bin")  # the directory comes last
    assert raw[directory - 22 : directory - 18] == true
    raw[directory - 22 : directory - 18] = false
    path.write_bytes(bytes(raw))
    return path


@pytest.mark.parametrize("declared", [10, 9_999])
def test_sizes_that_lie_are_found_while_unpacking(tmp_path, declared):
    path = lie(build(tmp_path / "liar.argosmodel"), declared)
    with pytest.raises(ModelError, match="get the file again"):
        archive.unpack(path, tmp_path / "store" / "model")
    assert list((tmp_path / "store").iterdir()) == []


def test_damaged_bytes_are_found_while_unpacking(tmp_path):
    stored = tmp_path / "stored.argosmodel"
    with zipfile.ZipFile(stored, "w") as out:
        for name, data in MEMBERS.items():
            out.writestr(f"t/{name}", data)
    stored.write_bytes(stored.read_bytes().replace(b"weightsweights", b"weightsWeights", 1))
    with pytest.raises(ModelError, match=r"stored\.argosmodel: not a complete .*CRC"):
        archive.unpack(stored, tmp_path / "store" / "model")
    assert list((tmp_path / "store").iterdir()) == []


def test_no_zip_a_cut_one_and_none_at_all(tmp_path):
    (tmp_path / "text.argosmodel").write_text("not a zip")
    refused(tmp_path / "text.argosmodel", tmp_path, "not a complete")
    whole = build(tmp_path / "whole.argosmodel").read_bytes()
    (tmp_path / "cut.argosmodel").write_bytes(whole[: len(whole) // 2])
    refused(tmp_path / "cut.argosmodel", tmp_path, "not a complete")
    with zipfile.ZipFile(tmp_path / "empty.argosmodel", "w"):
        pass
    refused(tmp_path / "empty.argosmodel", tmp_path, "empty")
    refused(tmp_path / "absent.argosmodel", tmp_path, "no such file")


@pytest.mark.parametrize(
    ("members", "match"),
    [
        (without("metadata.json"), "metadata.json is missing"),
        (without("model/model.bin"), "model.bin is missing"),
        (without("model/shared_vocabulary.json"), "vocabulary file is missing"),
        (without("sentencepiece.model"), "sentencepiece.model is missing"),
        ({**without("sentencepiece.model"), "bpe.model": b"x"}, "BPE tokenizer"),
        ({**MEMBERS, "metadata.json": b'{"from_code": "ja",'}, "not valid JSON"),
        ({**MEMBERS, "metadata.json": b"[" * 100_000}, "not valid JSON"),
        ({**MEMBERS, "metadata.json": b"\xff\xfe{"}, "not valid JSON"),
        ({**MEMBERS, "metadata.json": b"[]"}, "not a JSON object"),
        ({**MEMBERS, "metadata.json": b" " * (archive.MAX_TEXT + 1)}, "larger than"),
        (metadata(from_code="de"), "translates de→en; a ja→en package is needed"),
        (metadata(from_code=7), "no usable “from_code”"),
        (metadata(to_code="../en"), "no usable “to_code”"),
        (metadata(package_version="1\n2"), "no usable “package_version”"),
        (metadata(type="sbd"), "of type “sbd”"),
    ],
)
def test_what_a_package_must_hold(tmp_path, members, match):
    refused(build(tmp_path / "bad.argosmodel", members), tmp_path, match)


def test_separate_vocabularies_and_other_pairs_are_fine_when_asked_for(tmp_path):
    split = {"model/source_vocabulary.txt": b"a", "model/target_vocabulary.txt": b"b"}
    members = {**metadata(from_code="de"), "model/shared_vocabulary.json": None, **split}
    info = archive.inspect(build(tmp_path / "de.argosmodel", members), pair=None)
    assert info.metadata.from_code == "de"


def test_a_full_or_closed_disk_is_an_output_error(tmp_path, monkeypatch):
    path = build(tmp_path / "good.argosmodel")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        archive.unpack(path, tmp_path / "file" / "model")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_copy", full)
    with pytest.raises(OutputError, match="No space left"):
        archive.unpack(path, tmp_path / "store" / "model")
    assert list((tmp_path / "store").iterdir()) == []


def test_members_of_folders_and_archives_read_alike(tmp_path):
    path = build(tmp_path / "good.argosmodel")
    archive.unpack(path, tmp_path / "model")
    for place in (path, Path(tmp_path / "model")):
        with archive.open_member(place, "sentencepiece.model") as stream:
            assert stream.read() == b"pieces"
