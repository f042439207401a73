"""A PO file's text made safe for polib's parser, line for line.

polib strips white space that belongs to comments, splits at U+2028 and at spaces in references, drops ``#~|``, knows
few escapes, and reads half-quoted strings as if they were whole. Here each line is read by gettext's rules and written
anew, its content as ASCII JSON, so that what reaches the parser is only what it reads right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import polib

from pipeline.errors import CatalogError

_CHARSET = re.compile(rb"Content-Type:[^\"\n]*?charset=([A-Za-z0-9_.:+-]+)", re.IGNORECASE)
_STRING = re.compile(r'[ \t\r\f\v]*"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(?:([abfnrtv\\\"])|([0-7]{1,3})|x([0-9A-Fa-f]+)|(.))")
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[[0-9]\])?)(?=[ \t\"]|$)")
_BLANK = " \t\r\f\v"
_REFERENCE = re.compile(r"\u2068([^\u2069]*)\u2069(:\d+)?|(\S+)")
_MARK = "="  # begins every packed string, so that no entry looks like a header to polib


@dataclass(frozen=True, slots=True)
class Armoured:
    """Text for polib, the line of each entry's msgid, and the comments after the last entry."""

    text: str
    msgid_lines: tuple[int, ...]
    trailing: tuple[str, ...]


