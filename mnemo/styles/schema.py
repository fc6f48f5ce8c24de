"""What a style file may say. One dataclass a table; each stage reads its own and no other.

The file is the documentation that a musician copies, so every field that is not obvious has its unit in its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from mnemo.errors import Translated
from mnemo.model import Key, VocalName
from mnemo.reader import AtLeast, Range
from mnemo.styles.lyric import LyricStyle
from mnemo.styles.music import MusicStyle
from mnemo.styles.ranges import TEMPO_BPM, Colour
from mnemo.styles.sound import Channel, Delay, Drum, Master, Mix, Patch, Reverb, VocalChain
from mnemo.styles.strings import Known

SINGERS = ("lead", "double", "harmony", "second")  # of every song: lead, its double, harmony, who answers
SingerName = Annotated[str, Known(SINGERS)]


@dataclass(frozen=True)
class SingerStyle:
    """`[sound.singers.NAME]`: how one singer differs from the bare voice. VocalPart.timbre names the entry."""

    formant_shift_semitones: Annotated[float, Range(-12, 12)] = 0.0  # of the whole envelope: up is a smaller throat
    brightness_db: Annotated[float, Range(-24, 24)] = 0.0  # gain of the partials above 3 kHz
    singers_formant_db: Annotated[float, Range(-24, 24)] = 2.0  # peak of the emphasis near 3 kHz (Saitou et al. 2007)
    vibrato_hz: Annotated[float, Range(1, 12)] = 5.8
    vibrato_cents: Annotated[float, Range(0, 200)] = 32.0  # peak deviation, at full depth
    detune_cents: Annotated[float, Range(-100, 100)] = 0.0
    delay_s: Annotated[float, Range(-0.5, 0.5)] = 0.0  # sings this much later; negative is earlier


@dataclass(frozen=True)
class SoundStyle:
    """`[sound]`, read by sound: patches, kit, singers, mix and master. Owned by mnemo.sound."""

    instruments: Mapping[str, Patch] = field(default_factory=dict)  # Part.instrument names the entry
    kit: Mapping[str, Drum] = field(default_factory=dict)  # piece by piece, see mnemo.sound.drums.PIECES
    drums: Channel = field(default_factory=Channel)  # the kit's place in the mix
    vocals: Mapping[VocalName, VocalChain] = field(default_factory=lambda: {VocalName.LEAD: VocalChain()})
    reverb: Reverb = field(default_factory=Reverb)
    plate: Reverb = field(default_factory=Reverb)  # the lead's own
    delay: Delay = field(default_factory=Delay)
    mix: Mix = field(default_factory=Mix)
    master: Master = field(default_factory=Master)
    singers: Mapping[SingerName, SingerStyle] = field(default_factory=lambda: {name: SingerStyle() for name in SINGERS})


@dataclass(frozen=True)
class CoverStyle:
    """`[cover]`, read by exports (cover, page, video): colours as #rrggbb."""

    sky: Annotated[tuple[Colour, ...], AtLeast(1)] = ("#0b0630", "#2a0a6b", "#7a1fa2")  # background, from top to bottom
    ink: Colour = "#ffffff"  # text on the background
    neon: Annotated[tuple[Colour, ...], AtLeast(1)] = (
        "#22e6ff",
        "#ff4fa3",
        "#ffe45c",
    )  # motif and marks; the first is the sung mora's


@dataclass(frozen=True)
class Style:
    name: str
    title: str  # how it is called in a list: "Techno-pop"
    description: Translated  # a text, or one a language: description.en, description.ja
    bpm: Annotated[float, Range(*TEMPO_BPM)]
    key: Key
    lyric: LyricStyle = field(default_factory=LyricStyle)
    music: MusicStyle = field(default_factory=MusicStyle)
    sound: SoundStyle = field(default_factory=SoundStyle)
    cover: CoverStyle = field(default_factory=CoverStyle)
