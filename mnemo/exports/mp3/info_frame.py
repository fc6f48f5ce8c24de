"""The first frame of an mp3 of constant bit rate, which plays as silence and says how long the rest is.

It holds Xing's fields (number of frames and of bytes, a table for seeking) and LAME's (which samples at both ends are
the encoder's own, a check sum of the music), at the offsets of "MP3 Info Tag revision 0", G. Bouvigne & R. Leidinger.
Numbers are big-endian, as ffmpeg writes them (libavformat/mp3enc.c).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FRAME = 1152  # samples of an mp3 frame (MPEG-1 layer III)
NAME = b"Info"
FRAMES, BYTES, SEEKING, OWN_SAMPLES, MUSIC_BYTES, MUSIC_CRC, TAG_CRC = 8, 12, 16, 141, 148, 152, 154  # after the name
SEEKS, BAGS = 100, 400
TAG_BYTES = 190  # that the tag's own check sum covers
POLYNOMIAL = 0xA001  # CRC-16 of ARC and ANSI, reflected


def write_info_frame(template: bytes, music: bytes, samples: int) -> bytes:
    """Return the first frame for some frames of the template's size, which decode to so many samples."""
    size = len(template)
    frames = len(music) // size
    at = template.index(NAME)
    delay = int.from_bytes(template[at + OWN_SAMPLES :][:3], "big") >> 12
    padding = frames * FRAME - delay - samples
    made = bytearray(template)

    def put(offset: int, number: int, length: int) -> None:
        made[at + offset : at + offset + length] = number.to_bytes(length, "big")

    put(FRAMES, frames, 4)
    put(BYTES, size + len(music), 4)
    made[at + SEEKING : at + SEEKING + SEEKS] = _list_seeks(frames, size)
    put(OWN_SAMPLES, delay << 12 | padding, 3)
    put(MUSIC_BYTES, size + len(music), 4)
    put(MUSIC_CRC, _compute_music_crc(music, size), 2)
    put(TAG_CRC, 0, 2)  # lies within the bytes that it covers in an mp3 of one channel
    put(TAG_CRC, _compute_crc(bytes(made[:TAG_BYTES])), 2)
    return bytes(made)


def _list_seeks(frames: int, size: int) -> bytes:
    """List where each hundredth of the music ends, in 256ths of the file, as ffmpeg does.

    ffmpeg notes the end of every frame, and of every second, fourth ... one where there are too many for its list.
    """
    step, noted = 1, frames
    while noted >= BAGS:
        step, noted = 2 * step, BAGS // 2 + (noted - BAGS) // 2
    ends = [size * (1 + step * (i + 1)) for i in range(noted)]
    whole = size * (1 + frames)
    return bytes([0, *(min(255, 256 * ends[i * noted // SEEKS] // whole) for i in range(1, SEEKS))])


def _make_table() -> NDArray[np.uint16]:
    """Make the check sums of the 256 single bytes."""
    crc = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        crc = np.where(crc & 1, (crc >> 1) ^ POLYNOMIAL, crc >> 1).astype(np.uint16)
    return crc


TABLE = _make_table()


def _compute_crc(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = int(TABLE[(crc ^ byte) & 255]) ^ crc >> 8
    return crc


def _compute_music_crc(music: bytes, size: int) -> int:
    """Compute the check sum of all frames: of every frame at once, then joined, since it is linear."""
    columns = np.frombuffer(music, np.uint8).reshape(-1, size).T
    crcs = _feed(np.zeros(columns.shape[1], np.uint16), columns)
    silent = np.zeros((size, 256), np.uint8)
    low = _feed(np.arange(256, dtype=np.uint16), silent)  # what a frame of zeros makes of a check sum's two bytes
    high = _feed(np.arange(256, dtype=np.uint16) << np.uint16(8), silent)
    crc = 0
    for own in crcs.tolist():
        crc = int(low[crc & 255] ^ high[crc >> 8]) ^ own
    return crc


def _feed(crcs: NDArray[np.uint16], columns: NDArray[np.uint8]) -> NDArray[np.uint16]:
    for column in columns:
        crcs = TABLE[(crcs ^ column) & 255] ^ crcs >> 8
    return crcs