def decode(data: bytes, name: str) -> str:
    """A PO file's text by the charset its header declares (UTF-8 when it declares none), without a BOM."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    match = _CHARSET.search(data)
    charset = match[1].decode("ascii") if match else "UTF-8"
    if charset == "CHARSET":  # the placeholder in a template
        charset = "UTF-8"
    try:
        return data.decode(charset)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CatalogError(f"{name}:{line}: not valid {charset}; save the file as UTF-8, then run again") from error
    except (LookupError, ValueError) as error:
        raise CatalogError(f"{name}: unknown charset {charset}; save the file as UTF-8, then run again") from error


def armour(text: str, name: str) -> Armoured:
    """Rewrite ``text`` for polib, same number of lines. Raises CatalogError at the first line that is no PO."""
    return _Armourer(name).run(text)


def unpack(packed: str) -> str:
    """The string behind what polib read."""
    text: str = json.loads(f'"{packed.removeprefix(_MARK)}"')
    return text


def unpack_lines(packed: str) -> tuple[str, ...]:
    """The comment or note lines behind what polib joined."""
    return tuple(json.loads(line) for line in packed.split("\n")) if packed else ()


def _pack(text: str) -> str:
    return json.dumps(text)[1:-1]


class _Armourer:
    """Reads lines in order; keeps which part of an entry it is in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.number = 0
        self.part = "msgstr"  # the keyword read last; comments may follow a msgstr only
        self.ended = True  # whether a comment has begun the next entry
        self.obsolete = False
        self.previous = False  # whether a #| string is open
        self.msgid_lines: list[int] = []
        self.pending: list[str] = []

    def run(self, text: str) -> Armoured:
        lines = []
        for number, line in enumerate(text.split("\n"), 1):
            self.number = number
            lines.append(self.line(line.strip(_BLANK), line.removesuffix("\r")))
        if not self.part.startswith("msgstr"):
            raise self.error("the last entry has no msgstr")
        return Armoured("\n".join(lines) + "\n", tuple(self.msgid_lines), tuple(self.pending))

    def line(self, line: str, raw: str) -> str:
        if not line:
            return ""
        if line.startswith("#~|"):
            return self.previous_string(line[3:])
        if line.startswith("#~"):
            rest = line[2:].lstrip(_BLANK)
            return self.string(rest, obsolete=True) if rest and not rest.startswith("#") else self.line(rest, rest)
        if line.startswith("#"):
            if line.startswith("#|"):
                return self.previous_string(line[2:])
            return self.comment(raw.lstrip(_BLANK))
        return self.string(line, obsolete=False)

    def comment(self, line: str) -> str:
        if not self.part.startswith("msgstr"):
            raise self.error(f"a comment stands between {self.part} and its msgstr")
        self.ended, self.previous = True, False
        kind, content = line[:2], line[2:].removeprefix(" ")
        if kind == "#.":
            return f'#. "{_pack(content)}"'
        if kind == "#:":
            tokens = [
                pack_reference(m[1]) + (m[2] or "") if m[1] is not None else m[3] for m in _REFERENCE.finditer(content)
            ]
            return "#: " + " ".join(tokens) if tokens else ""
        if kind == "#,":
            flags = [flag.strip() for flag in content.split(",") if flag.strip()]
            return "#, " + ", ".join(flags) if flags else ""
        content = line[1:].removeprefix(" ")
        self.pending.append(content)
        return f'# "{_pack(content)}"'

    def previous_string(self, line: str) -> str:
        if not self.part.startswith("msgstr"):
            raise self.error(f"a previous msgid stands between {self.part} and its msgstr")
        line = line.strip(_BLANK)
        if not line:
            return ""
        self.ended = True
        if line.startswith('"'):
            if not self.previous:
                raise self.error("a string without its keyword")
            return f'#| "{self.content(line)}"'
        match = _KEYWORD.match(line)
        if not match or match[1].startswith("msgstr"):
            raise self.error("unknown keyword after #|")
        self.previous = True
        return f'#| {match[1]} "{_MARK}{self.content(line[match.end() :])}"'

    def string(self, line: str, *, obsolete: bool) -> str:
        prefix = "#~ " if obsolete else ""
        if line.startswith('"'):
            if self.ended or obsolete != self.obsolete:
                raise self.error("a string without its keyword")
            return f'{prefix}"{self.content(line)}"'
        match = _KEYWORD.match(line)
        if not match:
            raise self.error("neither a comment nor a keyword with a quoted string")
        word = match[1]
        kind = word.partition("[")[0]
        if kind not in self.allowed():
            raise self.error(f"{word} cannot follow {self.part}")
        if kind == "msgstr" and ("[" in word) != (self.part != "msgid"):
            raise self.error(f"{word} cannot follow {self.part}")
        if self.part.startswith("msgstr") and kind != "msgstr":
            self.pending.clear()
        elif obsolete != self.obsolete:
            raise self.error("an entry is obsolete (#~) either in whole or not at all")
        if kind == "msgid":
            self.msgid_lines.append(self.number)
        self.part, self.ended, self.obsolete, self.previous = word, False, obsolete, False
        return f'{prefix}{word} "{_MARK}{self.content(line[match.end() :])}"'

    def allowed(self) -> tuple[str, ...]:
        if self.part == "msgstr" or self.ended:
            return ("msgctxt", "msgid")
        if self.part.startswith("msgstr["):
            return ("msgctxt", "msgid", "msgstr")
        return {"msgctxt": ("msgid",), "msgid": ("msgid_plural", "msgstr"), "msgid_plural": ("msgstr",)}[self.part]

    def content(self, line: str) -> str:
        """The quoted strings of one line, joined and packed for polib."""
        texts = []
        at = 0
        while at < len(line):
            match = _STRING.match(line, at)
            if not match:
                raise self.error("a string without its closing quote, or text after it")
            texts.append(_ESCAPE.sub(self.unescape, match[1]))
            at = match.end()
        if not texts:
            raise self.error("a keyword without its string")
        escaped: str = polib.escape(_pack("".join(texts)))
        return escaped

    def unescape(self, match: re.Match[str]) -> str:
        letter, octal, digits, _ = match.groups()
        if letter:
            return _LETTERS[letter]
        if octal or digits:
            code = int(octal, 8) if octal else int(digits, 16)
            if code < 0x80:  # beyond, it would be a byte of an unknown charset
                return chr(code)
        raise self.error(f"unknown escape {match[0]}")

    def error(self, what: str) -> CatalogError:
        return CatalogError(
            f"{self.name}:{self.number}: {what}; correct the line (the file was left as it is), then run again"
        )


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8"))


# Whatever some reader of PO files splits references at: white space, control characters, gettext's own isolates.
_SPACES = (
    "".join(
        chr(c) for c in (*range(0x21), 0x7F, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F)
    )
    + "\u2068\u2069\u3000"
)
_CODES = "|".join(_percent(char)[1:] for char in _SPACES)
_TO_PACK = re.compile(f"[{re.escape(_SPACES)}]|%(?=(?:25)*(?:{_CODES}))")
_TO_UNPACK = re.compile(f"%25(?=(?:25)*(?:{_CODES}))|%(?:{_CODES})")
_FROM_CODE: Callable[[str], str] = {_percent(char): char for char in _SPACES}.__getitem__


def pack_reference(path: str) -> str:
    """A path without white space: percent-encoded where it must be, and where it would look as if it were."""
    return _TO_PACK.sub(lambda match: _percent(match[0]), path)


def unpack_reference(token: str) -> str:
    """The path behind a packed one; the exact inverse of ``pack_reference``."""
    return _TO_UNPACK.sub(lambda match: "%" if match[0] == "%25" else _FROM_CODE(match[0]), token)
