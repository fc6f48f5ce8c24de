"""Performance -> files; one format a file, found by name.

To add a format, write one module here, `mnemo/exports/<name>.py`, and its twin `tests/exports/test_<name>.py`:

    def write(song: Song, folder: Path) -> None:
        title = song.document["title"]                         # song.json, built before any format is written
        cover = (folder / song.files["cover"]).read_bytes()    # made before, because of `needs`
        (folder / song.files["poster"]).write_bytes(...)

    FORMAT = Format(
        files=name_files(poster="{topic}-poster.pdf"),
        write=write,
        needs=("cover",),
        about=Translated("A poster to print.", ja="印刷するポスター。"),
    )

Nothing else names it: every module of this package is a format and has a `FORMAT` (`mnemo.exports.release.format`);
what formats share is in the sub-packages, and no format imports another. `files` maps roles to names inside the
release; give your own function material -> dict where the names depend on the song (stems/*.flac). `optional=True`
means: only when it is asked for by name (`--with video`). `rendering={"poster": Rendering.TIMES}` says that a file
needs no sound, so that `--only poster` plays, mixes and masters nothing.

Rules: `write` leaves exactly those of its files that `song.files` names (`--only mp3` makes no wav); it may run in a
thread beside other formats, so it has no global state (pyplot, chdir); no clock and no random ids, the same bytes for
the same song; heavy libraries are imported inside functions; nothing is printed and no OSError caught.
`mnemo.exports.view.questions` has the statements of a quiz.

Everything is written into a hidden folder beside the target, checked, and put into place at once
(`mnemo.runtime.atomic_folder`); until then the last release stays as it was.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mnemo.model import Performance, Proven, Release, Score
from mnemo.styles.schema import Style

if TYPE_CHECKING:
    from mnemo.exports.release.choice import Choice


def publish(
    proven: Proven,
    score: Score,
    performance: Performance,
    style: Style,
    out: Path,
    choice: Choice | None = None,
) -> Release:
    """Return the files that a person takes away, in `out`/<topic>/, all of them or none.

    Writes what `choice` wants; without one, everything that is not optional. An optional format that fails costs itself
    alone: `Release.lost` says why.
    Raises WriteError (disk, folder, another run at work), MissingPartError (no ffmpeg).
    """
    from mnemo.exports.release.choice import MANIFEST, Choice, drop_formats, make_plan
    from mnemo.exports.release.format import Material, add_measures
    from mnemo.exports.release.writing import write_all
    from mnemo.exports.song import assemble_song
    from mnemo.runtime import atomic_folder

    material = Material(proven, score, performance, style)
    work = make_plan(choice or Choice(), material)
    material = add_measures(material, work.formats)
    with atomic_folder.workshop(out, score.topic) as shop:
        last = shop.target if shop.target.exists() else None
        lost = write_all(work.formats, assemble_song(material, work.made, work.kept, last), shop.new)
        if lost:
            work = drop_formats(work, lost, material)
            work.formats[MANIFEST].write(
                assemble_song(material, work.made, work.kept, last), shop.new
            )  # names what is there
        names = set(work.kept.values())
        for file in [path for path in shop.new.rglob("*") if path.is_file()]:
            if file.relative_to(shop.new).as_posix() not in names:
                file.unlink()
        target = shop.deliver(names)
    return Release(target, {role: target / name for role, name in work.kept.items()}, lost)
