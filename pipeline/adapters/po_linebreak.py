"""Where gettext breaks a line: UAX #14 (revision 47, Unicode 14) with East Asian widths.

GNU gettext wraps catalogs with GNU libunistring's untailored line breaking; polib wraps at spaces only. A catalog that
``msgcat`` must leave byte-identical needs the former, so the rules of the annex are applied here in their own order.
The library's departures are kept, found by comparison: letters may start a line after ``.`` and ``,`` (no LB29), LB16
does not reach back over ``)`` and ``]``, and an attached mark ends the memory that LB14, LB21a and LB30a need.
Ambiguous-width characters count one column, as in gettext's UTF-8 mode.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Line_Break classes that the general category does not give away (ranges of code points, hexadecimal).
# AI, SA, SG and XX are AL, CJ is NS, CB is ID: so the annex's LB1 and the library resolve them.
_EXCEPTIONS = """
AL 600-605 6DD 70F 890-891 8E2 E31 E34-E3A E47-E4E EB1 EB4-EBC EC8-ECD 102B-103E 1056-1059 105E-1060 1062-1064
   1067-106D 1071-1074 1082-108D 108F 109A-109D 17B4-17D3 17DD 1A55-1A5E 1A60-1A7C 2061-2064 23E9-23EC 25FD-25FE
   2648-2653 2693 26A1 26AA-26AB 26CE 2705 2728 274C 274E 2753-2755 2757 2795-2797 27B0 27BF 2B1B-2B1C 2B50 2B55
   A9E5 AA7B-AA7D AAB0 AAB2-AAB4 AAB7-AAB8 AABE-AABF AAC1 110BD 110CD 1171D-1172B 18B00-18CD5 1AFF0-1AFF3
   1AFF5-1AFFB 1AFFD-1AFFE 1F100-1F10C 1F110-1F16C 1F170-1F1AC 1F39C-1F39D 1F3B5-1F3B6 1F3BC 1F4A0 1F4A2 1F4A4
   1F4AF 1F4B1-1F4B2 1F500-1F506 1F517-1F524 1F532-1F549 1F5D4-1F5DB 1F5F4-1F5F9 1F650-1F675 1F67C-1F67F
   1F700-1F773 1F780-1F7D4 1F800-1F80B 1F810-1F847 1F850-1F859 1F860-1F887 1F890-1F8AD 1F900-1F90B 1FA00-1FA53
B2 2014 2E3A-2E3B
BA 9 7C AD 58A 5BE 964-965 E5A-E5B F0B F34 F7F F85 FBE-FBF FD2 104A-104B 1361 1400 16EB-16ED 1735-1736
   17D4-17D5 17D8 17DA 1804-1805 1B5A-1B5B 1B5D-1B60 1B7D-1B7E 1C3B-1C3F 1C7E-1C7F 2010 2012-2013 2027 2056
   2058-205B 205D-205E 2CFA-2CFC 2CFF 2D70 2E0E-2E15 2E17 2E19 2E2A-2E2D 2E30-2E31 2E33-2E34 2E3C-2E3E 2E40-2E41
   2E43-2E4A 2E4C 2E4E-2E4F 2E5D A4FE-A4FF A60D A60F A6F3-A6F7 A8CE-A8CF A92E-A92F A9C7-A9C9 AA5D-AA5F AAF0-AAF1
   ABEB 10100-10102 1039F 103D0 10857 1091F 10A50-10A57 10AF0-10AF5 10B39-10B3F 10EAD 11047-11048 110BE-110C1
   11140-11143 111C5-111C6 111C8 111DD-111DF 11238-11239 1123B-1123C 112A9 1144B-1144E 1145A-1145B 115C2-115C3
   115C9-115D7 11641-11642 1173C-1173E 11944-11946 11A41-11A44 11A9A-11A9C 11AA1-11AA2 11C41-11C45 11FFF
   12470-12474 16A6E-16A6F 16AF5 16B37-16B39 16B44 16E97-16E98 1BC9F 1DA87-1DA8A
