"""The cells against two other roads: the complex step for derivatives, ONNX operators for whole sequences."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo.proof.cells import GRU, LSTM, RNN, Array, Cell, Weights, compute_jacobian, run_bptt, run_sequence
from mnemo.proof.cells.base import split

CELLS = {
    "Elman": RNN(),
    "LSTM 2000": LSTM(),
    "LSTM 1997": LSTM.of_1997(),
    "peepholes": LSTM(peepholes=True),
    "GRU": GRU(),
    "GRU reset after": GRU(reset_after=True),
    "GRU z writes": GRU(keeps=False),
    "GRU both": GRU(reset_after=True, keeps=False),
}
TINY = 1e-30
EXACT = 1e-10  # the bar; both roads are exact to rounding, so that 1e-14 is usual
FLOAT32 = 1e-5  # onnxruntime computes in single precision

each_cell = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS.keys())


def random_weights(cell: Cell, rng: np.random.Generator, inputs: int, hidden: int) -> dict[str, Array]:
    """Every weight random, biases too."""
    return {k: v + 0.5 * rng.normal(size=v.shape) for k, v in cell.weights(rng, inputs, hidden).items()}


@each_cell
@pytest.mark.parametrize("clamped", [False, True], ids=["free", "clamped"])
def test_jacobian_is_the_complex_steps(cell: Cell, clamped: bool) -> None:
    rng = np.random.default_rng(1)
    inputs, hidden = 3, 5
    w, x = random_weights(cell, rng, inputs, hidden), rng.normal(size=inputs)
    state = tuple(rng.normal(size=hidden) for _ in cell.states)
    clamps = {next(iter(cell.blocks)): 0.3} if clamped else {}
    flat = np.concatenate(state)
    points = flat + 1j * TINY * np.eye(flat.size)
    made = np.concatenate(cell.step(w, x, tuple(split(points, len(state))), clamps).state, axis=-1)
    measured = (np.broadcast_to(made, points.shape).imag / TINY).T
    assert np.abs(compute_jacobian(cell, w, x, state, clamps) - measured).max() < EXACT


@each_cell
def test_bptt_is_the_complex_steps(cell: Cell) -> None:
    rng = np.random.default_rng(2)
    inputs, hidden, batch, time = 3, 4, 2, 12
    w = random_weights(cell, rng, inputs, hidden)
    xs = rng.normal(size=(time, batch, inputs))
    start = tuple(rng.normal(size=(batch, hidden)) for _ in cell.states)
    pulls = {t: rng.normal(size=(batch, hidden)) for t in (3, time - 1)}

    def loss(w: Weights, start: tuple[Array, ...]) -> complex:
        steps = run_sequence(cell, w, xs, start)
        return complex(sum((steps[t].state[0] * pull).sum() for t, pull in pulls.items()))

    gradients, d_start = run_bptt(cell, w, xs, start, run_sequence(cell, w, xs, start), pulls)
    for name, value in w.items():
        for index in np.ndindex(value.shape):
            shaken = value.astype(complex)
            shaken[index] += 1j * TINY
            assert abs(gradients[name][index] - loss({**w, name: shaken}, start).imag / TINY) < EXACT
    for k, part in enumerate(start):
        for index in np.ndindex(part.shape):
            shaken = part.astype(complex)
            shaken[index] += 1j * TINY
            parts = (*start[:k], shaken, *start[k + 1 :])
            assert abs(d_start[k][index] - loss(w, parts).imag / TINY) < EXACT


@each_cell
def test_a_batch_and_seeds_are_the_samples_one_by_one(cell: Cell) -> None:
    rng = np.random.default_rng(3)
    seeds, batch, time, inputs, hidden = 2, 3, 4, 3, 5
    w = cell.weights(rng, inputs, hidden, (seeds,))
    xs = rng.normal(size=(time, seeds, batch, inputs))
    together = run_sequence(cell, w, xs, cell.start(np.zeros((seeds, batch, hidden))))[-1].state[0]
    for s in range(seeds):
        own = {name: value[s].reshape(-1) if value.shape[-2] == 1 else value[s] for name, value in w.items()}
        for b in range(batch):
            alone = run_sequence(cell, own, xs[:, s, b], cell.start(np.zeros(hidden)))[-1].state[0]
            assert np.allclose(together[s, b], alone, atol=1e-14)


@each_cell
def test_clamping_every_block_to_its_own_value_changes_nothing(cell: Cell) -> None:
    rng = np.random.default_rng(4)
    w, x = random_weights(cell, rng, 3, 5), rng.normal(size=3)
    state = tuple(rng.normal(size=5) for _ in cell.states)
    free = cell.step(w, x, state)
    held = cell.step(w, x, state, free.blocks)
    assert all(np.array_equal(a, b) for a, b in zip(free.state, held.state, strict=True))


def test_blocks_are_named_in_the_order_of_the_columns() -> None:
    """A large bias on the columns of one block moves that block alone."""
    for cell in CELLS.values():
        rng = np.random.default_rng(5)
        hidden = 4
        w = cell.weights(rng, 3, hidden)
        w = {**w, "P": 0.0 * w["P"]} if "P" in w else w  # peepholes let the output gate see the others' work
        state = tuple(np.zeros(hidden) for _ in cell.states)
        plain = cell.step(w, np.zeros(3), state).blocks
        for k, name in enumerate(cell.blocks):
            bias = w["b"].copy()
            bias[k * hidden : (k + 1) * hidden] = 3.0
            moved = cell.step({**w, "b": bias}, np.zeros(3), state).blocks
            assert [n for n in cell.blocks if not np.allclose(moved[n], plain[n])] == [name]


def test_1997_squashes_as_the_paper() -> None:
    """g ranges over ±2, h over ±1, and nothing forgets."""
    cell, rng = LSTM.of_1997(), np.random.default_rng(6)
    w = random_weights(cell, rng, 3, 4)
    step = cell.step(w, 1e3 * rng.normal(size=(500, 3)), tuple(np.zeros((500, 4)) for _ in cell.states))
    assert step.blocks["g"].min() == pytest.approx(-2.0)
    assert step.blocks["g"].max() == pytest.approx(2.0)
    assert "f" not in step.blocks


def test_the_two_conventions_of_z_are_one_cell() -> None:
    """σ(−a) = 1 − σ(a): turning the signs of z's weights turns one convention into the other."""
    rng = np.random.default_rng(7)
    w = random_weights(GRU(), rng, 3, 4)
    signs = np.repeat([1.0, -1.0, 1.0], 4)
    turned = {name: value * signs for name, value in w.items()}
    xs, start = rng.normal(size=(20, 3)), (rng.normal(size=4),)
    ours, theirs = run_sequence(GRU(), w, xs, start)[-1], run_sequence(GRU(keeps=False), turned, xs, start)[-1]
    assert np.allclose(ours.state[0], theirs.state[0], atol=1e-14)


