"""Reading plain or gzipped UTF-8 text."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TextIO


def open_text(path: Path) -> TextIO:
    """A reader of a text file, ``.gz`` or not; bytes that are not UTF-8 become U+FFFD. The caller closes it."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", errors="replace")
    return path.open(encoding="utf-8", errors="replace")
