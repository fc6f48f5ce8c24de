"""Stems: every part at its level and ducked under kick and words, and the returns of reverb and delay.

The lead group (lead, doubles, width, plate and delay of the lead) and the rest share no return, so that karaoke is the
sum of the rest. Everything here is linear in each stem: the sum of the stems is the mix.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import filters
from mnemo.model import Part, Score, Section, Stem, StemGroup, Take
from mnemo.runtime.threads import map_in_threads
from mnemo.sound import band, ducking, effects, vocals
from mnemo.sound.channels import apply_movement
from mnemo.sound.disk import Pieces, Source, StemFile, iterate_pieces
from mnemo.sound.levels import TakeLevels
from mnemo.styles.schema import SoundStyle

Sound = NDArray[np.float32]

NO_LEVELS: Mapping[str, TakeLevels] = MappingProxyType({})
OFF_DB = -60.0  # a send at this level is off
SECTION_FADE_S = 0.05


def make_vocal_stems(
    score: Score, takes: Sequence[Take], sound: SoundStyle, samples: int, levels: Mapping[str, TakeLevels] = NO_LEVELS
) -> tuple[list[Stem], dict[str, TakeLevels]]:
    """Make a stem of every vocal part, the lead first, then of the lead group's width, plate and delay.

    The returns of backing parts are the band's. Return the stems and the levels of every part; `levels` are those that
    are known already, because the takes are a stretch of the song.
    """
    chains = [vocals.find_chain(part.name, sound.vocals) for part in score.vocals]

    def polish(i: int) -> tuple[Stem, TakeLevels]:
        part = score.vocals[i]
        track, measured = vocals.find_polished(takes[i].audio, chains[i], levels.get(part.name))
        kept = StemFile(samples, vocals.pan(track, chains[i].pan, samples))
        return Stem(part.name, vocals.find_group(part), kept), measured

    stems, measured = zip(*map_in_threads(polish, range(len(takes))), strict=True)
    ours = [i for i, stem in enumerate(stems) if stem.group == StemGroup.LEAD]

    def thrown(i: int) -> Pieces:
        return vocals.take_throws(stems[i].audio, score.vocals[i], takes[i].times)

    width = ((vocals.widen(stems[i].audio), chains[i].width_db) for i in ours if chains[i].width_db > OFF_DB)
    plate = ((stems[i].source, chains[i].reverb_db) for i in ours)
    echo = ((stems[i].source, chains[i].delay_db) for i in ours)
    throws = ((thrown(i), chains[i].throw_db) for i in ours if chains[i].throw_db > OFF_DB)
    returns: dict[str, Callable[[], Sound]] = {
        "lead-width": lambda: sum_sends(width, samples),
        "lead-reverb": lambda: effects.reverberate(sum_sends(plate, samples), sound.plate),
        "lead-delay": lambda: effects.apply_ping_pong(
            sum_sends(itertools.chain(echo, throws), samples), sound.delay, score.us_per_beat
        ),
    }
    wet = _keep_audible(StemGroup.LEAD, map_in_threads(lambda name: (name, StemFile.of(returns[name]())), returns))
    return [*stems, *wet], {stem.name: found for stem, found in zip(stems, measured, strict=True)}


def play_band_parts(score: Score, sound: SoundStyle, samples: int, start: int = 0) -> list[StemFile]:
    """Render every band part in its channel, as it sounds without a voice, from a sample of the song on."""
    end = start + samples
    pumping = ducking.compute_pumping(score, sound.mix.pump, end)[start:]
    moves = compute_section_gains(score.sections, sound, score.us_per_beat, end)(slice(start, end))

    def play(part: Part) -> StemFile:
        return StemFile(
            samples,
            apply_movement(
                band.render_part(part, score, sound, samples, start), band.find_channel(part, sound), pumping, moves
            ),
        )

    parts = map_in_threads(play, score.parts)
    band.clear_caches()
    return parts


def make_band_stems(
    score: Score,
    sound: SoundStyle,
    parts: Sequence[StemFile],
    vocal: Sequence[Stem],
    lead_db: float | None = None,
) -> tuple[list[Stem], float]:
    """Make the stems of the band's parts, then of its reverb and delay, all ducked under the lead.

    Return the stems and the level of the lead's loudest band; a stretch of the song is given that of the whole.
    """
    samples = len(vocal[0].audio)
    channels = [band.find_channel(part, sound) for part in score.parts]
    band_sum = sum_sends(((part, 0.0) for part in parts), samples)
    cuts = ducking.find_cuts(vocal[0].audio, band_sum, sound.mix.duck, lead_db)

    def make_room(i: int) -> None:
        if channels[i].yields > 0:
            parts[i].replace(ducking.duck(parts[i](), cuts, channels[i].yields))

    map_in_threads(make_room, range(len(channels)))
    room = ((part, channel.reverb_db) for part, channel in zip(parts, channels, strict=True))
    backing = ((s, p) for s, p in zip(vocal, score.vocals, strict=False) if s.group == StemGroup.BACKING)
    harmonies = ((stem.source, vocals.find_chain(part.name, sound.vocals).reverb_db) for stem, part in backing)
    echo = ((part, channel.delay_db) for part, channel in zip(parts, channels, strict=True))
    returns: dict[str, Callable[[], Sound]] = {
        "reverb": lambda: effects.reverberate(sum_sends(itertools.chain(room, harmonies), samples), sound.reverb),
        "delay": lambda: effects.apply_ping_pong(sum_sends(echo, samples), sound.delay, score.us_per_beat),
    }
    wet = map_in_threads(lambda name: (name, StemFile(samples, ducking.duck(returns[name](), cuts, 1.0))), returns)
    stems = [Stem(part.name, StemGroup.BAND, kept) for part, kept in zip(score.parts, parts, strict=True)]
    return [*stems, *_keep_audible(StemGroup.BAND, wet)], cuts.lead_db


def _keep_audible(group: StemGroup, wet: Iterable[tuple[str, StemFile]]) -> list[Stem]:
    """Make stems of the returns that are not silent."""
    return [Stem(name, group, kept) for name, kept in wet if kept.sounds]


def sum_sends(sources: Iterable[tuple[Source, float]], samples: int) -> Sound:
    """Sum the tracks, each at its send level in dB, into the input of an effect."""
    out = np.zeros((samples, 2), np.float32)
    for track, level_db in sources:
        if level_db > OFF_DB:
            gain = np.float32(units.db_to_gain(level_db))
            for piece, audio in iterate_pieces(track):
                out[piece] += audio if gain == 1 else audio * gain
    return out


def compute_section_gains(
    sections: Sequence[Section], sound: SoundStyle, us_per_beat: int, samples: int
) -> filters.Gain:
    """Compute the band's gain at every sample: the style's dB for each kind of section, with short fades between."""
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


def sum_stems(stems: Sequence[Stem]) -> tuple[Sound, Sound]:
    """Return the float32 sum of all stems, and the sum without the lead group (karaoke)."""
    samples = len(stems[0].audio)
    groups = [[(s.source, 0.0) for s in stems if (s.group == StemGroup.LEAD) == lead] for lead in (True, False)]
    whole, rest = map_in_threads(lambda group: sum_sends(group, samples), groups)
    whole += rest
    return whole, rest
