"""An album: finished releases as numbered tracks with playlist, cover and index page, in the folder that holds them.

    out/01-lstm-gru.mp3, .lrc     the song, tagged with its number in the album
    out/album.m3u8  cover.png  index.html  album.json
    out/lstm-gru/                 the release, as `publish` made it

`album.json` names what is the album's, so that a later one replaces and removes just that.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnemo.exports.mp3 import tags
from mnemo.exports.webpage import pages
from mnemo.runtime import atomic_folder

MANIFEST = "album.json"
COVER_PX = 1200


@dataclass(frozen=True)
class Track:
    """A release by its folder and song.json; `stem` is its name in the album without ending."""

    stem: str
    folder: Path
    song: Mapping[str, Any]

    def read(self, role: str) -> bytes:
        return (self.folder / self.song["files"][role]).read_bytes()


def make_album_files(out: Path, releases: Sequence[Path]) -> list[Path]:
    """Make the album files in `out` from releases in it, in their order. Returns what was written.

    Raises WriteError when the disk refuses or a file in the way is not an album's.
    """
    songs = [json.loads((release / "song.json").read_text("utf-8")) for release in releases]
    numbered = enumerate(zip(releases, songs, strict=True), 1)
    tracks = [Track(f"{n:02d}-{song['topic']}", release, song) for n, (release, song) in numbered]
    title = _find_title(tracks)
    files = {f"{track.stem}.mp3": _renumber(track, n, title, len(tracks)) for n, track in enumerate(tracks, 1)}
    files |= {f"{track.stem}.lrc": track.read("lrc") for track in tracks}
    files["album.m3u8"] = _make_playlist(title, tracks).encode()
    files["cover.png"] = _make_cover([track.read("cover") for track in tracks])
    files["index.html"] = _make_page(title, tracks).encode()
    files[MANIFEST] = json.dumps({"title": title, "files": sorted(files)}, ensure_ascii=False, indent=1).encode()
    _replace_files(out, files)
    return [out / name for name in files]


def _find_title(tracks: Sequence[Track]) -> str:
    """Find the album's name: the one that all songs share, or mnemo's."""
    names = {tags.read(track.read("mp3")).album for track in tracks}
    return names.pop() if len(names) == 1 else tags.ARTIST


def _renumber(track: Track, number: int, title: str, count: int) -> bytes:
    return tags.renumbered(track.read("mp3"), f"{number}/{count}", title)


def _make_playlist(title: str, tracks: Sequence[Track]) -> str:
    """Make the playlist, an extended M3U in UTF-8."""
    rows = ["#EXTM3U", f"#PLAYLIST:{title}"]
    for track in tracks:
        name = " ".join(track.song["title"].split())
        rows += [f"#EXTINF:{round(track.song['duration_s'])},{tags.ARTIST} - {name}", f"{track.stem}.mp3"]
    return "\n".join(rows) + "\n"


def _make_cover(covers: Sequence[bytes]) -> bytes:
    """Place the covers side by side, as many in a row as in a column."""
    from PIL import Image

    side = next(n for n in range(1, len(covers) + 1) if n * n >= len(covers))
    size = COVER_PX // side
    sheet = Image.new("RGB", (size * side, size * side))
    for number in range(side * side):
        cover = Image.open(io.BytesIO(covers[number % len(covers)])).convert("RGB")
        sheet.paste(cover.resize((size, size), Image.Resampling.LANCZOS), (number % side * size, number // side * size))
    out = io.BytesIO()
    sheet.save(out, "PNG", optimize=False)
    return out.getvalue()


def _make_page(title: str, tracks: Sequence[Track]) -> str:
    """Make the page of tracks with players and links to their study pages: no scripts, nothing from the network."""
    credits = list(dict.fromkeys(credit for track in tracks for credit in track.song["credits"]))
    return pages.fill_template("album.html.j2", title=title, tracks=tracks, credits=credits)


def _replace_files(out: Path, files: Mapping[str, bytes]) -> None:
    """Write the files beside, move each into place, and remove what only the last album had."""
    ours = _read_manifest(out)
    for name in files:
        if (out / name).exists() and name not in ours:
            raise atomic_folder.not_ours(out / name)
    with atomic_folder.workshop(out, "album") as shop:
        for name, blob in files.items():
            (shop.new / name).write_bytes(blob)
        for name in files:
            (shop.new / name).replace(out / name)
        for name in ours - set(files):
            (out / name).unlink(missing_ok=True)


def _read_manifest(out: Path) -> set[str]:
    """Read the names of the files that the last album made."""
    try:
        names = json.loads((out / MANIFEST).read_text("utf-8"))["files"]
        return {MANIFEST, *(n for n in names if Path(n).name == n)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
