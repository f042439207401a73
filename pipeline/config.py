"""One run's settings, built once by the command line and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FORMATS = ("po", "tmx", "xliff", "tsv", "jsonl", "html")
DEFAULT_FORMATS = ("po", "tmx", "tsv", "html")


@dataclass(frozen=True, slots=True)
class Config:
    """Which documents ``taiyaku translate`` reads, and what it writes where."""

    paths: tuple[Path, ...] = ()
    out: Path | None = None
    formats: tuple[str, ...] = DEFAULT_FORMATS
