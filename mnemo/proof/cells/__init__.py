"""The recurrent cells as their papers define them, in numpy.

    base.py     Cell, Step, clamps; a whole sequence, exact Jacobians and BPTT from a cell's one-step rules
    activations.py   sigmoid, tanh and their derivatives
    rnn.py      Elman 1990
    lstm.py     Hochreiter & Schmidhuber 1997, Gers et al. 2000, peepholes of Gers & Schmidhuber 2000
    gru.py      Cho et al. 2014 in both variants and both conventions

Every step takes real or complex arrays, so that a derivative can be measured by the complex step, and any number of
leading axes (batch, seeds).
"""

from __future__ import annotations

from mnemo.proof.cells.base import Array, Cell, Clamps, Step, Weights, compute_jacobian, run_bptt, run_sequence
from mnemo.proof.cells.gru import GRU
from mnemo.proof.cells.lstm import LSTM
from mnemo.proof.cells.rnn import RNN

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "Array",
    "Cell",
    "Clamps",
    "Step",
    "Weights",
    "compute_jacobian",
    "run_bptt",
    "run_sequence",
]
