"""Makes `mnemo/words/homographs.tsv`: words whose reading the front end may get wrong, by a rule, from public sources.

    python -m tests.instruments.homographs heteronyms.json heteronyms_Sato2022.json > mnemo/words/homographs.tsv

Sources: `yomikata/config/*.json` of github.com/passaglia/yomikata (MIT; how often each reading of 130 words occurs in
its corpora, and the word list of Sato et al. 2022, LREC), SudachiDict core (Apache-2.0; a second dictionary), and the
words that this project met (`OWN`).

The rule. A reading is common when it has 7 % of its word's occurrences or more and Sudachi lists it for that word.
Words without counts have one common reading: the one that Sudachi gives to the word alone, unless that is a person's
name or a count (一回), and if the word has two characters or more; of these, those that Sato lists are taken, and
those that the front end reads otherwise. A word with two common readings asks; one with a single common reading asks
where the front end takes another.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from mnemo.words import frontend, kana

COMMON = 0.07  # of a word's occurrences: モンジ for 文字 has 6 %
OWN = {
    "行っ": "イッ オコナッ", "行": "ギョウ コウ", "空": "カラ ソラ", "表": "ヒョウ オモテ", "角": "カク カド",
    "要": "カナメ ヨウ", "縁": "フチ エン", "床": "ユカ トコ", "生": "ナマ セイ", "辛い": "ツライ カライ",
    "開く": "ヒラク アク", "開い": "ヒライ アイ",
    "開け": "ヒラケ アケ", "止める": "トメル ヤメル", "止め": "トメ ヤメ", "市場": "シジョウ イチバ",
    "十分": "ジュウブン ジュップン", "上手": "ジョウズ カミテ", "一日": "イチニチ ツイタチ", "1日": "イチニチ ツイタチ",
    "一行": "イチギョウ イッコウ", "抱く": "イダク ダク", "怒る": "オコル イカル", "汚れ": "ヨゴレ ケガレ",
    "通っ": "トオッ カヨッ", "一月": "イチガツ ヒトツキ", "一分": "イップン イチブ", "一文": "イチブン イチモン",
    "一寸": "イッスン チョット", "何時": "ナンジ イツ", "何分": "ナンプン ナニブン",
    "環": "ワ カン", "弦": "ゲン ツル", "径": "ケイ", "瓜": "ウリ",
}  # fmt: skip
COUNTS = "一二三四五六七八九十百千万何数"
WORD = re.compile(r"[一-龥々]{1,4}[ぁ-ん]{0,2}")
ALONE = re.compile(r"[一-龥々]{2,4}")  # one character, or one with okurigana, is decided by what stands around it
NOUNS = re.compile(r"[一-龥々]{2}")


def table(counts: dict[str, dict[str, int]], listed: set[str]) -> dict[str, tuple[list[str], list[str]]]:
    """Word -> common and rare readings, as they are spelled."""
    import sudachipy

    dictionary: Any = sudachipy.Dictionary()
    tokens: Any = dictionary.tokenizer(mode=sudachipy.SplitMode.C)
    known, nouns = _entries(dictionary)
    found = {word: (reading.split(), sorted(known[word] - set(reading.split()))) for word, reading in OWN.items()}
    for word, readings in counts.items():
        shares = {kana.to_katakana(r): n / sum(readings.values()) for r, n in readings.items()}
        shares = {r: share for r, share in shares.items() if r in known[word]}
        common = [r for r, share in shares.items() if share >= COMMON]
        found.setdefault(word, (common, [r for r in shares if r not in common]))
    doubtful = {word for word, readings in known.items() if len(readings) > 1 and ALONE.fullmatch(word)}
    for word in sorted((doubtful | nouns | listed) - found.keys()):
        pieces, (first, *more) = tokens.tokenize(word), frontend.analyse(word, ())
        name = pieces[0].part_of_speech()[2] == "人名"
        if len(pieces) > 1 or more or first["is_unknown"] or name or word[0] in COUNTS:
            continue
        best, other = pieces[0].reading_form(), first["read"].replace("’", "")
        if kana.is_kana(best) and (kana.to_sound(best) != kana.to_sound(other) or word in listed):
            found[word] = ([best], [r for r in dict.fromkeys((other, *sorted(known[word]))) if r != best])
    return {
        word: (common, rare) for word, (common, rare) in sorted(found.items()) if common and len(common) + len(rare) > 1
    }


def _entries(dictionary: Any) -> tuple[dict[str, set[str]], set[str]]:
    """Sudachi's readings of each word that is no person's name, and its common nouns of two characters."""
    known: dict[str, set[str]] = defaultdict(set)
    nouns = set()
    for entry in dictionary.entries():
        word, kind = entry.surface(), entry.part_of_speech()
        if kind[2] == "人名" or not WORD.fullmatch(word):
            continue
        if kind[1] != "固有名詞":
            known[word].add(entry.reading_form())
        if kind[1] == "普通名詞" and NOUNS.fullmatch(word):
            nouns.add(word)
    return known, nouns


def main() -> None:
    counted, listed = (json.loads(Path(path).read_text("utf-8")) for path in sys.argv[1:3])
    words = {word for part in listed.values() for word in part}
    rule = str(__doc__).split("\n\n", 2)[2].strip()
    print("# Word, common readings, rare readings. Made by tests/instruments/homographs.py, which holds the rule:")
    print("\n".join(f"# {line}".rstrip() for line in rule.splitlines()))
    for word, (common, rare) in table(counted, words).items():
        print(f"{word}\t{' '.join(common)}\t{' '.join(rare)}")


if __name__ == "__main__":
    main()
