"""<topic>.mp4, the karaoke video: 1080p, H.264 and AAC, with a highlight that moves mora by mora with the voice.

Frames go to ffmpeg as raw YUV through a pipe. The number of threads is pinned, since x264 gives other bytes for another
number, and no dates are written.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mnemo.errors import Translated
from mnemo.exports.release.format import Format, Song, name_files
from mnemo.runtime import ffmpeg

if TYPE_CHECKING:
    from mnemo.exports.drawing.yuv import Picture

VIDEO = ["-c:v", "libx264", "-preset", "superfast", "-tune", "zerolatency", "-crf", "20", "-g", "300"]
VIDEO += ["-threads:v", "2"]
COLOUR = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
AUDIO = ["-c:a", "aac", "-b:a", "192k"]
SAME_BYTES = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]


def write(song: Song, folder: Path) -> None:
    from mnemo.exports.drawing.frames import render_frames
    from mnemo.exports.drawing.scenes import Painter
    from mnemo.exports.view.song_view import make_view

    painter = Painter(song, make_view(song), folder)
    pictures = render_frames(painter, beat_s=60 / song.document["bpm"])
    encode(pictures, folder / song.files["wav"], folder / song.files["video"])


FORMAT = Format(
    files=name_files(video="{topic}.mp4"),
    write=write,
    needs=("cover", "wav"),
    optional=True,
    about=Translated(
        "A karaoke video in 1080p, with a highlight that follows the voice.",
        ja="1080pのカラオケ動画。歌声に合わせて色が変わる。",
    ),
)


def encode(pictures: Iterable[Picture], wav: Path, video: Path) -> None:
    """Pipe the pictures through ffmpeg, beside the wav, into an mp4. Raises WriteError with ffmpeg's last words."""
    from mnemo.exports.drawing.frames import FPS
    from mnemo.exports.drawing.scenes import HEIGHT, WIDTH

    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{WIDTH}x{HEIGHT}", "-framerate", str(FPS)]
    coded = [*raw, *COLOUR, "-i", "pipe:0", "-i", ffmpeg.path(wav), *VIDEO, *COLOUR, *AUDIO, *SAME_BYTES]
    ffmpeg.run([*coded, "-movflags", "+faststart"], video, (picture.data.data for picture in pictures))