BB B4 2C8 2CC 2DF C77 C84 F01-F04 F06-F07 F09-F0A FD0-FD1 FD3 1806 1FFD A874-A875 A8FC 11175 111DB 115C1
   11660-1166C 119E2 11A3F 11A45 11A9E-11AA0 11C70
BK A-D 85 2028-2029
CL 3001-3002 FE11-FE12 FE50 FE52 FF0C FF0E FF61 FF64 1325B-1325D 13282 13287 13289 1337A-1337B 13438 145CF
CM 3035
CP 29 5D
EB 261D 26F9 270A-270D 1F385 1F3C2-1F3C4 1F3C7 1F3CA-1F3CC 1F442-1F443 1F446-1F450 1F466-1F478 1F47C
   1F481-1F483 1F485-1F487 1F48F 1F491 1F4AA 1F574-1F575 1F57A 1F590 1F595-1F596 1F645-1F647 1F64B-1F64F 1F6A3
   1F6B4-1F6B6 1F6C0 1F6CC 1F90C 1F90F 1F918-1F91F 1F926 1F930-1F939 1F93C-1F93E 1F977 1F9B5-1F9B6 1F9B8-1F9B9
   1F9BB 1F9CD-1F9CF 1F9D1-1F9DD 1FAC3-1FAC5 1FAF0-1FAF6
EM 1F3FB-1F3FF
EX 21 3F 5C6 61B 61D-61F 6D4 7F9 F0D-F11 F14 1802-1803 1808-1809 1944-1945 2762-2763 2CF9 2CFE 2E2E 2E53-2E54
   A60E A876-A877 FE15-FE16 FE56-FE57 FF01 FF1F 115C4-115C5 11C71
GL A0 34F 35C-362 F08 F0C F12 FD9-FDA 180E 2007 2011 202F 13430-13436 16FE4
HL 5D0-5EA 5EF-5F2 FB1D FB1F-FB28 FB2A-FB36 FB38-FB3C FB3E FB40-FB41 FB43-FB44 FB46-FB4F
HY 2D
ID 23F1-23F2 2600-2603 2618 261A-261C 261E-261F 2639-263B 2668 26BF-26C3 26C6-26C8 26CD 26CF-26D1 26D3
   26D8-26D9 26DC 26DF-26E1 26F1 26F4 26F7-26F8 26FE-2704 2708-2709 2764 303F FF66 FF71-FF9D FFA0-FFBE FFC2-FFC7
   FFCA-FFCF FFD2-FFD7 FFDA-FFDC FFFC
IN 2024-2026 22EF FE19 10AF6
IS 2C 2E 3A-3B 37E 589 60C-60D 7F8 2044 FE10 FE13-FE14
JL 1100-115F A960-A97C
JT 11A8-11FF D7CB-D7FB
JV 1160-11A7 D7B0-D7C6
NS 17D6 203C-203D 2047-2049 3005 301C 303B-303C 3041 3043 3045 3047 3049 3063 3083 3085 3087 308E 3095-3096
   309B-309E 30A0-30A1 30A3 30A5 30A7 30A9 30C3 30E3 30E5 30E7 30EE 30F5-30F6 30FB-30FE 31F0-31FF A015 FE54-FE55
   FF1A-FF1B FF65 FF67-FF70 FF9E-FF9F 16FE0-16FE3 1B150-1B152 1B164-1B167 1F679-1F67B
NU 66B-66C
OP A1 BF 2E18 13258-1325A 13286 13288 13379 13437 145CE 1E95E-1E95F
PO 25 A2 B0 609-60B 66A 9F2-9F3 9F9 D79 2030-2037 20A7 20B6 20BB 20BE 20C0 2103 2109 A838 FDFC FE6A FF05 FFE0
   11FDD-11FE0 1ECAC 1ECB0
