"""What the tables under `[sound]` may say: instruments, drum kit, vocal chain, effects, mix and master.

Levels are in dB, times in seconds, frequencies in Hz, pitches in semitones; each name carries its unit. Every field has
a default that sounds reasonable, so that a style states only what it changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from mnemo.key_lines import Keys
from mnemo.model import SectionKind
from mnemo.reader import AtLeast, Document, OneOf, Range
from mnemo.styles.ranges import Cents, Db, Hz, Lufs, Octaves, Pan, Seconds, Semitones, Share


class Wave(StrEnum):
    """The tables of `mnemo.sound.wavetable`."""

    SAW = "saw"
    SQUARE = "square"
    PULSE = "pulse"
    TRIANGLE = "triangle"
    SINE = "sine"
    ORGAN = "organ"


class Band:
    """A table with the edges of a band of frequencies."""

    low_hz: float
    high_hz: float

    def check(self, doc: Document, keys: Keys) -> None:
        if self.low_hz >= self.high_hz:
            template = "low_hz ({low}) must be below high_hz ({high})"
            raise doc.fail(keys, template, low=f"{self.low_hz:g}", high=f"{self.high_hz:g}")


# --- instruments ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Envelope:
    """Attack, decay to `sustain`, release after the note's end. `decay_s` and `release_s` are to -60 dB."""

    attack_s: Annotated[float, Range(0, 10)] = 0.003
    decay_s: Seconds = 0.4
    sustain: Share = 0.7  # 0..1 of the peak
    release_s: Annotated[float, Range(0.001, 10)] = 0.12


@dataclass(frozen=True)
class Oscillator:
    """A wave read from a band-limited table; several detuned voices of it make a supersaw."""

    wave: Wave = Wave.SAW
    semitones: Semitones = 0.0  # above the written note; -12 is an octave down
    level_db: Db = 0.0
    voices: Annotated[int, Range(1, 16)] = 1
    detune_cents: Cents = 0.0  # the outermost voices lie this far up and down
    width: Share = 0.0  # 0 mono .. 1 voices spread from left to right
    duty: Annotated[float, Range(0.01, 0.99)] = 0.5  # of the wave "pulse"
    drive_db: Db = 0.0  # one cycle bent by tanh before it is band-limited


@dataclass(frozen=True)
class FmPair:
    """A sine modulated in phase by a sine (Chowning 1973): bells, electric pianos, hollow basses."""

    carrier: Annotated[float, Range(0, 32)] = 1.0  # frequency over the note's
    modulator: Annotated[float, Range(0, 32)] = 1.0
    index: Annotated[float, Range(0, 20)] = 2.0  # peak phase deviation in radians, when struck
    index_decay_s: Seconds = 0.3  # to 1/e of the way down
    index_sustain: Annotated[float, Range(-10, 10)] = 0.2  # what is left of it, 0..1
    level_db: Db = 0.0
    decay_s: Seconds = 0.0  # its own fading to -60 dB; 0: only the patch's envelope


@dataclass(frozen=True)
class Noise(Band):
    """Noise in a band that may slide while the note lasts: breath, picks, risers."""

    low_hz: Hz = 1000.0
    high_hz: Hz = 8000.0
    slide_octaves: Octaves = 0.0  # how far the band has moved when the note ends
    swell: Annotated[float, Range(0, 4)] = 0.0  # 0: the patch's envelope; 1: grows from silence over the note's length
    decay_s: Seconds = 0.0  # to -60 dB; 0: only the patch's envelope
    level_db: Db = 0.0


@dataclass(frozen=True)
class Filter:
    """A low-pass whose cutoff is struck open and falls back. It acts on the oscillators."""

    cutoff_hz: Hz = 20000.0
    resonance_db: Db = 0.0  # height of the peak at the cutoff
    slope_db: Annotated[int, OneOf(12, 24)] = 24  # dB an octave
    open_octaves: Octaves = 0.0  # how far the note's start opens it
    decay_s: Seconds = 0.2  # to 1/e of the way back
    key_follow: Annotated[float, Range(-10, 10)] = (
        0.3  # octaves that the cutoff rises with an octave of pitch, from middle C
    )
    velocity_octaves: Octaves = 1.0  # cutoff of the loudest note over that of the softest
    wobble_octaves: Octaves = 0.0  # a slow sine around the cutoff
    wobble_hz: Hz = 0.3


@dataclass(frozen=True)
class Channel:
    """An instrument's place in the mix."""

    level_db: Db = 0.0
    pan: Pan = 0.0  # -1 left .. 1 right
    low_cut_hz: Annotated[float, Range(5, 20_000)] = 30.0
    high_cut_hz: Hz = 20000.0
    reverb_db: Db = -60.0  # what it sends to the reverb; -60 is none
    delay_db: Db = -60.0
    pump: Share = 0.0  # 0..1: how far the kick pushes it down
    yields: Share = 1.0  # 0..1: how much of the ducking under the words it takes


@dataclass(frozen=True)
class Patch:
    """An instrument: sources, one amplitude envelope, one filter, a place in the mix."""

    osc: tuple[Oscillator, ...] = ()
    fm: tuple[FmPair, ...] = ()
    noise: tuple[Noise, ...] = ()
    amp: Envelope = field(default_factory=Envelope)
    filter: Filter = field(default_factory=Filter)
    channel: Channel = field(default_factory=Channel)
    vibrato_cents: Cents = 0.0
    vibrato_hz: Hz = 5.5


