"""Stems: every part at its level and ducked under kick and words, and the returns of reverb and delay.

The lead group (lead, doubles, width, plate and delay of the lead) and the rest share no return, so that karaoke is the
sum of the rest. Everything here is linear in each stem: the sum of the stems is the mix.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import filters
from mnemo.dsp.blocks import PIECE, piece_slices
from mnemo.dsp.windows import slide_average
from mnemo.model import Part, Score, Section, Stem, StemGroup, Take
from mnemo.runtime.threads import map_in_threads
from mnemo.sound import band, ducking, effects, vocals
from mnemo.sound.channels import apply_movement
from mnemo.sound.disk import Kept, Pieces, Source, StemFile, iterate_pieces
from mnemo.sound.levels import TakeLevels
from mnemo.styles.schema import SoundStyle

Sound = NDArray[np.float32]
Keep = Callable[[Sound], Kept]

NO_LEVELS: Mapping[str, TakeLevels] = MappingProxyType({})
OFF_DB = -60.0  # a send at this level is off
RETURNS_YIELD = 2.0  # the band's reverb and delay are ducked twice, since what they are sent is not
HARMONY_REVERB_DB = -6.0  # the harmonies' reverb is not ducked, so it is softer
WET_GROUPS = {
    "lead-width": StemGroup.LEAD,
    "lead-reverb": StemGroup.LEAD,
    "lead-delay": StemGroup.LEAD,
    "backing-reverb": StemGroup.BACKING,
}
SECTION_FADE_S = 0.05


def make_vocal_stems(
    score: Score, takes: Sequence[Take], sound: SoundStyle, samples: int, levels: Mapping[str, TakeLevels] = NO_LEVELS
) -> tuple[list[Stem], dict[str, TakeLevels]]:
    """Make a stem of every vocal part, the lead first, then of the lead group's width, plate and delay, and of the
    harmonies' reverb.

    Return the stems and the levels of every part; `levels` are those that
    are known already, because the takes are a stretch of the song.
    """
    chains = [vocals.find_chain(part.name, sound.vocals) for part in score.vocals]

    def polish(i: int) -> tuple[Stem, TakeLevels]:
        part = score.vocals[i]
        track, measured = vocals.polish(takes[i].audio, chains[i], levels.get(part.name))
        kept = StemFile(samples, vocals.pan(track, chains[i].pan, samples))
        return Stem(part.name, vocals.find_group(part), kept), measured

    stems, measured = zip(*map_in_threads(polish, range(len(takes))), strict=True)
    ours = [i for i, stem in enumerate(stems) if stem.group == StemGroup.LEAD]
    behind = [i for i, stem in enumerate(stems) if stem.group == StemGroup.BACKING]

    def thrown(i: int) -> Pieces:
        return vocals.take_throws(stems[i].audio, score.vocals[i], takes[i].times)

    width = ((vocals.widen(stems[i].audio), chains[i].width_db) for i in ours if chains[i].width_db > OFF_DB)
    plate = ((stems[i].source, chains[i].reverb_db) for i in ours)
    room = ((stems[i].source, chains[i].reverb_db + HARMONY_REVERB_DB) for i in behind)
    echo = ((stems[i].source, chains[i].delay_db) for i in ours)
    throws = ((thrown(i), chains[i].throw_db) for i in ours if chains[i].throw_db > OFF_DB)
    returns: dict[str, Callable[[], Sound]] = {
        "lead-width": lambda: sum_sends(width, samples),
        "lead-reverb": lambda: effects.reverberate(sum_sends(plate, samples), sound.plate),
        "lead-delay": lambda: effects.apply_ping_pong(
            sum_sends(itertools.chain(echo, throws), samples), sound.delay, score.us_per_beat
        ),
        "backing-reverb": lambda: effects.reverberate(sum_sends(room, samples), sound.reverb),
    }
    wet = [Stem(name, WET_GROUPS[name], kept) for name, kept in _play_audible(returns, StemFile.of).items()]
    return [*stems, *wet], {stem.name: found for stem, found in zip(stems, measured, strict=True)}


@dataclass(frozen=True, eq=False)
class BandTracks:
    """The band before it makes room for the words."""

    alike: Mapping[float, Kept]  # how much of the ducking it takes -> the sum of the parts that take as much
    returns: Mapping[str, Kept]  # reverb and delay, where they sound


def play_band(score: Score, sound: SoundStyle, samples: int, start: int = 0, keep: Keep = StemFile.of) -> BandTracks:
    """Play the band from a sample of the song on: the sums of the parts that yield alike, and the returns.

    `keep` puts each of them where it waits.
    """
    channels = [band.find_channel(part, sound) for part in score.parts]
    shares = sorted({channel.yields for channel in channels})
    movement = Movement(score, sound, start, start + samples)
    room, echo, *buses = (np.zeros((samples, 2), np.float32) for _ in range(2 + len(shares)))

    def play(half: slice) -> None:
        for part, channel in zip(score.parts, channels, strict=True):
            sends = [(buses[shares.index(channel.yields)], 0.0), (room, channel.reverb_db), (echo, channel.delay_db)]
            for piece, audio in movement.play(part, half):
                for bus, level_db in sends:
                    add_send(bus[piece], audio, level_db)

    band.render_all(score, sound)
    map_in_threads(play, piece_slices(samples, size=-(-samples // 2)))
    band.clear_caches()
    alike = {share: keep(bus) for share, bus in zip(shares, buses, strict=True)}
    buses.clear()
    returns = {
        "reverb": lambda: effects.reverberate(room, sound.reverb),
        "delay": lambda: effects.apply_ping_pong(echo, sound.delay, score.us_per_beat),
    }
    return BandTracks(alike, _play_audible(returns, keep))


class Movement:
    """Plays parts with the band's gains over time, from one sample of the song to another."""

    def __init__(self, score: Score, sound: SoundStyle, start: int, end: int) -> None:
        self._score, self._sound, self._start = score, sound, start
        self._pumping = ducking.compute_pumping(score, sound.mix.pump, end)[start:]
        self._moves = compute_section_gains(score.sections, sound, score.us_per_beat, end)(slice(start, end))

    def play(self, part: Part, span: slice) -> Pieces:
        """Yield a part in its channel as it sounds without a voice, piece by piece."""
        channel = band.find_channel(part, self._sound)
        samples, first = span.stop - span.start, span.start
        played = band.render_part(part, self._score, self._sound, samples, self._start + first)
        for piece, audio in apply_movement(played, channel, self._pumping[span], self._moves[span]):
            yield slice(first + piece.start, first + piece.stop), audio


