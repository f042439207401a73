"""Pairs that break a termbase's rules of usage, and pairs that only look as if they did; with what must be found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

GLOSSARY = """source\ttarget\tvariants\tpos\tstatus\tforbidden\tplural\tcase\tmatch
専門家パネル\tPanel of Experts\t\tnoun\t\texpert panel|committee of experts|panel of specialists\tPanels of Experts\t\t
国連専門家パネル\tUN Panel of Experts\t\tnoun\t\t\t\t\t
瀬取り\tship-to-ship transfer\t\tnoun\t\tsea smuggling|offshore trans-shipment\t\tlower\t
停戦\tcease-fire\t\tnoun\t\ttruce agreement|stop-fire\t\tlower\t
朝鮮労働党\tWorkers' Party of Korea\t\tpropn\t\tKorean Workers' Party|Labor Party\t\t\t
拉致問題\tabduction issue\t\tnoun\t\tkidnap story|kidnapping case\t\tlower\t
参謀総長\tchief of the general staff\t\tnoun\t\tchief of staff|staff boss\tchiefs of the general staff\tlower\t
報道官\tspokesperson\t\tnoun\t\tspokesman|press man\t\tlower\t
危機\tcrisis\t\tnoun\t\temergency status|crunch analysis\tcrises\tlower\t
批准する\tratify\t\tverb\t\trubber-stamp|wave through\t\tlower\tlemma
同盟国\tally\t\tnoun\t\tbuddy country\t\tlower\t
韓国\tSouth Korea\t\tpropn\t\tKorea\t\t\t
看護師\tnurse\t\tnoun\t\t\t\tlower\t
看護婦\tnurse\t\tnoun\tdeprecated\t\t\tlower\t
北朝鮮\tNorth Korea\t\tpropn\t\t\t\t\t
北鮮\tNorth Korea\t\tpropn\tforbidden\t\t\t\t
裏日本\tback side of Japan\t\tnoun\tforbidden\t\t\tlower\t
外人部隊\tforeigner troop\t\tnoun\tdeprecated\t\t\tlower\t
特攻する\tcarry out a suicide attack\t\tverb\tdeprecated\t\t\tlower\tlemma
看護婦人会\tNurses' Wives Association\t\tpropn\t\t\t\t\t
iPhone\tiPhone\t\tpropn\t\t\t\t\t
AUKUS\tAUKUS\t\tpropn\t\t\t\t\t
ＮＨＫ\tNHK\t\tpropn\t\t\t\t\t
こだま通信\tKODAMA tsushin\t\tdnt\t\t\t\t\t
制裁\tsanctions\t\tnoun\tpreferred\t\t\tlower\t
制裁\tpunishment\t\tnoun\tdeprecated\t\t\tlower\t
"""

_BANNED = {
    "専門家パネル": ("Panel of Experts", ("expert panel", "committee of experts", "panel of specialists")),
    "瀬取り": ("ship-to-ship transfer", ("sea smuggling", "offshore trans-shipment")),
    "停戦": ("cease-fire", ("truce agreement", "stop-fire")),
    "朝鮮労働党": ("Workers' Party of Korea", ("Korean Workers' Party", "Labor Party")),
    "拉致問題": ("abduction issue", ("kidnap story", "kidnapping case")),
    "参謀総長": ("chief of the general staff", ("chief of staff", "staff boss")),
    "報道官": ("spokesperson", ("spokesman", "press man")),
    "危機": ("crisis", ("emergency status", "crunch analysis")),
    "同盟国": ("ally", ("buddy country",)),
    "制裁": ("sanctions", ("punishment",)),
    "裏日本": ("", ("back side of Japan",)),
    "外人部隊": ("", ("foreigner troop",)),
}
"""Japanese → the English demanded ("" for none) and the English banned."""

_PLURAL = {
    "expert panel": "expert panels",
    "committee of experts": "committees of experts",
    "panel of specialists": "panels of specialists",
    "sea smuggling": "sea smugglings",
    "offshore trans-shipment": "offshore trans-shipments",
    "truce agreement": "truce agreements",
    "stop-fire": "stop-fires",
    "Korean Workers' Party": "Korean Workers' Parties",
    "Labor Party": "Labor Parties",
    "kidnap story": "kidnap stories",
    "kidnapping case": "kidnapping cases",
    "chief of staff": "chiefs of staff",
    "staff boss": "staff bosses",
    "spokesman": "spokesmen",
    "press man": "press men",
    "emergency status": "emergency statuses",
    "crunch analysis": "crunch analyses",
    "buddy country": "buddy countries",
    "punishment": "punishments",
    "back side of Japan": "back sides of Japan",
    "foreigner troop": "foreigner troops",
}
_FRAMES = (
    ("{}について会合が開かれた。", "A meeting was held about the {}."),
    ("政府は{}を重く見ている。", "The government takes the {} seriously."),
    ("「{}」という言葉が出た。", "“The {},” it was said."),
    ("昨年の{}が話題になった。", "Last year's {} was talked about, they said"),
)


@dataclass(frozen=True)
class Pair:
    """A pair and what must be said of it: (kind of misuse, text) each; nothing for a clean pair."""

    name: str
    source: str
    target: str
    found: frozenset[tuple[str, str]] = frozenset()


def _possessive(form: str, rng: Random) -> str:
    mark = rng.choice("'’")
    return form + (mark if form.endswith("s") else f"{mark}s")


def _title(form: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in form.split(" "))


_VARIANTS: dict[str, Callable[[str, Random], str]] = {
    "plain": lambda form, rng: form,
    "plural": lambda form, rng: _PLURAL[form],
    "possessive": _possessive,
    "plural possessive": lambda form, rng: _possessive(_PLURAL[form], rng),
    "hyphen for space": lambda form, rng: form.replace(" ", rng.choice("-‐–"), 1),
    "space for hyphen": lambda form, rng: form.replace("-", " "),
    "upper case": lambda form, rng: form.upper(),
    "title case": lambda form, rng: _title(form),
    "lower case": lambda form, rng: form.lower(),
    "line break": lambda form, rng: form.replace(" ", rng.choice(("\n", "\r\n", " \n ", "\u00a0", "  ")), 1),
    "hyphen and line break": lambda form, rng: form.replace("-", "-\n").replace(" ", "-\n", 1),
    "curly": lambda form, rng: form.replace("'", "’"),
    "no apostrophe": lambda form, rng: form.replace("'", ""),
    "plural, title case, hyphen": lambda form, rng: _title(_PLURAL[form]).replace(" ", "-", 1),
    "plural over a line break": lambda form, rng: _PLURAL[form].replace(" ", "\n", 1),
}


def _framed(rng: Random, japanese: str, english: str) -> tuple[str, str]:
    source, target = rng.choice(_FRAMES)
    return source.format(japanese), target.format(english)


def violations() -> Iterator[Pair]:
    """Every kind of variant of every banned form, and misuse of other kinds."""
    rng = Random(16)
    for japanese, (_, banned) in _BANNED.items():
        for form in banned:
            for name, vary in (*_VARIANTS.items(), *_VARIANTS.items()):
                kind = "deprecated" if japanese == "外人部隊" else "forbidden"
                source, target = _framed(rng, japanese, vary(form, rng))
                yield Pair(f"{name}: {form}", source, target, frozenset({(kind, vary(form, Random(0)))}))
    for verb in ("rubber-stamp", "rubber-stamps", "rubber-stamped", "rubber-stamping", "rubber stamped", "waved through",
                 "Waving through", "waves\nthrough"):  # fmt: skip
        for japanese in ("議会は条約を批准した。", "条約を批准しない。", "批准すれば発効する。"):
            yield Pair(f"verb: {verb}", japanese, f"They were {verb} it.", frozenset({("forbidden", verb)}))
    for japanese, kind, target in (
        ("看護婦", "source-deprecated", "nurse"),
        ("北鮮", "source-forbidden", "North Korea"),
        ("裏日本", "source-forbidden", "Sea of Japan coast"),
        ("外人部隊", "source-deprecated", "foreign legion"),
    ):
        for _ in range(20):
            source, english = _framed(rng, japanese, target)
            yield Pair(f"source: {japanese}", source, english, frozenset({(kind, japanese)}))
    inflected = {
        "特攻した": "特攻し",
        "特攻して": "特攻し",
        "特攻すれば": "特攻すれ",
        "特攻しない": "特攻し",
        "特攻しよう": "特攻しよう",
    }
    for form, verb in inflected.items():
        for frame in ("彼らは{}という。", "「{}」と話した。", "兵士が{}と伝えた。"):
            said = frozenset({("source-deprecated", verb)})
            yield Pair(f"inflected: {form}", frame.format(form), "They died.", said)
    altered = {
        "iPhone": ("IPhone", "IPHONE", "iphone", "I-Phone", "smartphone", "i Phone"),
        "AUKUS": ("Aukus", "aukus", "the three-nation pact", "AUUKUS"),
        "ＮＨＫ": ("Nhk", "nhk", "Japan Broadcasting", "N.H.K."),
        "こだま通信": ("Kodama Tsushin", "KODAMA Tsushin", "Echo News", "KODAMA TSUSHIN"),
    }
    for term, forms in altered.items():
        for form in forms:
            for _ in range(2):
                source, target = _framed(rng, term, form)
                yield Pair(f"altered: {form}", source, target, frozenset({("altered", term)}))


_DECOYS = (
    ("専門家パネル", "The sub-expert panel met the Panel of Experts"),
    ("専門家パネル", "The Panel of Experts is expert paneling"),
    ("専門家パネル", "The Panels of Experts, an expert, panel and all"),
    ("国連専門家パネル", "The UN Panel of Experts met"),
    ("瀬取り", "A ship-to-ship transfer at sea; smuggling is another matter"),
    ("停戦", "The cease-fire stopped. Fire broke out"),
    ("朝鮮労働党", "The Workers’ Party of Korea is no Laborer Partying"),
    ("拉致問題", "The abduction issues: kidnap, story"),
    ("参謀総長", "The chief of the general staff, a chief of staffing"),
    ("報道官", "The spokesperson's spokesmanship"),
    ("危機", "Crises, an emergency; status unknown"),
    ("批准", "Ratification, a rubber-stamp"),
    ("同盟国", "Allies, and a buddy, country folk"),
    ("韓国", "South Korea’s and South Koreans' day"),
    ("北朝鮮と韓国", "North Korea and South Korea"),
    ("制裁", "Sanctions, not punishing"),
    ("看護師", "Nurses"),
    ("看護婦人会", "The Nurses' Wives Association"),
    ("iPhone", "An iPhone’s maker and two iPhones"),
    ("AUKUS", "The AUKUS pact"),
    ("ＮＨＫ", "NHK's report"),
    ("こだま通信", "KODAMA tsushin said so"),
    ("会議", "The expert panel, a sea smuggling truce agreement and the Labor Party: iphone, nhk"),
    ("裏日本海", "The coast"),
)


def clean(size: int) -> Iterator[Pair]:
    """Pairs without misuse, full of what resembles it."""
    rng = Random(17)
    demanded = [(ja, en) for ja, (en, _) in _BANNED.items() if en]
    for number in range(size):
        if number % 2:
            japanese, english = rng.choice(_DECOYS)
            source, _ = rng.choice(_FRAMES)
            yield Pair(f"decoy: {english}", source.format(japanese), english + rng.choice((".", "", "!", " (2019).")))
            continue
        japanese, english = rng.choice(demanded)
        other, second = rng.choice([pair for pair in demanded if pair[0] != japanese])
        english = rng.choice((english, english.upper(), english[:1].upper() + english[1:] if number % 4 else english))
        source, target = _framed(rng, f"{japanese}と{other}", "{0}, and the {1}")
        target = target.format(english, second)
        if (
            english[:1].isupper()
            and not english.isupper()
            and english not in ("Panel of Experts", "Workers' Party of Korea")
        ):
            target = f"{english}: the {second}."
        yield Pair(f"clean: {english}", source, target)