# --- drums ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tone:
    """A sine whose pitch falls: the skin of a drum."""

    start_hz: Hz = 200.0
    end_hz: Hz = 60.0
    bend_s: Annotated[float, Range(0.0001, 30)] = 0.03  # to 1/e of the way down
    decay_s: Annotated[float, Range(0.001, 30)] = 0.3  # to -60 dB
    level_db: Db = 0.0


@dataclass(frozen=True)
class Hiss(Band):
    """Filtered noise: snare wires, claps (several `bursts_s`), shakers, the beater's click."""

    low_hz: Hz = 1000.0
    high_hz: Hz = 10000.0
    attack_s: Annotated[float, Range(0.0001, 10)] = 0.0005
    decay_s: Annotated[float, Range(0.001, 30)] = 0.15
    level_db: Db = 0.0
    bursts_s: Annotated[tuple[Seconds, ...], AtLeast(1)] = (
        0.0,
    )  # when each burst starts; the last one rings for `decay_s`
    burst_decay_s: Annotated[float, Range(0.001, 1)] = 0.03  # of the ones before


@dataclass(frozen=True)
class Metal:
    """Six inharmonic squares through a high-pass, as in the 808's cymbals."""

    base_hz: Annotated[float, Range(20, 5000)] = 205.0
    low_hz: Hz = 7500.0
    decay_s: Annotated[float, Range(0.001, 30)] = 0.08
    level_db: Db = 0.0


@dataclass(frozen=True)
class Drum:
    tone: tuple[Tone, ...] = ()
    hiss: tuple[Hiss, ...] = ()
    metal: tuple[Metal, ...] = ()
    level_db: Db = 0.0
    pan: Pan = 0.0
    chokes: str = ""  # pieces of one name cut each other short: "hat"
    drive_db: Db = 0.0


# --- effects, voices, mix, master -------------------------------------------------------------------------


@dataclass(frozen=True)
class Reverb:
    """Convolution with decaying noise, banded so that the highs die first."""

    decay_s: Annotated[float, Range(0.05, 4)] = 1.5  # T60 of the middle
    predelay_s: Annotated[float, Range(0, 0.5)] = 0.018
    low_cut_hz: Annotated[float, Range(5, 20_000)] = 250.0
    high_cut_hz: Hz = 9000.0
    damping: Annotated[float, Range(0.05, 1)] = 0.5  # T60 at the high cut over that of the middle
    level_db: Db = 0.0


@dataclass(frozen=True)
class Delay:
    """A ping-pong echo in time with the song."""

    beats: Annotated[float, Range(0.05, 8)] = 0.75
    feedback_db: Annotated[float, Range(-60, -0.5)] = -7.0
    low_cut_hz: Annotated[float, Range(5, 20_000)] = 400.0
    high_cut_hz: Hz = 5000.0
    level_db: Db = 0.0


@dataclass(frozen=True)
class Pump:
    """The side-chain: what the kick does to instruments with `channel.pump`."""

    attack_s: Annotated[float, Range(0, 10)] = 0.004
    hold_s: Seconds = 0.03
    release_s: Annotated[float, Range(0.001, 10)] = 0.16


@dataclass(frozen=True)
class Ducking(Band):
    """Spectral ducking: between two frequencies, the band is pushed down until the lead stands `clear_db` above it."""

    low_hz: Hz = 400.0
    high_hz: Hz = 6000.0
    bands_per_octave: Annotated[float, Range(0.5, 6)] = 2.0
    clear_db: Db = 9.0
    most_db: Db = 14.0  # never deeper
    attack_s: Annotated[float, Range(0, 10)] = 0.02  # it looks ahead by as much
    release_s: Annotated[float, Range(0.001, 10)] = 0.2


@dataclass(frozen=True)
class VocalChain:
    """The way of one voice from the singer to the mix."""

    level_db: Db = 0.0  # 0: its sung passages at -20 LUFS
    pan: Pan = 0.0
    low_cut_hz: Annotated[float, Range(5, 20_000)] = 120.0
    deess_db: Db = 6.0  # the most that sibilants are turned down
    threshold_db: Db = -24.0  # of the compressor, below the voice's own peaks
    ratio: Annotated[float, Range(1, 100)] = 3.0
    presence_db: Db = 3.0  # a wide bell at 3 kHz
    air_db: Db = 2.0  # a shelf from 9 kHz
    width_db: Db = -60.0  # two copies detuned by a few cents, left and right; -60 is none
    reverb_db: Db = -14.0
    delay_db: Db = -60.0
    throw_db: Db = -60.0  # the delay on the last mora of each line only


@dataclass(frozen=True)
class Mix:
    """Balance of the groups, and how it moves from section to section."""

    band_db: Db = 0.0
    sections_db: Mapping[SectionKind, float] = field(default_factory=dict)  # band's level by the kind of section
    duck: Ducking = field(default_factory=Ducking)
    pump: Pump = field(default_factory=Pump)


@dataclass(frozen=True)
class Master:
    """The last chain: one tone control, glue, warmth, loudness."""

    loudness_lufs: Lufs = -14.0
    true_peak_db: Annotated[float, Range(-20, -0.1)] = -1.5  # of the wav; mp3 encoding adds a few tenths
    mono_below_hz: Hz = 120.0
    bass_db: Db = 0.0  # shelf below 120 Hz
    treble_db: Db = 0.0  # shelf above 6 kHz
    glue_db: Db = 3.0  # the compressor's threshold below the loudest passages
    glue_ratio: Annotated[float, Range(1, 100)] = 2.0
    drive_db: Db = 0.0  # into the tanh; 0 bends only the peaks
