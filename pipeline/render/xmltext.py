"""Text inside XML 1.0: never ill-formed, whatever the document holds."""

from __future__ import annotations

import re
from collections.abc import Callable

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A bare CR would be read back as LF, and white space in attributes as spaces (XML 1.0, 2.11 and 3.3.3).
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


def content(text: str, illegal: Callable[[str], str] | None = None) -> str:
    """Escape element content.

    XML 1.0 has no way to write most control characters or a lone surrogate, not even as a reference; each becomes
    ``illegal(char)`` (markup allowed), or U+FFFD: visible and of the same length, but not recoverable.
    """
    return _ILLEGAL.sub(lambda match: illegal(match[0]) if illegal else "\ufffd", text.translate(_TEXT))


def attribute(text: str) -> str:
    """Escape and quote an attribute's value; characters XML cannot carry become U+FFFD."""
    return '"' + content(text).translate(_ATTRIBUTE) + '"'
