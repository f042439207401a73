"""A big glossary comes back from its cache as it was compiled; anything unsound in the cache is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary import Glossary, cache, loads

COUNT = 500
TEXT = "試験用語四百二十を試験用語一で訳し、装置を打ち上げた。ABC-7とABC8、試験用語五。"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TAIYAKU_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(cache, "LARGE", 100)
    return tmp_path / "home" / "cache"


@pytest.fixture
def terms(tmp_path: Path, home: Path) -> Path:
    rows = [
        f"試験用語{index}\tterm {index}|item {index}\t別名{index}\tnoun\tno. {index}\tx{index}"
        for index in range(COUNT)
    ]
    rows += ["打ち上げる\tlaunch\t\tverb\t\t", "ABC-7\tABC-7\t\t\t\t", '"\\|\u3000逆\tback\t\t\t"quoted"\t']
    path = tmp_path / "big.tsv"
    path.write_text("source\ttarget\tvariants\tpos\tnote\townColumn\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_cached_equals_compiled(terms: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = Glossary.load(terms)
    assert len(list(home.glob("glossary-*.txt"))) == 1
    monkeypatch.setattr("glossary.match.compile_concepts", lambda files: pytest.fail("compiled again"))
    cached = Glossary.load(terms)
    assert cached.concepts == compiled.concepts
    assert [c.origin for c in cached.concepts] == [c.origin for c in compiled.concepts]
    assert cached.digest == compiled.digest
    assert cached.match(TEXT) == compiled.match(TEXT)
    assert [m.surface for m in cached.match(TEXT)] == [
        *("試験用語四百二十", "試験用語一", "打ち上げ", "ABC-7", "試験用語五"),
    ]


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "other head", "binary"])
def test_a_damaged_cache_is_rebuilt(terms: Path, home: Path, damage: str) -> None:
    expected = Glossary.load(terms).match(TEXT)
    (file,) = home.glob("glossary-*.txt")
    sound = file.read_bytes()
    file.write_bytes(
        {
            "empty": b"",
            "cut": sound[: len(sound) // 2],
            "flipped": sound[:-9] + bytes([sound[-9] ^ 1]) + sound[-8:],
            "other head": b"taiyaku glossary 0" + sound[18:],
            "binary": b"\x80\x04\x95" * 99,
        }[damage]
    )
    assert Glossary.load(terms).match(TEXT) == expected
    assert file.read_bytes() == sound


def test_a_changed_file_is_compiled_again(terms: Path, home: Path) -> None:
    Glossary.load(terms)
    terms.write_text(terms.read_text(encoding="utf-8").replace("term 420", "term new"), encoding="utf-8")
    assert Glossary.load(terms).match(TEXT)[0].target == "term new"
    assert len(list(home.glob("glossary-*.txt"))) == 2


def test_small_glossaries_leave_no_cache(tmp_path: Path, home: Path) -> None:
    small = tmp_path / "small.tsv"
    small.write_text("source\ttarget\n装置\tdevice\n", encoding="utf-8")
    Glossary.load(small)
    assert not home.exists()


def test_an_unwritable_folder_is_no_error(terms: Path, home: Path) -> None:
    home.parent.mkdir()
    home.write_text("a file where the folder should be", encoding="utf-8")
    assert Glossary.load(terms).match(TEXT)


def test_old_caches_are_removed(terms: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_KEEP", 2)
    compiled = Glossary.load(terms).compiled
    for number in range(3):
        cache.save(f"{number}" * 64, compiled)
    assert len(list(home.iterdir())) == 2


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"TAIYAKU_HOME": "/t", "XDG_CACHE_HOME": "/x"}, Path("/t/cache")),
        ({"XDG_CACHE_HOME": "/x"}, Path("/x/taiyaku")),
    ],
)
def test_where_caches_live(variables: dict[str, str], expected: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAIYAKU_HOME", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cache.folder() == expected


def test_characters_of_two_units() -> None:
    glossary = Glossary.from_concepts(loads("source\ttarget\n𠮷野町\tYoshino\n装置\tdevice\n"))
    found = glossary.match("😀𠮷野町の装置、𠮷装置")
    assert [(m.start, m.end, m.surface) for m in found] == [(1, 4, "𠮷野町"), (5, 7, "装置"), (9, 11, "装置")]