@dataclass(frozen=True, eq=False)
class Band:
    """The band under the lead: its stems, each played when it is read, and all of them as one."""

    stems: Sequence[Stem]
    together: Stem
    lead_db: float  # the lead's loudest band


def make_band(score: Score, sound: SoundStyle, tracks: BandTracks, lead: Sound, lead_db: float | None = None) -> Band:
    """Duck the band under the lead: all tracks at once, each by its share of the cuts.

    `lead_db` is the level of the lead's loudest band where only a stretch of the song is given.
    """
    samples = len(lead)
    whole = np.zeros((samples, 2), np.float32)
    alike = [(track(), share) for share, track in tracks.alike.items()]
    cuts = ducking.find_cuts(lead, [track for track, _ in alike] or [whole], sound.mix.duck, lead_db)
    heard = [*alike, *((track(), RETURNS_YIELD) for track in tracks.returns.values())]

    def duck_half(half: slice) -> None:
        for piece, audio in ducking.duck(heard, cuts, half):
            whole[piece] = audio

    map_in_threads(duck_half, piece_slices(samples, PIECE, -(-samples // 2) + PIECE) if heard else ())

    def read_part(part: Part) -> Sound:
        audio = np.zeros((samples, 2), np.float32)
        for piece, played in Movement(score, sound, 0, samples).play(part, slice(0, samples)):
            audio[piece] = played
        return _duck_whole(audio, cuts, band.find_channel(part, sound).yields)

    def read_return(track: Kept) -> Sound:
        return _duck_whole(track(), cuts, RETURNS_YIELD)

    stems = [Stem(part.name, StemGroup.BAND, partial(read_part, part)) for part in score.parts]
    stems += [Stem(name, StemGroup.BAND, partial(read_return, track)) for name, track in tracks.returns.items()]
    return Band(stems, Stem("band", StemGroup.BAND, StemFile.of(whole)), cuts.lead_db)


def _duck_whole(x: Sound, cuts: ducking.Cuts, share: float) -> Sound:
    """Return a track with its share of the cuts."""
    ducked = np.zeros_like(x)
    for piece, audio in ducking.duck([(x, share)], cuts):
        ducked[piece] = audio
    return ducked


def _play_audible(returns: Mapping[str, Callable[[], Sound]], keep: Keep) -> dict[str, Kept]:
    """Play the returns; those that are silent are left out."""

    def play(name: str) -> tuple[str, Kept | None]:
        audio = returns[name]()
        return name, keep(audio) if audio.any() else None

    return {name: kept for name, kept in map_in_threads(play, returns) if kept is not None}


def sum_sends(sources: Iterable[tuple[Source, float]], samples: int) -> Sound:
    """Sum the tracks, each at its send level in dB, into the input of an effect."""
    out = np.zeros((samples, 2), np.float32)
    for track, level_db in sources:
        if level_db > OFF_DB:
            for piece, audio in iterate_pieces(track):
                add_send(out[piece], audio, level_db)
    return out


def add_send(bus: Sound, audio: Sound, level_db: float) -> None:
    """Add audio to the input of an effect at its send level in dB."""
    if level_db > OFF_DB:
        bus += audio if level_db == 0 else audio * np.float32(units.db_to_gain(level_db))


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
    return filters.Gain.of_db(slide_average(level_db, np.full(2 * reach + 1, 1 / (2 * reach + 1))))


def sum_stems(stems: Sequence[Stem]) -> tuple[Sound, Sound]:
    """Return the float32 sum of all stems, and the sum without the lead group (karaoke)."""
    samples = len(stems[0].audio)
    groups = [[(s.source, 0.0) for s in stems if (s.group == StemGroup.LEAD) == lead] for lead in (True, False)]
    whole, rest = map_in_threads(lambda group: sum_sends(group, samples), groups)
    whole += rest
    return whole, rest
