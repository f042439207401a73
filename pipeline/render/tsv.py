"""Tab-separated values: source and target first, for spreadsheets, `cut` and training data."""

from __future__ import annotations

import re

from pipeline.model import Bilingual
from pipeline.render.common import row_reference, row_state, term_line

HEADER = ("source", "target", "state", "terms", "findings", "ref")

_NAMED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_RAW = {escape: char for char, escape in _NAMED.items()}
# Besides tab and line ends: whatever some reader takes for a line end, and what UTF-8 cannot carry.
_ESCAPED = re.compile("[\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:[\\tnr]|u[0-9a-f]{4})")


def render(bilingual: Bilingual) -> bytes:
    """A header line, then one line per row; UTF-8 without BOM, LF.

    Cells are data for programs, so nothing is quoted and no apostrophe is put before ``=``, ``+``, ``-`` or ``@``:
    import the file into a spreadsheet as text if the document is not trusted. ``parse`` gives the cells back.
    """
    table = [HEADER]
    for row in bilingual.rows:
        table.append(
            (
                row.segment.text,
                row.unit.target,
                row_state(row).value,
                "; ".join(term_line(term) for term in row.terms),
                "; ".join(f"{f.severity.value}: {f.check}: {f.message}" for f in row.findings),
                row_reference(bilingual, row),
            )
        )
    return "".join("\t".join(map(escape, cells)) + "\n" for cells in table).encode("utf-8")


def parse(text: str) -> tuple[tuple[str, ...], ...]:
    """The cells of a file this module wrote, header included; the exact inverse of ``render``'s escaping.

    A backslash that starts no escape of ours stays a backslash.
    """
    return tuple(tuple(map(unescape, line.split("\t"))) for line in text.removesuffix("\n").split("\n") if line)


def escape(cell: str) -> str:
    r"""Write a cell on one line: ``\t``, ``\n``, ``\r``, ``\\``, and ``\uXXXX`` for other controls and surrogates."""
    return _ESCAPED.sub(lambda match: _NAMED.get(match[0]) or f"\\u{ord(match[0]):04x}", cell)


def unescape(cell: str) -> str:
    """Undo ``escape``."""
    return _ESCAPE.sub(lambda match: _RAW.get(match[0]) or chr(int(match[0][2:], 16)), cell)
