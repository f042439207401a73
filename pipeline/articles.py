"""\"a\" or \"an\": a matter of the sound a word begins with, not of its letter."""

from __future__ import annotations

import re

_OPENING = "“\"'‘’«([{*_#~≈+−-–— "
_MONEY = r"(?:[$€£¥₩₽₹]|US\$|NT\$|HK\$|A\$)\s?"

_NAMES_WITH_VOWEL = frozenset("AEFHILMNORSX")
"""Letters whose names begin with a vowel sound: an F-35, an H-bomb; but a U-boat."""

_READ_AS_WORDS = (
    "ACSA ADIZ ANZUS APEC ASEAN ATACMS ATLA AUKUS AWACS BRICS CENTCOM COVID EUCOM FARC FEMA FIFA FOIP FONOP FONOPS GCAP "
    "GSOMIA HAMAS HARM HEPA HIMARS HUMINT ICAO INDOPACOM INTERPOL IPEF JAXA JETRO JICA LAN LASER LEMOA LIDAR MAD MAFF "
    "MANPADS MARS MENA MERS METI MEXT MIRV MOAB MOFA MOX NAFTA NASA NASDAQ NATO NOAA NORAD OPEC RADAR RAM RAND REIT RICO "
    "RIMPAC ROM SAARC SACO SALT SAM SARS SCUD SEAL SEATO SETI SIGINT SIM SIPRI SOCOM SOFA SONAR START STEM SWAT SWIFT "
    "THAAD TICAD UEFA UNAIDS UNCLOS UNCTAD UNDOF UNEP UNESCO UNICEF UNIDIR UNIDO UNIFIL UNITAR UNMIK UNMISS UNMOVIC "
    "UNOPS UNPROFOR UNRWA UNSCOM UNTAC UNTSO USAID WADA"
)
_WORDS = frozenset(_READ_AS_WORDS.split())

_CONSONANT = re.compile(
    r"eu(?!lji)|ewe[rs]?\b|one(?:s|self|ness|time)?\b|once\b|ouija|ouag|"  # you-, wun-
    r"uni(?!n|m|de|rr|ro|ss|ll)|unani|unary|"
    r"us(?:e|ag|ab|ua|ur|uf)|ut(?:il|op|ah\b|en|er)|ur(?:an|al|in(?!g)|ic\b|ol|ug)|ub(?:iq)|uk[ru]|ugan|ulys|uvu|u[iy]gh?ur",
    re.IGNORECASE,
)
_SILENT_H = re.compile(r"hour|honou?r|honest|heir|herb(?:s|al|ed)?\b|homage|hors\b", re.IGNORECASE)
_ONSETS = frozenset(
    re.findall(
        "[A-Z]+",
        "BL BR CH CL CR DR FL FR GL GR PH PL PR SC SH SK SL SM SN SP SQ ST SW TH TR TW WH WR SCH SCR SPL SPR STR THR",
    )
)


def indefinite(word: str) -> str:
    """ "a" or "an": an MRBM, a UN panel, an hour, a European, a U.S. ship, an 18-year plan, a MiG-29, an $8 note."""
    text = word.lstrip(_OPENING)
    money = re.match(_MONEY, text)
    if money and text[money.end() : money.end() + 1].isdigit() and not text[0].isalpha():
        text = text[money.end() :]
    if re.match(r"\d", text):
        return "an" if _number_with_vowel(text) else "a"
    if text[:1] == "⅛":
        return "an"
    if text[:1] in _SIGNS:
        return "a"
    dotted = re.match(r"(?:[A-Za-z]\.){2,}", text)
    if dotted:
        return _letter(text[0])
    found = re.match(r"[^\W\d_]+", text)
    if not found:
        return "a"
    spoken, after = found.group(), text[found.end() : found.end() + 1]
    if len(spoken) == 1 and (spoken not in "aAI" or after not in ("", " ")):
        return _letter(spoken)  # X-ray, e-mail, F/A-18, S&P, H₂
    if re.match(r"[a-z][A-Z]{2,}", spoken) or re.match(r"Mi-\d", text):
        return _letter(spoken[0])  # mRNA; the makers' letters of a helicopter
    if after.isdigit() and spoken.isupper() and len(spoken) <= 3:
        return _letter(spoken[0])  # NH90, MI6
    letters = spoken[:-1] if re.fullmatch(r"[A-Z]{2,}s", spoken) else spoken
    if letters.isupper() and len(letters) > 1 and not read_as_word(letters):
        return _letter(letters[0])
    return "an" if _word_with_vowel(spoken) else "a"


_SIGNS = tuple("½¼¾⅓€£¥$₩₽%&@")


def read_as_word(letters: str) -> bool:
    """Whether an acronym is spoken as a word (NATO, UNCLOS) and not letter by letter (IAEA, DPRK)."""
    if letters in _WORDS:
        return True
    if len(letters) <= 4:
        return False
    onset = re.match(r"[^AEIOUY]*", letters)
    begins = onset is not None and (len(onset.group()) < 2 or onset.group() in _ONSETS)
    return begins and bool(re.search(r"[AEIOUY]", letters)) and not re.search(r"[^AEIOUY]{4,}|[AEIOU]{3,}", letters)


def _letter(letter: str) -> str:
    return "an" if letter.upper() in _NAMES_WITH_VOWEL else "a"


def _number_with_vowel(text: str) -> bool:
    """Eight, eleven, eighteen, and what begins with them: 8, 80, 800, 11,000, 18 million, 1850 (the year), not 110."""
    found = re.match(r"(\d+)((?:,\d{3})*)", text)
    if not found:
        return False
    head, groups = found.groups()
    if head[0] == "8":
        return True
    if head[:2] not in ("11", "18"):
        return False
    return len(head) % 3 == 2 or (len(head) == 4 and not groups)


def _word_with_vowel(token: str) -> bool:
    if _SILENT_H.match(token):
        return True
    if token in _WORDS and token.startswith("UN"):
        return not re.match(r"UN(?:I|E|AI|OPS)", token)  # UNCLOS, UNRWA; but UNICEF, UNEP
    if _CONSONANT.match(token):
        return False
    first = token[0].lower()
    if first == "y":
        return len(token) > 1 and token[1].lower() not in "aeiou"  # Yvonne, yttrium
    return first in "aeiouàáâäåæèéêëìíîïòóôöøùúûüō"
