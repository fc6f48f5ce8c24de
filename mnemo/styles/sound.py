"""What the tables under `[sound]` may say: instruments, drum kit, vocal chain, effects, mix and master.

Levels are in dB, times in seconds, frequencies in Hz, pitches in semitones; each name carries its unit. Every field has
a default that sounds reasonable, so that a style states only what it changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

WAVES = ("saw", "square", "pulse", "triangle", "sine", "organ")  # see mnemo.sound.wavetable

# --- instruments ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Envelope:
    """Attack, decay to `sustain`, release after the note's end. `decay_s` and `release_s` are to -60 dB."""

    attack_s: float = 0.003
    decay_s: float = 0.4
    sustain: float = 0.7  # 0..1 of the peak
    release_s: float = 0.12


@dataclass(frozen=True)
class Oscillator:
    """A wave read from a band-limited table; several detuned voices of it make a supersaw."""

    wave: str = "saw"  # one of WAVES
    semitones: float = 0.0  # above the written note; -12 is an octave down
    level_db: float = 0.0
    voices: int = 1
    detune_cents: float = 0.0  # the outermost voices lie this far up and down
    width: float = 0.0  # 0 mono .. 1 voices spread from left to right
    duty: float = 0.5  # of the wave "pulse"
    drive_db: float = 0.0  # one cycle bent by tanh before it is band-limited


@dataclass(frozen=True)
class FmPair:
    """A sine modulated in phase by a sine (Chowning 1973): bells, electric pianos, hollow basses."""

    carrier: float = 1.0  # frequency over the note's
    modulator: float = 1.0
    index: float = 2.0  # peak phase deviation in radians, when struck
    index_decay_s: float = 0.3  # to 1/e of the way down
    index_sustain: float = 0.2  # what is left of it, 0..1
    level_db: float = 0.0
    decay_s: float = 0.0  # its own fading to -60 dB; 0: only the patch's envelope


@dataclass(frozen=True)
class Noise:
    """Noise in a band that may slide while the note lasts: breath, picks, risers."""

    low_hz: float = 1000.0
    high_hz: float = 8000.0
    slide_octaves: float = 0.0  # how far the band has moved when the note ends
    swell: float = 0.0  # 0: the patch's envelope; 1: grows from silence over the note's length
    decay_s: float = 0.0  # to -60 dB; 0: only the patch's envelope
    level_db: float = 0.0


@dataclass(frozen=True)
class Filter:
    """A low-pass whose cutoff is struck open and falls back. It acts on the oscillators."""

    cutoff_hz: float = 20000.0
    resonance_db: float = 0.0  # height of the peak at the cutoff
    slope_db: int = 24  # dB an octave, 12 or 24
    open_octaves: float = 0.0  # how far the note's start opens it
    decay_s: float = 0.2  # to 1/e of the way back
    key_follow: float = 0.3  # octaves that the cutoff rises with an octave of pitch, from middle C
    velocity_octaves: float = 1.0  # cutoff of the loudest note over that of the softest
    wobble_octaves: float = 0.0  # a slow sine around the cutoff
    wobble_hz: float = 0.3


@dataclass(frozen=True)
class Channel:
    """An instrument's place in the mix."""

    level_db: float = 0.0
    pan: float = 0.0  # -1 left .. 1 right
    low_cut_hz: float = 30.0
    high_cut_hz: float = 20000.0
    reverb_db: float = -60.0  # what it sends to the reverb; -60 is none
    delay_db: float = -60.0
    pump: float = 0.0  # 0..1: how far the kick pushes it down
    yields: float = 1.0  # 0..1: how much of the ducking under the words it takes


@dataclass(frozen=True)
class Patch:
    """An instrument: sources, one amplitude envelope, one filter, a place in the mix."""

    osc: tuple[Oscillator, ...] = ()
    fm: tuple[FmPair, ...] = ()
    noise: tuple[Noise, ...] = ()
    amp: Envelope = field(default_factory=Envelope)
    filter: Filter = field(default_factory=Filter)
    channel: Channel = field(default_factory=Channel)
    vibrato_cents: float = 0.0
    vibrato_hz: float = 5.5


# --- drums ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tone:
    """A sine whose pitch falls: the skin of a drum."""

    start_hz: float = 200.0
    end_hz: float = 60.0
    bend_s: float = 0.03  # to 1/e of the way down
    decay_s: float = 0.3  # to -60 dB
    level_db: float = 0.0


