"""One run's settings, built once by the command line and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FORMATS = ("po", "tmx", "xliff", "tsv", "jsonl", "html")
DEFAULT_FORMATS = ("po", "tmx", "tsv", "html")


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of ``taiyaku translate``. ``jobs`` 0 means all cores; ``model`` None means the best one present."""

    paths: tuple[Path, ...] = ()
    glossaries: tuple[Path, ...] = ()
    use_glossary: bool = True
    out: Path | None = None
    formats: tuple[str, ...] = DEFAULT_FORMATS
    model: str | None = None
    engine: str = "argos"
    jobs: int = 0