# --- ONNX -----------------------------------------------------------------------------------------------------

# ONNX names its gates otherwise: LSTM i o f c, GRU z r h, where z keeps the old state as in Cho et al.
ONNX = {
    "RNN": (RNN(), "n", {}),
    "LSTM": (LSTM(), "iofg", {}),
    "GRU": (GRU(), "zrn", {"linear_before_reset": 0}),
    "GRU reset after": (GRU(reset_after=True), "zrn", {"linear_before_reset": 1}),
}


def by_onnx(name: str, w: Weights, xs: Array, start: tuple[Array, ...]) -> Array:
    """Every h_t from the ONNX operator, (time, batch, hidden)."""
    helper = pytest.importorskip("onnx.helper")
    runtime = pytest.importorskip("onnxruntime")
    cell, order, attributes = ONNX[name]
    hidden = start[0].shape[-1]
    columns = [list(cell.blocks).index(symbol) for symbol in order]

    def gathered(value: Array) -> Array:
        parts = split(value, len(columns))
        return np.concatenate([parts[k] for k in columns], axis=-1)

    recurrent_bias = np.zeros(len(columns) * hidden)
    if "d" in w:
        recurrent_bias[-hidden:] = w["d"]
    feeds = {
        "X": xs,
        "W": gathered(w["W"]).T[None],
        "R": gathered(w["U"]).T[None],
        "B": np.concatenate([gathered(w["b"]), recurrent_bias])[None],
        "initial_h": start[0][None],
        **({"initial_c": start[1][None]} if len(start) > 1 else {}),
    }
    feeds = {key: value.astype(np.float32) for key, value in feeds.items()}
    names = [*list(feeds)[:4], "", *list(feeds)[4:]]  # sequence_lens is left out
    node = helper.make_node(name.split()[0], names, ["Y"], hidden_size=hidden, **attributes)
    graph = helper.make_graph(
        [node],
        "cell",
        [helper.make_tensor_value_info(key, 1, value.shape) for key, value in feeds.items()],
        [helper.make_tensor_value_info("Y", 1, None)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (y,) = session.run(None, feeds)
    return np.asarray(y[:, 0])


@pytest.mark.parametrize("name", ONNX)
@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (7, 3, 2, 5), (50, 2, 8, 4), (200, 3, 6, 16)], ids=str)
def test_sequences_agree_with_onnx(name: str, shape: tuple[int, int, int, int]) -> None:
    time, batch, inputs, hidden = shape
    rng = np.random.default_rng(sum(shape))
    cell = ONNX[name][0]
    w = random_weights(cell, rng, inputs, hidden)
    if name == "RNN":  # keep the map contractive: a chaotic one multiplies single precision's rounding
        w = {**w, "U": 0.9 * w["U"] / np.linalg.norm(w["U"], 2)}
    xs = rng.normal(size=(time, batch, inputs))
    start = tuple(0.5 * rng.normal(size=(batch, hidden)) for _ in cell.states)
    ours = np.stack([step.state[0] for step in run_sequence(cell, w, xs, start)])
    assert np.abs(ours - by_onnx(name, w, xs, start)).max() < FLOAT32
