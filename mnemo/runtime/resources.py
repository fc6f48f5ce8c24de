"""Where the data files are: beside the package in a checkout, inside it when installed from a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def folder(name: str) -> Path:
    """Return the folder `lyrics` or `templates` that came with mnemo."""
    installed = _PACKAGE / "data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def styles_folder() -> Path:
    return _PACKAGE / "styles"


def package_files() -> list[Path]:
    """Return the files that decide what mnemo makes: its code and the data inside it."""
    return [path for path in _PACKAGE.rglob("*") if path.suffix in (".py", ".toml", ".tsv") and path.is_file()]