PR 2B 5C B1 2116 2212-2213
QU 22 27 275B-2760 2E00-2E01 2E06-2E08 2E0B 1F676-1F678
RI 1F1E6-1F1FF
SP 20
SY 2F
WJ 2060 FEFF
ZW 200B
ZWJ 200D
"""


@lru_cache(maxsize=1)
def _exceptions() -> dict[int, str]:
    found: dict[int, str] = {}
    name = ""
    for line in _EXCEPTIONS.strip().splitlines():
        words = line.split()
        if not line.startswith(" "):
            name = words.pop(0)
        for word in words:
            first, _, last = word.partition("-")
            for code in range(int(first, 16), int(last or first, 16) + 1):
                found[code] = name
    return found


@lru_cache(maxsize=16384)
def line_class(char: str) -> str:
    """The Line_Break class of one character, resolved as LB1 says.

    Two classes of our own: ``OPW`` is an East Asian OP (exempt from LB30), ``XP`` an unassigned pictograph (LB30b).
    """
    code = ord(char)
    east_asian = unicodedata.east_asian_width(char)
    wide = east_asian in ("W", "F")
    if (found := _exceptions().get(code)) is not None:
        return "OPW" if found == "OP" and wide else found
    if 0xAC00 <= code <= 0xD7A3:
        return "H2" if (code - 0xAC00) % 28 == 0 else "H3"
    category = unicodedata.category(char)
    if category == "Cn":
        if 0x1F000 <= code < 0x1FB00 or 0x1FC00 <= code < 0x1FFFE:
            return "XP"
        return "PR" if 0x20C1 <= code <= 0x20CF else "ID" if _ideographic(code) else "AL"
    if category in _BY_CATEGORY:
        name = _BY_CATEGORY[category]
        return "OPW" if name == "OP" and (wide or east_asian == "H") else "ID" if name == "NU" and wide else name
    return "ID" if wide or 0x1F000 <= code < 0x1FB00 else "AL"


_BY_CATEGORY = {
    **dict.fromkeys(("Mn", "Me", "Mc", "Cc", "Cf"), "CM"),
    **dict.fromkeys(("Pi", "Pf"), "QU"),
    "Nd": "NU",
    "Ps": "OP",
    "Pe": "CL",
    "Sc": "PR",
    "Zs": "BA",
}


def _ideographic(code: int) -> bool:
    if code >= 0x20000:
        return code < 0x2FFFE or 0x30000 <= code < 0x3FFFE
    return 0x3400 <= code < 0x4DC0 or 0x4E00 <= code < 0xA000 or 0xF900 <= code < 0xFB00


def _in_wide_block(code: int) -> bool:
    return 0x2E80 <= code < 0xA4D0 or 0xFE10 <= code < 0xFE70 or code == 0xFF00 or 0x1F200 <= code < 0x1F300


@lru_cache(maxsize=16384)
def width(char: str) -> int:
    """Columns a character takes on a terminal: 0 (combining, control, format), 1 or 2 (wide and fullwidth)."""
    code = ord(char)
    if 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FB:  # jamo that join the syllable before
        return 0
    category = unicodedata.category(char)
    if category == "Cn":
        return 2 if _ideographic(code) or _in_wide_block(code) else 1
    if category in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


PROHIBITED, POSSIBLE, MANDATORY = 1, 2, 3


def opportunities(text: str) -> list[int]:
    """For each character whether a line may start before it; MANDATORY marks the separator itself."""
    marks: list[int] = []
    before = ""  # class of the last character that is neither space nor attached mark; "" at a line's start
    spaces = False  # whether spaces stand between it and the present one
    attached = False  # whether marks were attached to ``before``
    joiner = False  # whether the present one follows a ZWJ directly (LB8a)
    hebrew_hyphen = False  # whether ``before`` is the hyphen of a Hebrew compound (LB21a)
    flags = 0  # regional indicators in a row, ending with ``before`` (LB30a)
    direct = _direct()
    for name in map(line_class, text):
        if name == "BK":
            marks.append(MANDATORY)
            before, spaces, attached, joiner, hebrew_hyphen, flags = "", False, False, False, False, 0
            continue
        if name == "SP":
            marks.append(PROHIBITED)
            spaces, joiner = True, False
            continue
        if name in ("CM", "ZWJ"):
            if before and not spaces and before != "ZW":  # LB9
                marks.append(PROHIBITED)
                joiner, hebrew_hyphen, flags, attached = name == "ZWJ", False, 0, True
                continue
            if before in ("OP", "OPW"):
                before = "AL"
            zwj, name = name == "ZWJ", "AL"  # LB10
        else:
            zwj = False
        if not before or (joiner and not spaces):
            free = False
        elif spaces or hebrew_hyphen or flags:
            free = _may_break(before, name, spaces, hebrew_hyphen, flags)
        else:
            free = (before, name) in direct
        marks.append(POSSIBLE if free else PROHIBITED)
        hebrew_hyphen = before == "HL" and not spaces and not attached and name in ("HY", "BA")
        flags = flags + 1 if name == "RI" and before == "RI" and not spaces else int(name == "RI")
        before, spaces, joiner, attached = name, False, zwj, False
    return marks


def _may_break(before: str, after: str, spaces: bool, hebrew_hyphen: bool, flags: int) -> bool:
    """LB7 to LB31 for two classes with or without spaces between them."""
    if after == "ZW":  # LB7
        return False
    if before == "ZW":  # LB8
        return True
    if after in ("WJ", "CL", "CP", "EX", "IS", "SY"):  # LB11, LB13
        return False
    if before in ("OP", "OPW"):  # LB14
        return False
    if (before == "QU" and after in ("OP", "OPW")) or (before == "CL" and after == "NS"):  # LB15, LB16
        return False
    if before == after == "B2":  # LB17
        return False
    if spaces:  # LB18
        return True
    if hebrew_hyphen:  # LB21a
        return False
    if before in ("WJ", "GL", "QU", "BB") or after in ("QU", "BA", "HY", "NS", "IN"):  # LB11, 12, 19, 21, 22
        return False
    if after == "GL":  # LB12a
        return before in ("BA", "HY")
    if before == after == "RI":  # LB30a
        return flags % 2 == 0
    return (before, after) not in _together()


@lru_cache(maxsize=1)
def _direct() -> frozenset[tuple[str, str]]:
    """Pairs that may be parted when nothing stands between them and nothing before them matters."""
    names = {*_exceptions().values(), *_BY_CATEGORY.values(), "OPW", "XP", "H2", "H3", "ID", "AL"}
    return frozenset((a, b) for a in names for b in names if _may_break(a, b, False, False, 0))


@lru_cache(maxsize=1)
def _together() -> frozenset[tuple[str, str]]:
    """Pairs that stay together when nothing stands between them (LB21b, LB23 to LB30b)."""
    letters, ideographs = ("AL", "HL"), ("ID", "EB", "EM", "XP")
    syllables = ("JL", "JV", "JT", "H2", "H3")
    rules: tuple[tuple[Sequence[str], Sequence[str]], ...] = (
        (("SY",), ("HL",)),
        (letters, ("NU",)),
        (("NU",), letters),
        (("PR",), ideographs),
        (ideographs, ("PO",)),
        (("PR", "PO"), letters),
        (letters, ("PR", "PO")),
        (("CL", "CP", "NU"), ("PO", "PR")),
        (("PO", "PR"), ("OP", "OPW", "NU")),
        (("HY", "IS", "NU", "SY"), ("NU",)),
        (("JL",), ("JL", "JV", "H2", "H3")),
        (("JV", "H2"), ("JV", "JT")),
        (("JT", "H3"), ("JT",)),
        (syllables, ("PO",)),
        (("PR",), syllables),
        (letters, letters),
        ((*letters, "NU"), ("OP",)),
        (("CP",), (*letters, "NU")),
        (("EB", "XP"), ("EM",)),
    )
    return frozenset((a, b) for before, after in rules for a in before for b in after)
