"""Word lists and small patterns that the boundary rules consult. Data, with a word on why."""

from __future__ import annotations

import re

from glossary.patterns import Lazy

STOP_SUFFIXES = frozenset("員力的性化系側者家派人語海湾酒刀画茶風式流学庫廠犯石字岳坂髪板")
"""A single kanji that makes another word of what stands before it: 党員 is no party, 抑止力 no deterrence."""

NAME_SUFFIXES = frozenset("側")
"""Stop-suffixes that leave the name of a country or person what it is: ロシア側 is still about Russia."""

GROUP_SUFFIXES = frozenset("派系")
"""Stop-suffixes that leave persons and groups what they are; of a country they make a descent: イラン系."""

NAME_ENDS = frozenset("氏海洋島")
"""Last kanji of persons and places that are no country, but that 側 leaves what they are as well."""

NAME_POS = frozenset(("country", "place", "person", "name", "地名", "国名", "人名"))

STOP_PREFIXES = frozenset("非不無未副準反")
"""A single kanji that turns what follows into another word: 副大統領 is no president."""

NAME_PREFIXES = frozenset("反準")
"""Stop-prefixes that leave a name what it is: 反ロシア is about Russia."""

HONORIFIC = Lazy(
    "氏|さん|様|君|(?:朝鮮)?労働党|(?:前|元|新|副)?(?:総書記|大統領|首相|総理|国家主席|主席|国務委員長|委員長|書記長|書記|"
    "外相|外務相|国防相|国防長官|国務長官|財務長官|長官|大臣|将軍|元帥|同志|議長|報道官|事務総長|大使|社長|会長|教授|准教授|"
    "研究員|記者|被告|容疑者|選手|監督|夫人|妃|国王|皇太子|議員|知事|市長|司令官|大将|中将)"
)
"""What follows a person's name; Sudachi cuts 金正恩氏 into 金正 and 恩氏."""

DO_VERB = Lazy(
    "する|すれ|すべ|した|して|し[、，]|し(?=[㐀-鿿])|しな[いがか]|しま[すしせ]|しつつ|しよう|しそう|しにく|しや|しうる|しえ|し得|し$|"
    "さ[れせ]|せず|せよ|でき(?=[るたなまずてぬ、])"
)
"""What follows a noun used as a verb."""

DO_WORDS = frozenset(("為る", "出来る", "致す", "為さる"))
"""Normalised forms that inflect a する-verb: 容認できない is a form of 容認する."""

PARTICLES = frozenset("はがのをにでともへや")
"""Hiragana after which a noun of two or more kanji has certainly ended."""

COUNTER = Lazy(
    "発|基|機|隻|本|個|台|回|号|型|級|[ヶカか箇]国|年|月|日|人|社|件|位|割|倍|点|[億兆万千]|パーセント|ポイント|%|％"
)
"""After an acronym, digits with one of these are a number, not part of a type designation: ICBM2発, but KN23."""

SINGLE_COUNTRY = Lazy(
    "大統領|政府|政権|国務|国防|国家|財務|商務|司法|議会|上院|下院|高官|当局|大使|メディア|紙|企業|軍|両|外務|外相|首相|首脳|側"
)
"""After one of these a one-character country name stands for the country: トランプ米大統領."""

COUNTRY_LIST = Lazy("[、・，と]$")

VISITS = frozenset("在訪来駐滞渡帰離初同翌前当毎連祝平休曜")
"""Kanji that take a following country character into a word of their own: 在日米軍, 訪日中."""

TRAVELS = frozenset("在訪来駐滞渡帰離")
"""Those of them that take any country: 訪仏中 is "during a visit to France"."""

ATTITUDES = frozenset("対反親嫌")
"""Kanji that govern a whole country string: 対中露政策."""

GOVERNING = frozenset("対親反駐在訪故元前現旧新")
"""Kanji before a name that Sudachi likes to glue to it: 親北朝鮮 is 親北 + 朝鮮 to it."""

PERSONAL = Lazy("氏|さん|ちゃん|くん|君|師匠|一門")
"""What makes a person of the characters before it."""

_MEETING = "(?:会[談合議]|協議|対話)"
BILATERAL = Lazy(
    f"(?:電話)?{_MEETING}|首脳(?:級|電話)?{_MEETING}|サミット|(?:外|防衛|国防|財務)?(?:相|大臣|閣僚|次官|局長|高官|実務者)級?{_MEETING}|"
    "(?:共同|合同)[㐀-鿿]{2}|軍事(?:同盟|協力|演習|協定)|関係|同盟|協力|連携|提携|協定|条約|貿易|通商|安保|安全保障|国境|対立|摩擦|"
    "交渉|交流|友好|枠組み|戦(?![略力闘術況])|紛争|国交|経済連携|自由貿易"
)
"""Before one of these English has the hyphenated form: Japan-Germany summit."""

PARTIES = Lazy(
    "[両各]国|両|首[脳相]|政府|当局|外相|国防相|防衛相|大統領|軍|間|側|等|三国|[0-9０-９一二三四五六七八九十]+[カか箇ヶヵ]国|"
    "の(?:首脳|外相|両|間|政府|[0-9０-９一二三四五六七八九十]+[カか箇ヶヵ]国)"
)
"""What is said of countries: two characters before one of these are no other word."""