@dataclass(frozen=True)
class Hiss:
    """Filtered noise: snare wires, claps (several `bursts_s`), shakers, the beater's click."""

    low_hz: float = 1000.0
    high_hz: float = 10000.0
    attack_s: float = 0.0005
    decay_s: float = 0.15
    level_db: float = 0.0
    bursts_s: tuple[float, ...] = (0.0,)  # when each burst starts; the last one rings for `decay_s`
    burst_decay_s: float = 0.03  # of the ones before


@dataclass(frozen=True)
class Metal:
    """Six inharmonic squares through a high-pass, as in the 808's cymbals."""

    base_hz: float = 205.0
    low_hz: float = 7500.0
    decay_s: float = 0.08
    level_db: float = 0.0


@dataclass(frozen=True)
class Drum:
    tone: tuple[Tone, ...] = ()
    hiss: tuple[Hiss, ...] = ()
    metal: tuple[Metal, ...] = ()
    level_db: float = 0.0
    pan: float = 0.0
    chokes: str = ""  # pieces of one name cut each other short: "hat"
    drive_db: float = 0.0


# --- effects, voices, mix, master -------------------------------------------------------------------------


@dataclass(frozen=True)
class Reverb:
    """Convolution with decaying noise, banded so that the highs die first."""

    decay_s: float = 1.5  # T60 of the middle
    predelay_s: float = 0.018
    low_cut_hz: float = 250.0
    high_cut_hz: float = 9000.0
    damping: float = 0.5  # T60 at the high cut over that of the middle
    level_db: float = 0.0


@dataclass(frozen=True)
class Delay:
    """A ping-pong echo in time with the song."""

    beats: float = 0.75
    feedback_db: float = -7.0
    low_cut_hz: float = 400.0
    high_cut_hz: float = 5000.0
    level_db: float = 0.0


@dataclass(frozen=True)
class Pump:
    """The side-chain: what the kick does to instruments with `channel.pump`."""

    attack_s: float = 0.004
    hold_s: float = 0.03
    release_s: float = 0.16


@dataclass(frozen=True)
class Ducking:
    """Spectral ducking: between two frequencies, the band is pushed down until the lead stands `clear_db` above it."""

    low_hz: float = 400.0
    high_hz: float = 6000.0
    bands_per_octave: float = 2.0
    clear_db: float = 9.0
    most_db: float = 14.0  # never deeper
    attack_s: float = 0.02  # it looks ahead by as much
    release_s: float = 0.2


@dataclass(frozen=True)
class VocalChain:
    """The way of one voice from the singer to the mix."""

    level_db: float = 0.0  # 0: its sung passages at -20 LUFS
    pan: float = 0.0
    low_cut_hz: float = 120.0
    deess_db: float = 6.0  # the most that sibilants are turned down
    threshold_db: float = -24.0  # of the compressor, below the voice's own peaks
    ratio: float = 3.0
    presence_db: float = 3.0  # a wide bell at 3 kHz
    air_db: float = 2.0  # a shelf from 9 kHz
    width_db: float = -60.0  # two copies detuned by a few cents, left and right; -60 is none
    reverb_db: float = -14.0
    delay_db: float = -60.0
    throw_db: float = -60.0  # the delay on the last mora of each line only


@dataclass(frozen=True)
class Mix:
    """Balance of the groups, and how it moves from section to section."""

    band_db: float = 0.0
    sections_db: Mapping[str, float] = field(default_factory=dict)  # band's level by the kind of section
    duck: Ducking = field(default_factory=Ducking)
    pump: Pump = field(default_factory=Pump)


@dataclass(frozen=True)
class Master:
    """The last chain: one tone control, glue, warmth, loudness."""

    loudness_lufs: float = -14.0
    true_peak_db: float = -1.5  # of the wav; mp3 encoding adds a few tenths
    mono_below_hz: float = 120.0
    bass_db: float = 0.0  # shelf below 120 Hz
    treble_db: float = 0.0  # shelf above 6 kHz
    glue_db: float = 3.0  # the compressor's threshold below the loudest passages
    glue_ratio: float = 2.0
    drive_db: float = 0.0  # into the tanh; 0 bends only the peaks
