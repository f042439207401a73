"""Measuring proxies: what counts as copied, which are kept, and where the result is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.adapters import calibration
from pipeline.adapters.calibration import CANDIDATES, CARRIERS, load, measure, save, survives
from pipeline.ports import Proxy

BRAZIL = Proxy("ブラジル", "Brazil", "P")


@pytest.mark.parametrize(
    ("english", "copied"),
    [
        ("Brazil has a plan.", True),
        ("This is about BRAZIL's plan.", True),
        ("The Brazilians have a plan.", False),
        ("Brazil and Brazil.", False),
        ("Brazil's Brazilian plan.", False),
        ("Nothing.", False),
    ],
)
def test_what_counts_as_copied(english: str, copied: bool) -> None:
    assert survives(BRAZIL, english) is copied


def echo(text: str) -> str:
    return " ".join(p.target for p in CANDIDATES if p.source in text)


def test_a_faithful_model_keeps_everything_and_a_bad_one_nothing() -> None:
    asked: list[str] = []
    seen: list[tuple[int, int]] = []

    def copy(texts: Sequence[str]) -> list[str]:
        asked.extend(texts)
        return [echo(t) for t in texts]

    assert measure(copy, lambda done, whole: seen.append((done, whole))) == CANDIDATES
    assert len(asked) <= 3000
    assert all(a <= b for a, b in seen)
    assert seen[-1][0] == seen[-1][1]
    assert measure(lambda texts: ["no" for _ in texts]) == ()


def test_a_word_lost_once_too_often_is_not_sound() -> None:
    lost = CARRIERS[20].format("カナダ")
    kept = measure(lambda texts: ["" if t == lost else echo(t) for t in texts])
    assert "カナダ" not in [p.source for p in kept]
    assert len(kept) == len(CANDIDATES) - 1


def test_next_best_fill_up_when_few_are_sound() -> None:
    good = {"カナダ", "IBM"}

    def sloppy(texts: Sequence[str]) -> list[str]:
        return ["" if not any(g in t for g in good) and hash_of(t) % 12 == 0 else echo(t) for t in texts]

    kept = measure(sloppy)
    assert {p.source for p in kept[:2]} <= {p.source for p in CANDIDATES}
    assert len(kept) <= max(calibration.ENOUGH, len(good))


def hash_of(text: str) -> int:
    import zlib

    return zlib.crc32(text.encode())


def test_kept_in_the_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAIYAKU_HOME", str(tmp_path))
    assert load("abc") is None
    save("abc", CANDIDATES[:3])
    assert load("abc") == CANDIDATES[:3]
    assert load("abd") is None
    (path,) = (tmp_path / "cache").iterdir()
    data = json.loads(path.read_text(encoding="utf-8"))
    for broken in ("", "{", "[]", "null", json.dumps({**data, "recipe": "x"}), json.dumps({**data, "proxies": ["?"]})):
        path.write_text(broken, encoding="utf-8")
        assert load("abc") is None
    save("abc", ())
    assert load("abc") == ()


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    monkeypatch.setenv("TAIYAKU_HOME", str(tmp_path))
    save("abc", CANDIDATES)
    assert load("abc") is None
