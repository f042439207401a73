"""Which ordinary words a model without placeholders can be trusted with, measured once per model file.

A proxy must come back unchanged in 98 % of carrier sentences alone, and in 95 % next to one or two others. Of a model
that copies few words so well the next best are taken, since every text is verified afterwards. The result is JSON in the user's cache folder; a damaged or unwritable file only means that it is measured again.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from glossary.cache import folder

from ..mask import kin
from ..ports import Proxy

Translate = Callable[[Sequence[str]], Sequence[str]]
"""Japanese sentences in, the best English of each out."""
Report = Callable[[int, int], None]

SINGLE, TOGETHER = 0.98, 0.95
ENOUGH = 8  # proxies; below, those that survive less often fill up
_FAIR = 0.85  # of all sentences, for these
_FORMAT = 1
_FIRST = 8  # carriers every candidate is tried in; what fails there is not tried further

_LISTS = {
    "P": "カナダ Canada, ブラジル Brazil, キューバ Cuba, ペルー Peru, ノルウェー Norway, フィンランド Finland, エジプト Egypt, "
    "ケニア Kenya, メキシコ Mexico, ポルトガル Portugal, アルゼンチン Argentina, タイ Thailand, モンゴル Mongolia, "
    "スウェーデン Sweden, パリ Paris, ロンドン London, ベルリン Berlin, シドニー Sydney, マドリード Madrid, アリス Alice, "
    "ピーター Peter, マイク Mike, IBM IBM, NHK NHK, BBC BBC, NASA NASA, ユネスコ UNESCO, XYZ XYZ",
    "T": "国連 UN, 欧州連合 European Union, 議会 parliament, 大学 university, 病院 hospital, 銀行 bank",
    "M": "水素 hydrogen, 酸素 oxygen, 鉄 iron, 音楽 music, 化学 chemistry, 農業 agriculture, 民主主義 democracy",
    "N": "7432 7432, 6158 6158",
}
CANDIDATES = tuple(
    Proxy(japanese, english, kind)
    for kind, row in _LISTS.items()
    for japanese, _, english in (pair.partition(" ") for pair in row.split(", "))
)
"""Japanese, English and class (see ``Proxy``): words most training data holds, with one usual English."""

_PLACES = (
    # subject, object, genitive, apposition and list, sentence start and end
    "{}は来月、新しい計画を発表する。|{}が会議に参加した。|昨年から{}は急速に変わってきた。|今回も{}が選ばれた。|{}はすでに準備を終えている。"
    "|専門家によると、{}が最も重要だという。|まず{}が問題になる。|{}は今後も大きな役割を果たすだろう。",
    "多くの人が{}を支持している。|彼は{}を高く評価した。|記者は{}について質問した。|報告書は{}を取り上げた。|政府は{}を守ると約束した。"
    "|私たちは{}を必要としている。|この映画は{}を描いている。|会社は{}に資金を出した。",
    "{}の歴史は長い。|{}の将来は明るい。|彼女は{}の専門家だ。|新聞は{}の現状を伝えた。|{}の影響が広がっている。"
    "|日本は{}の支援を受けた。|この本は{}の秘密を語る。|今日の話題は{}の問題だ。",
    "{}と日本は協力を続ける。|東京や{}では雨が降った。|彼らは{}とともに働いた。|今年は{}など三つの例を調べた。|日本と{}の違いを学んだ。"
    "|それは{}だけの話ではない。|{}に関する記事を読んだ。|{}を含む多くの例がある。",
    "{}、それが答えだった。|{}では大きな変化が起きた。|{}から手紙が届いた。|{}に対する関心が高まっている。|{}によって生活が変わった。"
    "|彼が選んだのは{}だった。|最後に残ったのは{}だ。|すべての始まりは{}だった。",
)
CARRIERS = tuple(frame for row in zip(*(p.split("|") for p in _PLACES), strict=True) for frame in row)

_COMPANY = (
    "{}と{}は協力を続ける。",
    "{}は{}を高く評価した。",
    "{}の専門家が{}について話した。",
    "昨年、{}は{}を支援した。",
    "{}では{}の影響が広がっている。",
    "記者は{}と{}の違いを説明した。",
)
_THREE = (
    "{}と{}は{}を支援した。",
    "{}の記者は{}で{}について質問した。",
    "{}は{}と{}の将来を話し合った。",
    "{}によると、{}が{}を必要としている。",
)


def survives(proxy: Proxy, english: str) -> bool:
    """Whether the proxy stands in the English exactly once, as words of its own and in no other form."""
    hits = re.findall(rf"(?<!\w){re.escape(proxy.target)}(?:['’]s)?(?!\w)", english, re.IGNORECASE)
    return len(hits) == 1 and kin(proxy.target, english) == 1


def measure(translate: Translate, report: Report | None = None) -> tuple[Proxy, ...]:
    """The proxies that survive, the surest first. At most some 1,600 short sentences are translated."""
    done, whole = 0, len(CANDIDATES) * len(CARRIERS)

    def asked(sentences: Sequence[str]) -> Sequence[str]:
        nonlocal done
        if report:
            report(done, max(whole, done + len(sentences)))
        english = translate(sentences) if sentences else ()
        done += len(sentences)
        return english

    kept = list(CANDIDATES)
    alone, company = dict.fromkeys(kept, 0), dict.fromkeys(kept, 0)
    for carriers in (CARRIERS[:_FIRST], CARRIERS[_FIRST:]):
        tests = [(proxy, carrier) for proxy in kept for carrier in carriers]
        for (proxy, _), english in zip(tests, asked([c.format(p.source) for p, c in tests]), strict=True):
            alone[proxy] += not survives(proxy, english)
        kept = [proxy for proxy in kept if alone[proxy] <= (1 - _FAIR) * len(CARRIERS)]
    groups = _groups(kept)
    met = Counter(proxy for _, members in groups for proxy in members)
    sentences = [frame.format(*(p.source for p in members)) for frame, members in groups]
    for (_, members), english in zip(groups, asked(sentences), strict=True):
        for proxy in members:
            company[proxy] += not survives(proxy, english)
    if report:
        report(max(whole, done), max(whole, done))
    share = {p: (1 - alone[p] / len(CARRIERS), 1 - company[p] / max(1, met[p])) for p in kept}
    sound = [p for p in kept if share[p][0] >= SINGLE and share[p][1] >= TOGETHER]
    fair = sorted((p for p in kept if p not in sound and share[p][1] >= _FAIR), key=lambda p: -sum(share[p]))
    return (*sound, *fair[: max(0, ENOUGH - len(sound))])


def _groups(proxies: Sequence[Proxy]) -> list[tuple[str, tuple[Proxy, ...]]]:
    """Each proxy in company: every frame with neighbours at another distance in the list."""
    count = len(proxies)
    groups: list[tuple[str, tuple[Proxy, ...]]] = []
    for at, proxy in enumerate(proxies):
        for step, frame in enumerate(_COMPANY, start=1):
            groups.append((frame, (proxy, proxies[(at + step) % count])))
        for step, frame in enumerate(_THREE, start=1):
            groups.append((frame, (proxy, proxies[(at + step) % count], proxies[(at + 2 * step) % count])))
    return [(frame, members) for frame, members in groups if len(set(members)) == len(members)]


def recipe() -> str:
    """What the measurement depends on besides the model: another list or threshold asks for a new one."""
    import hashlib

    parts = (_FORMAT, SINGLE, TOGETHER, ENOUGH, _FAIR, CANDIDATES, CARRIERS, _COMPANY, _THREE)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def load(digest: str) -> tuple[Proxy, ...] | None:
    """What was measured for a model file; None if nothing sound is kept."""
    try:
        data = json.loads(_path(digest).read_text(encoding="utf-8"))
        if data["model"] != digest or data["recipe"] != recipe():
            return None
        known = {p.source: p for p in CANDIDATES}
        return tuple(known[name] for name in data["proxies"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(digest: str, proxies: Sequence[Proxy]) -> None:
    """Keep a measurement, whole or not at all. A folder that cannot be written is no error."""
    path = _path(digest)
    data = {"model": digest, "recipe": recipe(), "proxies": [p.source for p in proxies]}
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".proxies-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(data, stream, ensure_ascii=False, indent=1)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        return


def _path(digest: str) -> Path:
    safe = re.sub(r"[^0-9A-Za-z]", "", digest)
    return folder() / f"proxies-{safe}.json"
