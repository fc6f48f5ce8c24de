"""proof.json is the certificate of mnemo.proof, whole."""

from __future__ import annotations

import json

from mnemo.model import Release
from mnemo.proof.certificate import make_document
from tests.builders import a_proven


def test_it_is_the_certificate(demo: Release) -> None:
    text = demo.files["proof"].read_text("utf-8")
    assert json.loads(text) == json.loads(json.dumps(make_document(a_proven())))
    assert [f["id"] for f in json.loads(text)["facts"]] == ["lstm-gates", "gru-gates"]
    assert "入力ゲート" in text  # readable, not escaped
