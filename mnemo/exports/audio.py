"""<topic>.wav, <topic>.mp3 and <topic>-karaoke.mp3: the song as it is heard.

The wav holds the master in 24 bits. The mp3s carry everything that a phone can show: cover, lyrics, chapters.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from mnemo.errors import Translated
from mnemo.exports.mp3.track import write_mp3
from mnemo.exports.release.format import Format, Song, name_files
from mnemo.exports.release.writing import raise_as_os_error, run_in_parallel
from mnemo.model import Rendering


def write(song: Song, folder: Path) -> None:
    performance, timeline = song.performance, song.timeline
    tasks = {
        "mp3": partial(write_mp3, song, folder, "mp3", performance.master, timeline),
        "karaoke": partial(write_mp3, song, folder, "karaoke", performance.karaoke, timeline, "（カラオケ）", "2"),
        "wav": partial(_write_wav, song, folder),
    }
    run_in_parallel(task for role, task in tasks.items() if role in song.files)


FORMAT = Format(
    files=name_files(wav="{topic}.wav", mp3="{topic}.mp3", karaoke="{topic}-karaoke.mp3"),
    write=write,
    needs=("cover",),
    priority=4,
    rendering={"wav": Rendering.SONG, "mp3": Rendering.SONG},
    about=Translated(
        "The song: wav, mp3 with cover, lyrics and chapters, and a karaoke mp3 without the lead voice.",
        ja="曲：wav、カバー・歌詞・チャプター入りのmp3、主旋律の声がないカラオケmp3。",
    ),
)


def _write_wav(song: Song, folder: Path) -> None:
    import soundfile

    path = folder / song.files["wav"]
    with raise_as_os_error(path):
        soundfile.write(path, song.performance.master, song.performance.sample_rate, subtype="PCM_24")
