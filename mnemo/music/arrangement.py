"""The band over the whole song: players by section, the hook and the replies on the lead synth, risers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mnemo import units
from mnemo.chance import generator
from mnemo.model import Note, Part, Section, SungNote
from mnemo.music import band
from mnemo.music.drums import play_drums
from mnemo.music.feel import Feel
from mnemo.music.form import PlannedSection
from mnemo.music.patterns import STEP_TICKS
from mnemo.music.songwriter import Hook
from mnemo.styles.music import MusicStyle
from mnemo.styles.parts import BandPart, list_pitched

HOOK_VELOCITY, REPLY_VELOCITY = 92, 80
LEAP_NOTES = 2  # of the hook, which the drums accent
RISER_MIDI, RISER_VELOCITY = 60, 90
REPLY_STEP = units.TICKS_PER_BEAT // 2
REPLY_LONGEST = 4  # eighths
REPLY_SHORTEST = 2
REPLIES = ((0, 1, 2, 3), (3, 2, 1, 2), (0, 2, 1, 3), (2, 3, 2, 4))  # tones of the chord, upwards
REPLY_LOWEST = 72


@dataclass(frozen=True)
class Arranger:
    planned: Sequence[PlannedSection]
    sections: Sequence[Section]
    lead: Sequence[SungNote]
    hook: Hook
    style: MusicStyle
    seed: int

    @property
    def feel(self) -> Feel:
        return Feel(self.seed, self.style.swing)

    def parts(self) -> tuple[Part, ...]:
        """Return every part that plays at all, the drums first."""
        made = [
            _make_part(
                BandPart.DRUMS, play_drums(self.planned, self.style, self.feel, self.hook.call.slots[:LEAP_NOTES])
            )
        ]
        for part in list_pitched():
            notes = [n for p, s in self._sections() for n in band.play(part, p, s.chords, self.style, self.feel)]
            made.append(_make_part(part, _sort_notes(notes)))
        made.append(_make_part(BandPart.SYNTH, _sort_notes(self._synth())))
        made.append(_make_part(BandPart.RISER, self._risers()))
        return tuple(part for part in made if part.notes)

    def _sections(self) -> Iterator[tuple[PlannedSection, Section]]:
        return zip(self.planned, self.sections, strict=True)

    def _synth(self) -> Iterator[Note]:
        for plan, section in self._sections():
            if plan.plays_hook:
                yield from self._hook(plan)
            elif plan.band.synth == "reply":
                yield from self._replies(plan, section)
            if plan.last_chord_ticks and plan.band.synth:
                yield from self._last_note(plan, section)

    def _hook(self, plan: PlannedSection) -> Iterator[Note]:
        """Yield the chorus's tune, an octave above the voice, from the first beat and as often as there is room."""
        end = (
            plan.last_bar_ticks if plan.last_chord_ticks else plan.start_ticks + plan.playing_bars * units.TICKS_PER_BAR
        )
        for bar, sung in self.hook.phrases(plan.playing_bars):
            start = plan.start_ticks + bar * units.TICKS_PER_BAR
            for slot, length, pitch in zip(sung.slots, sung.durations, sung.pitches, strict=True):
                at = start + slot * STEP_TICKS
                if plan.start_ticks <= at < end:
                    midi = pitch + plan.shift + band.OCTAVE
                    yield self.feel.note(
                        BandPart.SYNTH, at, round(length * STEP_TICKS * band.GATE), midi, HOOK_VELOCITY
                    )

    def _replies(self, plan: PlannedSection, section: Section) -> Iterator[Note]:
        """Yield a short figure on the chord where the voice rests after a line; the synth is silent while it sings."""
        inside = [n for n in self.lead if n.line in section.lines]
        for before, after in pairwise(inside):
            start = -(-(before.onset_ticks + before.duration_ticks) // REPLY_STEP) * REPLY_STEP
            room = min((after.onset_ticks - start) // REPLY_STEP, REPLY_LONGEST)
            if before.line == after.line or room < REPLY_SHORTEST:
                continue
            place = before.line - section.lines[0]
            figure = REPLIES[int(generator(self.seed, "reply", plan.kind, place % 4).integers(len(REPLIES)))]
            for i, tone in enumerate(figure[:room]):
                at = start + i * REPLY_STEP
                midi = band.climbing_voicing(REPLY_LOWEST)(section.chord_at(at), str(tone + 1))[0]
                yield self.feel.note(BandPart.SYNTH, at, round(REPLY_STEP * band.GATE), midi, REPLY_VELOCITY)

    def _last_note(self, plan: PlannedSection, section: Section) -> Iterator[Note]:
        """Yield the root of the song's last chord."""
        at = plan.last_bar_ticks
        root = REPLY_LOWEST + (section.chord_at(at).root - REPLY_LOWEST) % band.OCTAVE
        yield self.feel.note(BandPart.SYNTH, at, round(plan.last_chord_ticks * band.GATE), root, HOOK_VELOCITY)

    def _risers(self) -> Iterator[Note]:
        """Yield one swelling note that ends where its section begins."""
        for before, after in pairwise(self.planned):
            if bars := min(after.band.riser_bars, before.bars):
                length = bars * units.TICKS_PER_BAR
                yield Note(after.start_ticks - length, length, RISER_MIDI, RISER_VELOCITY)


def _make_part(part: BandPart, notes: Iterable[Note]) -> Part:
    """Make a part of the score, on the instrument of its name."""
    return Part(part, part, tuple(notes), part.program)


def _sort_notes(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=lambda n: (n.onset_ticks, n.midi)))
