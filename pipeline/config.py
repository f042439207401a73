"""One run's settings, built once by the command line and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FORMATS = ("po", "tmx", "xliff", "tsv", "jsonl", "html")
DEFAULT_FORMATS = ("po", "tmx", "tsv", "html")


@dataclass(frozen=True, slots=True)
class Config:
    """Which documents ``taiyaku translate`` reads, and what it writes where.

    ``short_forms``: a term is named in full once per document, by the glossary's short form afterwards.
    """

    paths: tuple[Path, ...] = ()
    out: Path | None = None
    formats: tuple[str, ...] = DEFAULT_FORMATS
    short_forms: bool = True
