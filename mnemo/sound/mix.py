"""Stems: every part at its level, with room made for kick and words, and the returns of reverb and delay.

The lead group (lead, doubles, width, plate and delay of the lead) and the rest share no return, so that karaoke is the
sum of the rest. Nothing here bends one stem by another's waveform: the sum of the stems is the mix.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import filters
from mnemo.model import Part, Score, Section, Stem, Take
from mnemo.runtime.threads import map_in_threads
from mnemo.sound import band, ducking, effects, vocals
from mnemo.sound.channels import moved
from mnemo.sound.disk import Kept, Pieces, Source, pieces
from mnemo.styles.schema import SoundStyle

Sound = NDArray[np.float32]

OFF_DB = -60.0  # a send at this level is none
SECTION_FADE_S = 0.05


def vocal_stems(score: Score, takes: Sequence[Take], sound: SoundStyle, samples: int) -> list[Stem]:
    """Every vocal part, the lead first, then the lead group's width, plate and delay. Backing has no returns here."""
    chains = [vocals.chain(part.name, sound.vocals) for part in score.vocals]

    def polished(i: int) -> Stem:
        part = score.vocals[i]
        track = vocals.panned(vocals.polish(takes[i].audio, chains[i]), chains[i].pan, samples)
        return Stem(part.name, vocals.group(part), Kept(samples, track))

    stems = map_in_threads(polished, range(len(takes)))
    ours = [i for i, stem in enumerate(stems) if stem.group == "lead"]

    def thrown(i: int) -> Pieces:
        return vocals.thrown(stems[i].audio, score.vocals[i], takes[i].times)

    width = ((vocals.widen(stems[i].audio), chains[i].width_db) for i in ours if chains[i].width_db > OFF_DB)
    plate = ((stems[i].source, chains[i].reverb_db) for i in ours)
    echo = ((stems[i].source, chains[i].delay_db) for i in ours)
    throws = ((thrown(i), chains[i].throw_db) for i in ours if chains[i].throw_db > OFF_DB)
    returns: dict[str, Callable[[], Sound]] = {
        "lead-width": lambda: send(width, samples),
        "lead-reverb": lambda: effects.reverberate(send(plate, samples), sound.plate),
        "lead-delay": lambda: effects.ping_pong(
            send(itertools.chain(echo, throws), samples), sound.delay, score.us_per_beat
        ),
    }
    return [*stems, *_heard("lead", map_in_threads(lambda name: (name, Kept.of(returns[name]())), returns))]


def band_parts(score: Score, sound: SoundStyle, samples: int) -> list[Kept]:
    """Every band part in its channel, as it sounds without a voice."""
    pumping = ducking.pump(score, sound.mix.pump, samples)
    moves = section_gains(score.sections, sound, score.us_per_beat, samples)(slice(0, samples))

    def play(part: Part) -> Kept:
        return Kept(samples, moved(band.render(part, score, sound, samples), band.channel(part, sound), pumping, moves))

    parts = map_in_threads(play, score.parts)
    band.forget()
    return parts


def band_stems(score: Score, sound: SoundStyle, parts: Sequence[Kept], vocal: Sequence[Stem]) -> list[Stem]:
    """The band's parts, then its reverb and delay, all ducked under the lead."""
    samples = len(vocal[0].audio)
    channels = [band.channel(part, sound) for part in score.parts]
    cuts = ducking.cuts(vocal[0].audio, send(((part, 0.0) for part in parts), samples), sound.mix.duck)

    def make_room(i: int) -> None:
        if channels[i].yields > 0:
            parts[i].replace(ducking.duck(parts[i](), cuts, channels[i].yields))

    map_in_threads(make_room, range(len(channels)))
    backing = [s for s in vocal if s.group == "backing"]
    room = ((part, channel.reverb_db) for part, channel in zip(parts, channels, strict=True))
    harmonies = ((stem.source, vocals.chain(stem.name, sound.vocals).reverb_db) for stem in backing)
    echo = ((part, channel.delay_db) for part, channel in zip(parts, channels, strict=True))
    returns: dict[str, Callable[[], Sound]] = {
        "reverb": lambda: effects.reverberate(send(itertools.chain(room, harmonies), samples), sound.reverb),
        "delay": lambda: effects.ping_pong(send(echo, samples), sound.delay, score.us_per_beat),
    }
    wet = map_in_threads(lambda name: (name, Kept(samples, ducking.duck(returns[name](), cuts, 1.0))), returns)
    stems = [Stem(part.name, "band", kept) for part, kept in zip(score.parts, parts, strict=True)]
    return [*stems, *_heard("band", wet)]


def _heard(group: str, wet: Iterable[tuple[str, Kept]]) -> list[Stem]:
    """Returns as stems; none for one that is silent."""
    return [Stem(name, group, kept) for name, kept in wet if kept.sounds]


def send(sources: Iterable[tuple[Source, float]], samples: int) -> Sound:
    """What goes into an effect: tracks, each at its send level in dB."""
    out = np.zeros((samples, 2), np.float32)
    for track, level_db in sources:
        if level_db > OFF_DB:
            gain = np.float32(units.db_to_gain(level_db))
            for piece, audio in pieces(track):
                out[piece] += audio if gain == 1 else audio * gain
    return out


def section_gains(sections: Sequence[Section], sound: SoundStyle, us_per_beat: int, samples: int) -> filters.Gain:
    """The band's level at every sample: the style's dB for each kind of section, with short fades between."""
    hops = -(-samples // filters.HOP)
    level_db = np.full(hops, sound.mix.band_db)
    for section in sections:
        first, end = (
            round(units.ticks_to_samples(t, us_per_beat) / filters.HOP)
            for t in (section.start_ticks, section.end_ticks)
        )
        level_db[first : end if section is not sections[-1] else hops] += sound.mix.sections_db.get(section.kind, 0.0)
    reach = round(SECTION_FADE_S * units.SAMPLE_RATE / filters.HOP)
    padded = np.pad(level_db, (reach, reach), mode="edge")
    return filters.Gain.of_db(np.convolve(padded, np.ones(2 * reach + 1) / (2 * reach + 1), "valid"))


def totals(stems: Sequence[Stem]) -> tuple[Sound, Sound]:
    """The float32 sum of the stems, and the sum of all but the lead group, of which nothing is left there."""
    samples = len(stems[0].audio)
    groups = [[(s.source, 0.0) for s in stems if (s.group == "lead") == lead] for lead in (True, False)]
    whole, rest = map_in_threads(lambda group: send(group, samples), groups)
    whole += rest
    return whole, rest
