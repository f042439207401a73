"""Text files in: bytes become a ``Document`` whose text encodes back to exactly those bytes.

UTF-8 is tried first. Where it fails, the Japanese encodings are decoded strictly and the most plausible text wins:
kana, common kanji and Japanese punctuation count for a reading, half-width kana (the look of EUC-JP read as CP932),
private-use characters, rare kanji and scripts that Japanese does not use count against it.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

from pipeline.errors import InputError
from pipeline.model import Document

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE: its BOM begins alike
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPED = ("iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_3", "iso2022_jp_ext")
_EIGHT_BIT = ("cp932", "euc_jp", "shift_jis", "euc_jis_2004", "shift_jis_2004")  # on a tie the earlier one
_SIXTEEN_BIT = ("utf-16-le", "utf-16-be")
_NAMES = "UTF-8, UTF-16, CP932 (Shift_JIS), EUC-JP or ISO-2022-JP"

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SAMPLE = 200_000  # characters scored; the whole file is decoded strictly all the same
_MINIMUM = 0.3  # mean score per character below which a reading is not believed

_KANA = re.compile("[ぁ-んァ-ヶー]")
_PUNCTUATION = re.compile("[、。「」『』（）・！？〜～…\u3000]")
_PLAIN = re.compile("[\t\n\r -~]")
_FULL_WIDTH = re.compile("[！-｠￠-￥]")
_KANJI = re.compile("[一-鿿々〆]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")


def read_document(path: Path | str, *, shown: str | None = None) -> Document:
    """Read a document from a file. ``shown`` is the path for references and messages (default: as given, POSIX).

    Raises InputError if the file is missing, a directory, unreadable, binary or in no encoding we know.
    """
    place = Path(path)
    label = shown if shown is not None else place.as_posix()
    try:
        data = place.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{label}: no such file; check the path") from error
    except IsADirectoryError as error:
        raise InputError(f"{label}: is a directory; name a text file in it") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{label}: cannot be read ({reason}); check its permissions") from error
    except ValueError as error:  # a NUL in the name
        raise InputError(f"{label!r}: not a file name; check the path") from error
    return document_from_bytes(data, shown=label, name=place.stem)


def document_from_bytes(data: bytes, *, shown: str, name: str) -> Document:
    """A document from bytes already read (standard input); ``shown`` is what messages and references call it."""
    text, encoding = decode(data, shown)
    return Document(path=shown, name=name, text=text, encoding=encoding, converted=encoding != "utf-8")


def find_documents(paths: Iterable[Path | str]) -> tuple[Path, ...]:
    """The documents meant by a list of paths: files as they are, directories walked for ``*.txt`` in sorted order.

    Hidden files and folders are skipped; a file named twice appears once. Raises InputError for a path that does not
    exist and for a directory without documents.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = _walk(path)
            if not inside:
                raise InputError(f"{path.as_posix()}: no .txt documents in this directory; add one or name a file")
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise InputError(f"{path.as_posix()}: no such file or directory; check the path")
    return tuple(found)


