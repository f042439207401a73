"""What produced an output, as one line: a number or a translation without its recipe cannot be compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

LADDER_VERSION = 2
"""Raised whenever masking, verification, repair or the order of rungs changes what is produced."""


def version() -> str:
    """The installed version of taiyaku."""
    from importlib import metadata  # slow to import, and `--help` does not need it

    try:
        return metadata.version("taiyaku")
    except metadata.PackageNotFoundError:  # running from a source tree that was never installed
        return "0+unknown"


def digest(parts: Iterable[str]) -> str:
    """Eight hex digits over strings, in order; the separator cannot occur in text."""
    state = hashlib.sha256()
    for part in parts:
        state.update(part.encode("utf-8", "surrogatepass"))
        state.update(b"\x00")
    return state.hexdigest()[:8]


def unit_signature(engine: str, terms: Iterable[str]) -> str:
    """The recipe of one unit's machine text.

    ``terms`` are the demands the glossary makes on this unit alone, so a changed glossary re-translates the units
    it touches and no others.
    """
    demands = list(terms)
    return f"pair:ja-en|{engine}|ladder:{LADDER_VERSION}|terms:{digest(demands) if demands else 'none'}"


def run_signature(*, engine: str, split: str, glossary: str) -> str:
    """The recipe of a whole run; the version stands last."""
    return f"pair:ja-en|{engine}|split:{split}|terms:{glossary}|ladder:{LADDER_VERSION}|v:{version()}"
