"""proof.json: the certificate, every fact with what was measured, expected and refuted; and what was heard, if any."""

from __future__ import annotations

import json
from pathlib import Path

from mnemo.errors import Translated
from mnemo.exports.release.format import Format, Song, name_files
from mnemo.model import Rendering


def write(song: Song, folder: Path) -> None:
    from mnemo.proof.certificate import make_document

    heard = song.document["quality"].get("hearing")
    contents = make_document(song.proven) | ({"hearing": heard} if heard else {})
    text = json.dumps(contents, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / song.files["proof"]).write_text(text + "\n", "utf-8", newline="\n")


FORMAT = Format(
    files=name_files(proof="proof.json"),
    write=write,
    rendering={"proof": Rendering.TIMES},
    about=Translated(
        "The certificate: what was measured, expected and refuted.", ja="証明書：測った値、期待した値、反証したもの。"
    ),
)
