"""The vocal chain turns a voice's take into a track of the mix, and makes its sends to plate and delay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import arrays, loudness
from mnemo.dsp.blocks import piece_slices
from mnemo.dsp.filters import HOP
from mnemo.dsp.panning import pan_gains
from mnemo.model import MoraTime, StemGroup, VocalName, VocalPart
from mnemo.runtime.threads import map_in_threads
from mnemo.sound import chain, effects
from mnemo.sound.disk import Pieces
from mnemo.sound.levels import TakeLevels
from mnemo.sound.passages import Passage, find_sounding, gather_powers
from mnemo.styles.sound import VocalChain

Sound = NDArray[np.float32]

# Part name -> group of its stems; other parts are backing. Karaoke leaves the lead group out: answer and echo too.
GROUPS = dict.fromkeys((VocalName.LEAD, VocalName.DOUBLE, VocalName.ANSWER, VocalName.ECHO), StemGroup.LEAD)
BACKING = VocalChain(level_db=-9.0, presence_db=0.0, reverb_db=-9.0)

REFERENCE_LUFS = -20.0
COPIES = ((-7.0, 0.011), (7.0, 0.017))  # cents and seconds of the widening copies, left and right
THROW_FADE_S = 0.01


def find_group(part: VocalPart) -> StemGroup:
    return GROUPS.get(part.name, StemGroup.BACKING)


def find_chain(name: VocalName, chains: Mapping[VocalName, VocalChain]) -> VocalChain:
    return chains.get(name, BACKING)


def polish(take: Sound, settings: VocalChain, levels: TakeLevels | None = None) -> tuple[Sound, TakeLevels]:
    """Apply high-pass, de-esser, compressor, presence and air, and set the level in the mix: (samples,).

    Return it with its levels; a stretch of a take is given those of the whole.
    """
    passages = [Passage(take, span, settings) for span in find_sounding(take)]
    samples = len(take)

    def gather(measure: Callable[[Passage], NDArray[np.float64]]) -> NDArray[np.float64]:
        return gather_powers(((p.span, measure(p)) for p in passages), samples)

    peak_db = levels.peak_db if levels else chain.find_peak_db(gather(Passage.measure_filtered))
    loud_db = levels.loud_db if levels else chain.find_loud_db(gather(lambda p: p.measure_deessed(peak_db)))
    polished = [(p.span, *p.polish(peak_db, loud_db)) for p in passages]
    loud = (
        levels.loudness_lufs if levels else _compute_loudness([(span, found) for span, _, found in polished], samples)
    )
    gain = units.db_to_gain(REFERENCE_LUFS - loud + settings.level_db) if loud > loudness.ABSOLUTE_GATE_LUFS else 1.0
    out = np.zeros(samples, np.float32)
    for span, audio, _ in polished:
        np.multiply(audio, np.float32(gain), out=out[span])
    return out, TakeLevels(peak_db, loud_db, loud)


def _compute_loudness(powers: Sequence[tuple[slice, NDArray[np.float64]]], samples: int) -> float:
    """Compute the loudness of a take from the K-weighted powers of its passages; silence is at the gate."""
    hops = round(loudness.BLOCK_STEP_S * units.SAMPLE_RATE / HOP)
    steps = samples // (hops * HOP)
    tenths = gather_powers(powers, samples)[: steps * hops].reshape(steps, hops).mean(axis=1)
    loud = max(loudness.compute_gated_loudness(tenths), loudness.ABSOLUTE_GATE_LUFS)
    return arrays.round_level(loud, chain.LEVEL_STEP_DB)


def pan(x: Sound, pan: float, samples: int) -> Pieces:
    """Yield the first samples of a mono track, panned to its place in the mix: (samples, 2) in all."""
    left, right = pan_gains(pan)
    for piece in piece_slices(min(samples, len(x))):
        yield piece, np.stack([x[piece] * left, x[piece] * right], axis=1)


def widen(track: Sound) -> Pieces:
    """Yield the two detuned copies that make a voice wide, without the voice itself: (samples, 2) in all."""
    mono = (track[:, 0] + track[:, 1]) * np.float32(0.5)
    left, right = map_in_threads(lambda copy: effects.detune(mono, *copy), COPIES)
    for piece in piece_slices(len(mono)):
        yield piece, np.stack([left[piece], right[piece]], axis=1)


def take_throws(track: Sound, part: VocalPart, times: Sequence[MoraTime]) -> Pieces:
    """Yield only the last mora of each line, which is sent to the delay (a delay throw)."""
    last = {note.line: i for i, note in enumerate(part.notes)}
    for i in last.values():
        start, end = (units.s_to_samples(s) for s in (times[i].start_s, times[i].end_s))
        end, heard = min(end, len(track)), max(0, start)  # in a stretch of the song a line may begin before it
        if heard < end:
            age = np.arange(end - start) / units.s_to_samples(THROW_FADE_S)
            fade = np.minimum(1.0, np.minimum(age, age[::-1])).astype(np.float32)[heard - start :]
            yield slice(heard, end), track[heard:end] * fade[:, None]