_AFFAIRS = (
    "チーム メディア サイド ルート ガス ビザ マネー ショック リスク カード オリンピック パラリンピック サミット マラソン タワー ドーム "
    "スタジアム グループ ツアー トップ ミサイル システム ドローン ビジネス センター フォーラム プラン モデル リーグ カップ ファンド "
    "ロビー ウォッチャー コネクション スパイ ハッカー サッカー エネルギー オープン グランプリ フェスティバル コミュニティー コミュニティ "
    "ドル ポンド ルーブル リラ ルピー ペソ"
)
AFFAIRS = frozenset(_AFFAIRS.split())
"""Katakana words before which a name in katakana means the country, place or person: イランチーム, but トルコキキョウ."""

_REGIONS = {
    "アメリカ": Lazy("(?:ラテン|中央|中南|北|南)$"),
    "日本": Lazy("[西東北同翌当毎連両即終初]$"),  # 同日 + 本会議
    "ロシア": Lazy("白$"),
    "東京": Lazy("[北関]$"),
    "米国": Lazy("新$|古$|外$|精$|農産$"),  # 新米 + 国産
}
_AFTER = {
    "中国": Lazy("地方|山地|自動車道|電力|新聞|四国"),
    "東京": Lazy("湾(?!岸)"),
    "インド": Lazy("洋"),
    "日本": Lazy("橋|製鉄|郵船|生命|通運|テレビ|経済新聞|書紀|大学"),  # Nippon, Nihon
    "核": Lazy("家族"),
}

_DAYTIME = Lazy(
    "気温|最高|最低|晴れ|曇|暑|寒|日差し|日射|屋外|戸外|外出|外に出|日照|昼間|夜間|夜も|夜は|眠|寝|仕事|留守|過ごし|活動時間|紫外線|度まで"
)
_NATIONS = Lazy(
    "中国|日本|両国|両政府|首脳|会談|外相|外交|関係|国交|政府|貿易|経済|対立|協力|協議|条約|友好|米国|韓国|尖閣|習近平|北京|国境|協定|摩擦|交流"
)
_DEW = Lazy("朝露[がにをのも]?(?:光|濡|ぬれ|宿|消|玉|草|葉|輝|落|乾|き)|[草葉花露].{0,3}朝露|朝露の(?:よう|ごと)")
_NEWSPAPER = Lazy("朝日(?:新聞|放送|テレビ|[がをに]?(?:昇|差|さし|浴|輝|まぶし)|町|の光)")
_DRAGONS = Lazy("中日(?:ドラゴンズ|新聞|は?\\d|[^。]{0,12}(?:投手|打線|巨人|阪神|試合))")
_EARTHQUAKE = Lazy("中越(?:地震|地方|沖|大震災|典)|(?:新潟県?)中越")
_CORE = Lazy("(?:と|に)(?:なる|なっ|なり|し[てた]|する|据え)")  # 核となる: the core of something
_RICE = Lazy("米(?:を|が|の|は)?(?:炊|食|作|価格|消費|収穫|農家|粒|袋|不足|研|輸入自由)|[おコ新]米")


_MINISTRY_ORDER = Lazy("令(?![和嬢状])")
_SAVING = Lazy("エネ|スペース|電力|人化|力化|資源|燃費")
_ORDER = Lazy("嬢")
_CASTLE = Lazy("城|無血|籠城|降伏|落城")
_DOMESTIC = frozenset("民内外旗境産際会連益家籍交防土有")
"""Kanji that make a word with 国: after these, 訓練中国民 is more likely 訓練中 + 国民 than 訓練 + 中国."""


def domestic(surface: str, after: str) -> bool:
    """Whether 国 of 中国 may open another word (国民, 国内), so that 中 may be "during"."""
    return surface == "中国" and after in _DOMESTIC and after != ""


def another_sense(surface: str, text: str, start: int, end: int) -> bool:
    """Whether the words around ``text[start:end]`` show that it means something other than the term."""
    last = surface[-1]
    if last in _TAILS:
        if last in "省庁府" and _MINISTRY_ORDER.match(text, end):
            return True
        if last == "省" and _SAVING.match(text, end):  # 環境|省エネ
            return True
        if last == "令" and _ORDER.match(text, end):  # 大統領|令嬢
            return True
    if surface not in _SENSES:
        return False
    if surface in _REGIONS and _REGIONS[surface].search(text[max(0, start - 3) : start]):
        return True
    if surface in _AFTER and _AFTER[surface].match(text, end):
        return True
    window = text[max(0, start - 12) : end + 16]
    if surface == "日中":
        after = text[end : end + 16]
        if _DAYTIME.search(window):
            return True
        kanji_follows = re.match("[㐀-鿿韓]", after) is not None
        return not kanji_follows and _NATIONS.search(text[max(0, start - 60) : end + 60]) is None
    if surface in _WINDOWS:
        return _WINDOWS[surface].search(window) is not None
    if surface == "核":
        return _CORE.match(text, end) is not None
    if surface == "米":
        return _RICE.search(text[max(0, start - 1) : end + 8]) is not None
    if surface == "開城":
        return _CASTLE.search(text[max(0, start - 12) : start] + text[end : end + 16]) is not None
    return False


_WINDOWS = {"朝露": _DEW, "朝日": _NEWSPAPER, "中日": _DRAGONS, "中越": _EARTHQUAKE}
_SENSES = frozenset((*_REGIONS, *_AFTER, *_WINDOWS, "日中", "核", "米", "開城"))
_TAILS = frozenset("省庁府令")
