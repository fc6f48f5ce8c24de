"""Where a release spends its core-seconds: a table by stage, from nothing and after one edited line.

    python -m tests.bench.bench_stages [TOPIC] [VOICE]

makes the topic's song twice in processes of their own, first with an empty cache, then with one line of the fact file
edited. Each run is kept to one core, so that stages do not overlap and the CPU time of the process and of its encoders
between two moments belongs to one stage. A stage's figure is without the stages inside of it.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.instruments.edits import edit_topic

STAGES = {  # what is printed -> module and function that is measured
    "topic": "mnemo.pipeline.read_topic",
    "proof": "mnemo.pipeline.prove",
    "lyric": "mnemo.pipeline.write_lyric",
    "score": "mnemo.pipeline.compose",
    "voice": "mnemo.sound.sing",
    "vocal chain": "mnemo.sound.mix.make_vocal_stems",
    "band": "mnemo.sound.mix.play_band",
    "ducking": "mnemo.sound.mix.make_band",
    "reverb": "mnemo.sound.effects.reverberate",
    "delay": "mnemo.sound.effects.apply_ping_pong",
    "sum": "mnemo.sound.mix.sum_stems",
    "master": "mnemo.sound.master.master",
    "karaoke master": "mnemo.sound.master.Chain.apply",
    "measures": "mnemo.sound.report.measure_mix mnemo.sound.report.measure_master",
    "encoders (LAME)": "mnemo.exports.mp3.encode._run_encoder",
    "mp3 peaks": "mnemo.exports.mp3.encode._measure_peaks",
    "publish": "mnemo.pipeline.publish",
    "put in place": "mnemo.runtime.atomic_folder.Workshop.deliver",
}


def cpu_s() -> float:
    """CPU time of this process and of the encoders that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Meter:
    """Adds up the CPU time of named stages, each without the stages inside of it."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.open = ["start and end"]
        self.since = 0.0

    def turn(self) -> None:
        now = cpu_s()
        self.spent[self.open[-1]] += now - self.since
        self.since = now

    def watch(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*arguments: Any, **named: Any) -> Any:
            self.turn()
            self.open.append(name)
            try:
                return function(*arguments, **named)
            finally:
                self.turn()
                self.open.pop()

        return measured


def run(topic: str, voice: str, out: str) -> None:
    """Make one song on one core and print what each stage spent, as JSON."""
    meter = Meter()
    from mnemo import pipeline, styles
    from mnemo.exports.release.format import find_formats
    from mnemo.runtime.memory import tune_allocator
    from mnemo.runtime.processes import limit_cores
    from mnemo.sound import voices

    tune_allocator()
    limit_cores(1)
    singer = voices.load(voice)
    for name, paths in STAGES.items():
        for path in paths.split():
            holder, attribute = find_holder(path)
            if hasattr(holder, attribute):
                setattr(holder, attribute, meter.watch(name, getattr(holder, attribute)))
    for name, form in find_formats().items():
        object.__setattr__(form, "write", meter.watch(f"format {name}", form.write))
    kind = type(singer)
    kind.sing = meter.watch("voice", kind.sing)  # type: ignore[method-assign]
    begun = time.perf_counter()
    pipeline.generate(Path(topic), styles.load(styles.DEFAULT), singer, 0, Path(out))
    meter.turn()
    print(json.dumps({"wall": time.perf_counter() - begun, **meter.spent}))


def find_holder(path: str) -> tuple[Any, str]:
    """Return the module or class that holds the function of a dotted path, and the function's name."""
    names = path.split(".")
    for length in range(len(names) - 1, 0, -1):
        try:
            holder: Any = importlib.import_module(".".join(names[:length]))
        except ModuleNotFoundError:
            continue
        for name in names[length:-1]:
            holder = getattr(holder, name)
        return holder, names[-1]
    raise ModuleNotFoundError(path)


def measure(topic: Path, voice: str, out: Path, cache: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.bench_stages", "--run", str(topic), voice, str(out)]
    made = subprocess.run(
        command, env={**os.environ, "MNEMO_CACHE": str(cache)}, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(made.stdout.splitlines()[-1])


def main(name: str = "lstm-gru", voice: str = "mei") -> None:
    from mnemo.topic import find_topic

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        topic = folder / f"{name}.toml"
        topic.write_bytes(find_topic(name).read_bytes())
        runs = [measure(topic, voice, folder / "out", folder / "cache")]
        topic.write_text(edit_topic(topic.read_text("utf-8"), 0), "utf-8")
        runs.append(measure(topic, voice, folder / "out", folder / "cache"))
    names = sorted(set(runs[0]) - {"wall"}, key=lambda stage: -runs[0].get(stage, 0.0))
    print(f"{'core-seconds':20}{'from nothing':>14}{'one edit':>10}")
    for stage in names:
        print(f"{stage:20}{runs[0].get(stage, 0.0):14.2f}{runs[1].get(stage, 0.0):10.2f}")
    print(
        f"{'together':20}"
        + "".join(f"{sum(v for k, v in r.items() if k != 'wall'):{w}.2f}" for r, w in zip(runs, (14, 10), strict=True))
    )


if __name__ == "__main__":
    run(*sys.argv[2:]) if sys.argv[1:2] == ["--run"] else main(*sys.argv[1:])