def _walk(root: Path) -> list[Path]:
    def fail(error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{error.filename}: cannot be listed ({reason}); check its permissions") from error

    inside: list[Path] = []
    for folder, folders, files in os.walk(root, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside += [Path(folder, name) for name in files if _is_document(name)]
    return sorted(inside, key=lambda path: path.parts)


def _is_document(name: str) -> bool:
    return not name.startswith(".") and PurePath(name).suffix.lower() == ".txt"


def decode(data: bytes, where: str) -> tuple[str, str]:
    """Text and codec of a file's bytes; ``text.encode(codec) == data`` always, a byte-order mark staying in the text.

    Raises InputError (naming ``where``, the byte offset and the line) for binary data and for bytes in no known
    encoding.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(_strict(data, encoding, where), where), encoding
    if b"\x1b" in data and data.isascii():
        for encoding in _ESCAPED:
            if (text := _exact(data, encoding)) is not None and not _CONTROL.search(text):
                return text, encoding
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _guess(data, error, where)
    if "\x00" in text and (wide := _best(data, _SIXTEEN_BIT)) is not None:
        return wide
    return _checked(text, where), "utf-8"


def _strict(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{_place(data, error.start, where)}: byte {error.start} is not valid {encoding.upper()}, which the file's "
            "byte-order mark announces; save the file as UTF-8"
        ) from error


def _guess(data: bytes, error: UnicodeDecodeError, where: str) -> tuple[str, str]:
    """The most plausible reading of bytes that are not UTF-8."""
    if not _mostly_utf8(data) and (found := _best(data, (*_EIGHT_BIT, *_SIXTEEN_BIT))) is not None:
        return found
    if b"\x00" in data:
        at = data.index(0)
        raise InputError(
            f"{_place(data, at, where)}: byte {at} is NUL, this is a binary file; give a plain text file"
        ) from error
    raise InputError(
        f"{_place(data, error.start, where)}: byte {error.start} (0x{data[error.start]:02X}) fits no encoding we know "
        f"({_NAMES}); save the file as UTF-8"
    ) from error


def _mostly_utf8(data: bytes) -> bool:
    """Whether this is UTF-8 with a few damaged bytes: then another encoding would only make nonsense of it."""
    covered = sum(len(found) for found in _UTF8_PAIR.findall(data))
    high = sum(1 for byte in data if byte >= 0x80)
    return covered >= 12 and covered * 10 >= high * 9


def _best(data: bytes, encodings: Sequence[str]) -> tuple[str, str] | None:
    best: tuple[float, str, str] | None = None
    for encoding in encodings:
        text = _exact(data, encoding)
        if text is None or _CONTROL.search(text):
            continue
        score = _plausibility(text)
        if score >= _MINIMUM and (best is None or score > best[0]):
            best = (score, text, encoding)
    return (best[1], best[2]) if best else None


def _exact(data: bytes, encoding: str) -> str | None:
    """The text, if the bytes decode strictly and the text encodes back to them."""
    try:
        text = data.decode(encoding)
        return text if text.encode(encoding) == data else None
    except UnicodeError:
        return None


def _plausibility(text: str) -> float:
    """How much a text looks like Japanese: about 1 for prose, below 0 for mojibake."""
    sample = text[:_SAMPLE]
    if not sample:
        return 0.0
    kana, punctuation = len(_KANA.findall(sample)), len(_PUNCTUATION.findall(sample))
    plain, half = len(_PLAIN.findall(sample)), len(_HALF_KANA.findall(sample))
    kanji = _KANJI.findall(sample)
    common = sum(_common(char) for char in kanji)
    wide = len(_FULL_WIDTH.findall(sample))
    known = kana + punctuation + plain + half + len(kanji) + wide
    good = 1.5 * kana + 1.2 * punctuation + 0.5 * plain + common + 0.2 * wide
    bad = 0.3 * (len(kanji) - common) + 0.2 * half + 2.0 * max(0, len(sample) - known)
    return (good - bad) / len(sample)


def _common(char: str) -> bool:
    """Whether a kanji belongs to JIS level 1, the 2,965 in common use."""
    try:
        return char.encode("euc_jp")[0] < 0xD0
    except UnicodeEncodeError:
        return char in "々〆"


def _checked(text: str, where: str) -> str:
    found = _CONTROL.search(text)
    if found is None:
        return text
    at = len(text[: found.start()].encode("utf-8", "surrogatepass"))
    line = text.count("\n", 0, found.start()) + 1
    raise InputError(
        f"{where}:{line}: control character U+{ord(found.group()):04X} at byte {at}; this looks like a binary file, "
        "give a plain text file"
    )


def _place(data: bytes, at: int, where: str) -> str:
    return f"{where}:{data.count(bytes([10]), 0, at) + 1}"
