"""Is every mora of the inventory understood, sung in words of carrier lines? Run by hand; it asserts nothing.

    python -m tests.bench.bench_morae [--voices alpha] [--every 1]

A line is three words on one pitch in eighths, with rests between; Whisper hears it. A mora is right where none of its
phones is heard wrong in one of its words. `--every 4` sings every fourth line. Morae of the inventory that no word has
(ニェ) are not tested.
"""

from __future__ import annotations

import argparse
from collections import defaultdict

import numpy as np

from mnemo import styles, units
from mnemo.hearing import ExpectedLine, HeardSong, hear, load_whisper
from mnemo.model import Mora, Phrase, SungNote, Topic
from mnemo.sound import voices
from mnemo.sound.voices.neural import model, phrase
from mnemo.sound.voices.neural.singer import NeuralVoice
from mnemo.sound.voices.phrases.cutting import REST_LIMIT_TICKS, Request
from mnemo.words import kana
from mnemo.words.transcript import collapse
from tests.instruments.phonemes import to_phonemes

WORDS = """
アサヒ イヌ ウミ エキ オカシ カラス キツネ クルマ ケムリ コドモ キャベツ キュウリ キョウシツ
クォーター グァテマラ ガッコウ ギンコウ グンタイ ゲンキ ゴハン ギャクテン ギュウニュウ ギョウザ
サクラ スイカ セカイ ソラマメ シャシン シンブン シュクダイ シェフ ショクドウ ザッシ ズボン ゼンブ
ゾウサン ジャマ ジカン ジュギョウ ジェットキ ジョウズ タマゴ ティッシュ トゥモロー テガミ トケイ
ツクエ チャワン チカラ チュウゴク チェック チョコレート ダイコン ディスク ヒンドゥーキョウ デンワ
ドア デュエット ナマエ ニワトリ ヌノ ネコ ノリマキ ニャンコ ニュース ニョウボウ ハナビ ヒトリ ヘヤ
ホシゾラ ヒャクエン ヒューマン ヒョウガ ファン フィルム フネ フェリー フォーク フュージョン バナナ
ビール ブタニク ベンチ ボール サンビャク ビュッフェ ビョウイン パンヤ ピアノ プール ペンギン ポスト
ロッピャク ピューマ ハッピョウ マド ミズ ムシメガネ メダカ モリ ミャク ミュージック ミョウジ ヤマ
ユキダルマ イェール ヨルゴハン ラジオ リンゴ ルスバン レモン ロウソク リャクズ リュウガク リョコウ
ワタシ ウィーン ウェブサイト ウォーター モーツァルト カンツォーネ フィレンツェ ヴァイオリン ヴィーナス
ラヴ ヴェネツィア ヴォーカル サンマ センタク レンアイ ホンヤ ゼンゼン コッカイ キッテ ネッシン
ラッパ スウガク セイカツ オオカミ カード
"""
IN_A_LINE = 3
PITCH, EIGHTH, GAP = 58, units.TICKS_PER_BEAT // 2, units.TICKS_PER_BEAT
US_PER_BEAT = 500_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", default="alpha")
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    words = WORDS.split()
    lines = [words[i : i + IN_A_LINE] for i in range(0, len(words), IN_A_LINE * options.every)]
    ear = load_whisper()
    for name in options.voices.split(","):
        voice = voices.load(name)
        if not isinstance(voice, NeuralVoice):
            raise SystemExit(f"{name} is not a neural voice")
        singer = phrase.Singer(voice.voice, voice.octaves)
        song, morae = _sing(singer, lines)
        right: dict[str, list[bool]] = defaultdict(list)
        wrong, of = 0, 0
        for line, of_line in zip(hear(song, ear).lines, morae, strict=True):
            errors = line.heard["dry"].tally
            wrong, of = wrong + errors.wrong, of + errors.of
            for mora, failed in _failures(of_line, line.heard["dry"].errors).items():
                right[mora].append(not failed)
            print(f"    {errors.wrong:2}/{errors.of:2} {line.line.text} > {line.heard['dry'].text}", flush=True)
        never = [mora for mora, found in right.items() if not any(found)]
        print(f"{name}: {wrong}/{of} phones wrong; {len(right) - len(never)} of {len(right)} morae right: not {never}")


def _sing(singer: phrase.Singer, lines: list[list[str]]) -> tuple[HeardSong, list[tuple[str, ...]]]:
    """Sing each line; return what is to be heard and the morae of each line."""
    engine = model.load_model()
    parts, expected, morae, at_s = [], [], [], 0.0
    for words in lines:
        split = [kana.split_morae(word) for word in words]
        sung = phrase.sing(engine, singer, _request(split))
        end_s = at_s + len(sung.audio) / units.SAMPLE_RATE
        phones = [p for word in split for phonemes in to_phonemes(word) for p in phonemes]
        expected.append(ExpectedLine.of("、".join(words), "carrier", at_s, end_s, phones, {}))
        parts.append(sung.audio)
        morae.append(tuple(mora for word in split for mora in word))
        at_s = end_s
    return HeardSong(
        Topic("carrier", "carrier", "", {}, (), ""), tuple(expected), {"dry": np.concatenate(parts)}
    ), morae


def _request(words: list[tuple[str, ...]]) -> Request:
    text, notes, at = [], [], 0
    for word in words:
        made = tuple(Mora(k, p, True) for k, p in zip(word, to_phonemes(word), strict=True))
        text.append(Phrase(made))
        for mora in made:
            notes.append(SungNote(at, EIGHTH, PITCH, mora, 0))
            at += EIGHTH
        at += GAP
    lead = styles.load(styles.DEFAULT).sound.singers["lead"]
    return Request(tuple(text), tuple(notes), 0, lead, US_PER_BEAT, REST_LIMIT_TICKS)


def _failures(morae: tuple[str, ...], errors: tuple[int, ...]) -> dict[str, bool]:
    """Mora -> whether one of its phones was heard wrong in every place of the line."""
    owners = [(n, p) for n, phonemes in enumerate(to_phonemes(morae)) for p in phonemes]
    kept = collapse([p for _, p in owners])
    failed = {owners[index][0] for index, error in zip(kept, errors, strict=True) if error}
    found: dict[str, bool] = {}
    for n, mora in enumerate(morae):
        found[mora] = found.get(mora, True) and n in failed
    return found


if __name__ == "__main__":
    main()
