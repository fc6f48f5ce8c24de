"""The kinds of fact: one module a family, found by looking, with no list to extend.

A kind is a function from a claim and a lab to a finding, under the decorator `kind`. Its docstring is what
`mnemo kinds` prints, its `example` is a fact that proves.

Adding a kind, here "state-count" (how many states a model hands on in time):

1. A module of this package, say `checks/states.py`:

       @kind(
           "state-count",
           of=Choice(MODELS),
           value=Number(1, 5, whole=True),
           example='''
               kind = "state-count"
               of = "LSTM"
               value = 2
               twins = [1, 3]
           ''',
       )
       def state_count(claim: Claim, lab: Lab) -> Finding:
           \"\"\"How many states a model hands on from one time step to the next. Each is shaken and must be felt.\"\"\"
           s = lab.specimen(claim.of)
           felt = [part for part in s.cell.states if s.response(part, "h").any()]
           return Finding(
               holds=len(felt) == claim.value,
               experiment="各状態を揺らし、次の時刻の出力が変わるかを調べた",
               measured=f"受け渡す状態は{len(felt)}個",
               expected=f"受け渡す状態は{claim.value}個",
           )

2. A template `templates/state-count.j2` with the blocks `sentence` (the exam sentence; the value in it is replaced by
   a twin's to make a false statement) and `sung`:

       {% block sentence %}{{ of }}が受け渡す状態は{{ value }}個である。{% endblock %}

3. A test in `tests/proof/checks/test_states.py`. A test of the house fails while one of the three is missing.

An experiment must be able to fail: measure the cell of the lab (`lab.specimen`), never a constant that the cell
declares. Where several claims need one measurement, write it as a function of the lab and call it through `lab.once`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from mnemo.proof.claims import Kind


@cache
def find_kinds() -> Mapping[str, Kind]:
    """Return every kind by name, from the modules of this package in the order of their names."""
    found: dict[str, Kind] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        for value in vars(importlib.import_module(f"{__name__}.{module}")).values():
            if isinstance(value, Kind):
                found[value.name] = value
    return found
