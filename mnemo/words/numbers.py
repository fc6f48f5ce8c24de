"""Numbers as Japanese says them: what the front end would misread is written out for it, or marked as uncertain.

    12:30に開始 -> 12時30分に開始      3:1 -> 3対1      2026.04.01 -> 2026年4月1日      ¥1,200 -> 1200円
    .5 -> 0.5      -5 -> マイナス5      1e-5 -> 10のマイナス5乗      x² -> xの2乗      第II種 -> 第2種
    5km -> 5キロメートル

A form whose reading depends on what it means (20:30 is a time or a ratio; I型, GPT-4, 3D, 1/2, 1.2.3) is changed to an
empty text, and the caller asks the author. A number that stays as it is counts as a change too, so that one furigana
stands over the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class Change(NamedTuple):
    """A span of a text and what is said for it; "" where nobody can tell."""

    start: int
    stop: int
    said: str


N = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_CURRENCIES = {"¥": "円", "$": "ドル", "€": "ユーロ", "£": "ポンド"}
_SUPERSCRIPTS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_POWER = r"(?:\^\{?([+-]?\d+)\}?|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
UNITS = {
    "km": "キロメートル", "m": "メートル", "cm": "センチメートル", "mm": "ミリメートル", "nm": "ナノメートル",
    "μm": "マイクロメートル", "km/h": "キロメートル毎時", "m/s": "メートル毎秒", "m/s²": "メートル毎秒毎秒",
    "km²": "平方キロメートル", "m²": "平方メートル", "cm²": "平方センチメートル",
    "m³": "立方メートル", "cm³": "立方センチメートル",
    "kg": "キログラム", "g": "グラム", "mg": "ミリグラム", "μg": "マイクログラム", "t": "トン",
    "L": "リットル", "l": "リットル", "mL": "ミリリットル", "ml": "ミリリットル", "dL": "デシリットル",
    "s": "秒", "ms": "ミリ秒", "μs": "マイクロ秒", "ns": "ナノ秒", "min": "分", "h": "時間",
    "Hz": "ヘルツ", "kHz": "キロヘルツ", "MHz": "メガヘルツ", "GHz": "ギガヘルツ", "THz": "テラヘルツ",
    "kB": "キロバイト", "KB": "キロバイト", "MB": "メガバイト", "GB": "ギガバイト", "TB": "テラバイト",
    "bps": "ビーピーエス", "kbps": "キロビーピーエス", "Mbps": "メガビーピーエス", "Gbps": "ギガビーピーエス",
    "W": "ワット", "kW": "キロワット", "MW": "メガワット", "kWh": "キロワット時", "V": "ボルト", "kV": "キロボルト",
    "mA": "ミリアンペア", "Pa": "パスカル", "hPa": "ヘクトパスカル", "kPa": "キロパスカル", "MPa": "メガパスカル",
    "J": "ジュール", "kJ": "キロジュール", "cal": "カロリー", "kcal": "キロカロリー", "dB": "デシベル",
    "mmHg": "ミリメートル水銀柱", "bit": "ビット", "ha": "ヘクタール", "mol": "モル", "rpm": "アールピーエム",
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_ROMAN = {"I": 1, "V": 5, "X": 10}
_ROMAN_SIGNS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_RANKS = "種期度級相類群章部編巻条項世次系"  # what a Roman numeral counts; 型 from II on (I型 is a shape too)
_TIME_BEFORE = re.compile(r"(?:午前|午後|時刻|時刻は|時間は)\Z")
_TIME_AFTER = re.compile(r"ごろ|頃|開始|に開始|に始|から|まで|発|着|終了|に終")
_RATIO_BEFORE = re.compile(r"(?:比|比率|割合|縮尺|オッズ)[はがを]?\Z")
_RATIO_AFTER = re.compile(r"の?(?:比|割合|縮尺|混合)")


def find_changes(text: str, taken: list[tuple[int, int]]) -> list[Change]:
    """Find what is said for the numbers of a plain text, in its order, outside of the spans that are `taken`."""
    claimed = list(taken)
    found: list[Change] = []
    for pattern, say in _FORMS:
        for match in pattern.finditer(text):
            start, stop = match.span()
            if start < stop and all(stop <= a or b <= start for a, b in claimed):
                said = say(match)
                if said is not None:
                    claimed.append((start, stop))
                    found.append(Change(start, stop, said))
    return sorted(found)


def drop_separators(number: str) -> str:
    """Return a number without its thousands separators."""
    return number.replace(",", "")


def _say_date(m: re.Match[str]) -> str:
    year, month, day = m[1], int(m[3]), int(m[4])
    return f"{year}年{month}月{day}日" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def _say_colons(m: re.Match[str]) -> str:
    """Return a ratio, a time, or either."""
    parts = m[0].split(":")
    ratio = "対".join(map(drop_separators, parts))
    before, after = m.string[: m.start()], m.string[m.end() :]
    clock = all(re.fullmatch(r"[0-5]\d", p) for p in parts[1:]) and re.fullmatch(r"[01]?\d|2[0-4]", parts[0])
    if len(parts) > 3 or not clock or _RATIO_BEFORE.search(before) or _RATIO_AFTER.match(after):
        return ratio
    sure = len(parts) == 3 or parts[1][0] == "0" or (parts[0][0] == "0" and len(parts[0]) == 2)
    if sure or _TIME_BEFORE.search(before) or _TIME_AFTER.match(after):
        return "".join(f"{int(p)}{unit}" for p, unit in zip(parts, "時分秒", strict=False) if int(p) or unit == "時")
    return ""


def _say_money(m: re.Match[str]) -> str:
    return f"{drop_separators(m[2])}{m[3]}{_CURRENCIES[m[1]]}"


def _say_power(base: str, exponent: str) -> str:
    return f"{base}の{_say_signed(exponent.translate(_SUPERSCRIPTS))}乗"


def _say_signed(whole: str) -> str:
    return f"マイナス{int(whole[1:])}" if whole.startswith("-") else str(int(whole))


def _say_scientific(m: re.Match[str]) -> str:
    times = "" if drop_separators(m[1]) == "1" else f"{drop_separators(m[1])}かける"
    return times + _say_power("10", m[2])


def _read_roman(m: re.Match[str]) -> str | None:
    """Return the value of a Roman numeral where it counts something, "" where it might, None where it does not."""
    values = [_ROMAN[c] for c in m[0]]
    value = sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
    if m[0] != _to_roman(value):
        return None
    before, after = m.string[: m.start()], m.string[m.end() :]
    counts = before.endswith("第") or (after and after[0] in _RANKS)
    if len(m[0]) == 1:
        sure = m[0] == "I" and counts
        return str(value) if sure else "" if counts or after.startswith("型") else None
    return str(value) if counts or after.startswith("型") else ""


def _to_roman(value: int) -> str:
    tens, ones = divmod(value, 10)
    return "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (re.compile(r"(?<![\d.,/:-])(\d{4})([./-])(\d{1,2})\2(\d{1,2})(?![\d./:-])"), _say_date),
    (re.compile(r"\d+(?:[./-]\d+){2,}"), lambda m: ""),  # 1.2.3 is a version or an address
    (re.compile(r"\d[\d.]*/\d+|\d+-\d+"), lambda m: ""),  # 1/2, 10-20
    (re.compile(rf"(?<![\d:.,]){N}(?::{N})+"), _say_colons),
    (re.compile(rf"([¥$€£])({N})([万億兆]?)"), _say_money),
    (re.compile(rf"({N})[eE]([+-]?\d+)(?![A-Za-z0-9_])"), _say_scientific),
    (re.compile(rf"({N}){_POWER}"), lambda m: _say_power(drop_separators(m[1]), m[2] or m[3])),
    (re.compile(rf"(?<=[A-Za-zα-ωΑ-Ω)]){_POWER}"), lambda m: _say_power("", m[1] or m[2])),
    (re.compile(rf"({N})~({N})"), lambda m: f"{drop_separators(m[1])}から{drop_separators(m[2])}"),
    (re.compile(rf"(?<![\w)\]-])-({N})"), lambda m: f"マイナス{drop_separators(m[1])}"),
    (re.compile(rf"(?<=[ぁ-ん])-({N})"), lambda m: f"マイナス{drop_separators(m[1])}"),
    (re.compile(r"(?<![\w.])\.(\d+)|(?<=[ぁ-ん])\.(\d+)"), lambda m: f"0.{m[1] or m[2]}"),
    (re.compile(rf"(?<=\d)(?:{_UNIT})(?![A-Za-z0-9/^²³])"), lambda m: UNITS[m[0]]),
    (re.compile(r"(?<![A-Za-z0-9.])\d[\d.]*[A-Za-z][A-Za-z0-9]*"), lambda m: ""),  # 3D, 5G
    (re.compile(rf"(?<![A-Za-z0-9]){N}"), lambda m: drop_separators(m[0])),
    (re.compile(f"[{_ROMAN_SIGNS}]"), lambda m: str(_ROMAN_SIGNS.index(m[0]) + 1)),
    (re.compile(r"(?<![A-Za-z0-9])[IVX]{1,5}(?![A-Za-z0-9])"), _read_roman),
)
