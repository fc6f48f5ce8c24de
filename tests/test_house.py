"""The rules of the house: which module may import which, what every extension must bring, what stays in one place."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "mnemo"
SOURCES = sorted(PACKAGE.rglob("*.py"))

# What each part may import of mnemo, down the pipeline; "*" is everything.
COMMON = {"model", "units", "errors", "key_lines", "reader", "plain", "chance", "runtime", "dsp"}
MAY_IMPORT = {
    "model": set(),
    "units": set(),
    "errors": {"model"},
    "plain": {"model"},
    "chance": set(),
    "slips": {"errors"},
    "key_lines": set(),
    "reader": {"errors", "model", "slips", "key_lines"},
    "runtime": {"errors", "runtime"},
    "dsp": {"units", "dsp"},
    "said": {"model", "plain"},
    "fact_values": {"errors", "model", "plain", "key_lines", "reader"},
    "topic": COMMON | {"said", "fact_values"},
    "pieces": {"errors", "model", "fact_values", "topic"},
    "styles": COMMON | {"styles"},
    "proof": COMMON | {"proof"},
    "words": COMMON | {"words", "styles", "said"},
    "music": COMMON | {"music", "styles", "quality"},
    "sound": COMMON | {"sound", "styles", "quality", "words"},
    "quality": {"model", "units", "dsp", "quality"},
    "exports": COMMON | {"exports", "hearing", "styles", "words", "proof", "sound", "quality"},
    "hearing": COMMON | {"hearing", "words"},
    "pipeline": {"*"},
    "album": COMMON | {"album", "pipeline", "pieces", "exports", "sound", "styles"},
    "preview": COMMON | {"preview", "topic", "pipeline", "exports", "sound", "styles"},
    "cli": {"*"},
    "__main__": {"cli"},
}

# A library that belongs to some modules only.
HOMES = {
    "click": ("cli",),
    "music21": ("exports",),
    "pydub": ("exports",),
    "mutagen": ("exports",),
    "genanki": ("exports",),
    "pyopenjtalk": ("words", "sound.voices"),
    "pyworld": ("sound.voices",),
    "jinja2": ("words", "exports"),
    "rich": ("cli",),
    "faster_whisper": ("hearing",),
}


def module_of(path: Path) -> str:
    dotted = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    return dotted.removesuffix(".__init__") if dotted != "__init__" else ""


def imports_of(path: Path) -> set[str]:
    """Every module named in an import, anywhere in the file, type checking included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_imports_run_down_the_pipeline(path: Path) -> None:
    part = module_of(path).split(".")[0]
    allowed = MAY_IMPORT.get(part, set())
    used = {name.split(".")[1] for name in imports_of(path) if name.startswith("mnemo.")} - {"__version__"}
    assert "*" in allowed or used <= allowed, f"{part} may not import {sorted(used - allowed)}"


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_libraries_stay_at_home(path: Path) -> None:
    module = module_of(path)
    for name in imports_of(path):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or module.startswith(homes), f"{name} belongs to {homes}"


@pytest.mark.parametrize("path", [p for p in SOURCES if module_of(p) in {"model", "units"}], ids=module_of)
def test_nouns_and_units_need_little(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports_of(path)}
    assert roots <= set(sys.stdlib_module_names) | {"numpy"}


def test_only_verify_makes_proven_facts() -> None:
    makers = [module_of(p) for p in SOURCES if re.search(r"\bProvenFact\(", p.read_text("utf-8"))]
    assert [m for m in makers if m != "model"] == ["proof.verify"]


def test_stages_never_print() -> None:
    for path in SOURCES:
        if module_of(path).split(".")[0] == "cli":
            continue
        calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
        assert not [n for n in calls if isinstance(n.func, ast.Name) and n.func.id == "print"], path


def test_no_global_random_state() -> None:
    """Chance comes from seeded generators only; the clock reaches nothing."""
    bad = re.compile(
        r"\brandom\.(random|choice|shuffle|seed|randint)\(|np\.random\.(?!Generator|default_rng|SeedSequence|PCG)"
    )
    for path in SOURCES:
        assert not bad.search(path.read_text("utf-8")), path


@pytest.mark.parametrize("part", ["exports", "sound/voices", "proof/checks"])
def test_every_extension_has_its_twin_test(part: str) -> None:
    for module in (PACKAGE / part).glob("*.py"):
        if not module.stem.startswith("_"):
            assert (ROOT / "tests" / part / f"test_{module.stem}.py").is_file(), f"{module} has no test"


def test_help_is_quick() -> None:
    """What `mnemo --help` loads: none of the heavy libraries."""
    heavy = {"numpy", "scipy", "music21", "pyopenjtalk", "pyworld", "pydub", "matplotlib", "PIL", "jinja2", "soundfile"}
    code = "import sys; from mnemo.cli.commands import main; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)


def test_top_level_is_what_people_expect() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in tracked.stdout.splitlines()}
    expected = "pyproject.toml mnemo lyrics templates tests output README.md README.ja.md LICENSE CHANGELOG.md"
    hidden = ".ci .github .gitignore .pre-commit-config.yaml"
    assert top == {*expected.split(), *hidden.split(), "constraints.txt"}


def test_the_map_shows_every_room() -> None:
    shown = set(re.findall(r"\]\(([a-z][a-z_]*)(?:\.py|/)?\)", (PACKAGE / "README.md").read_text("utf-8")))
    assert shown == {module_of(path).split(".")[0] for path in SOURCES} - {"", "__main__"}


def test_constraints_pin_names_and_versions_only() -> None:
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line), line


def test_ci_runs_the_readmes_test_command() -> None:
    for name in ("README.md", "README.ja.md"):
        commands = re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text("utf-8"), re.S)
        assert any("mnemo generate lstm-gru" in c and "pip install" in c for c in commands), name
        assert any("pytest" in c and "pip install" in c for c in commands), name
    assert "README.md" in (ROOT / ".ci" / "run").read_text("utf-8")
