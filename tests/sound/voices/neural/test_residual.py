"""A block gives what its equations give, frame by frame and in double precision."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo.sound.voices.neural import residual, toom
from mnemo.sound.voices.neural.weights import Stored
from tests.sound.voices.neural.test_toom import convolve_directly

CHANNELS, STYLE = 16, 6
ERROR_DB = -70.0


def stored(values: np.ndarray) -> Stored:
    return values.astype(np.float32), np.zeros((), np.float32), np.ones((), np.float32)


def some_weights(taps: int, rng: np.random.Generator) -> dict[str, Stored]:
    found = {}
    for half in (1, 2):
        for number in range(3):
            weights = rng.standard_normal((CHANNELS, CHANNELS, taps)) / np.sqrt(CHANNELS * taps)
            found[f"b.convs{half}.{number}.weight"] = stored(weights)
            found[f"b.convs{half}.{number}.bias"] = stored(rng.standard_normal(CHANNELS))
            found[f"b.alpha{half}.{number}"] = stored(rng.uniform(0.2, 2.0, (1, CHANNELS, 1)))
            found[f"b.adain{half}.{number}.fc.weight"] = stored(0.2 * rng.standard_normal((STYLE, 2 * CHANNELS)))
            found[f"b.adain{half}.{number}.fc.bias"] = stored(0.2 * rng.standard_normal(2 * CHANNELS))
    found["b.alpha1.0"][0][0, 3, 0] = 1e-4  # as small as the model's smallest
    return found


def run_directly(found: dict[str, Stored], x: np.ndarray, counts: np.ndarray, style: np.ndarray) -> np.ndarray:
    def of(name: str) -> np.ndarray:
        return found[f"b.{name}"][0].astype(float)

    for number, dilation in enumerate((1, 3, 5)):
        y = x
        for half, step in ((1, dilation), (2, 1)):
            name = f"{half}.{number}"
            gamma, beta = np.split(style @ of(f"adain{name}.fc.weight") + of(f"adain{name}.fc.bias"), 2)
            mean = counts @ y
            normal = (y - mean) / np.sqrt(counts @ (y - mean) ** 2 + 1e-5) * (1 + gamma) + beta
            a = of(f"alpha{name}").ravel()
            weights = of(f"convs{name}.weight")
            reach = (weights.shape[2] - 1) // 2 * step
            active = np.pad(normal + np.sin(a * normal) ** 2 / a, ((reach, reach), (0, 0)))
            y = convolve_directly(active, weights, step) + of(f"convs{name}.bias")
        x = x + y
    return x


@pytest.mark.parametrize("taps", [3, 7, 11])
@pytest.mark.parametrize("frames", [37, 400])
def test_a_block_gives_what_its_equations_give(taps: int, frames: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(residual, "BLOCK_FRAMES", 160)  # several blocks, the last of them not whole
    rng = np.random.default_rng(taps)
    given = some_weights(taps, rng)
    x = (rng.standard_normal((frames, CHANNELS)) + rng.standard_normal(CHANNELS)).astype(np.float32)
    counts = rng.uniform(0.02, 3.0, frames)
    counts /= counts.sum()
    style = rng.standard_normal(STYLE).astype(np.float32)
    before = x.copy()
    found = residual.run_block(residual.make_block(given, "b."), x, counts, style, toom.Space())
    expected = run_directly(given, x.astype(float), counts, style)
    assert 20 * np.log10(np.std(found - expected) / np.std(expected)) < ERROR_DB
    assert np.array_equal(x, before)
