"""Which files a release shall hold, and which formats must be written for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mnemo.errors import ArgumentError
from mnemo.exports.release.format import FixedNames, Format, Material, find_formats
from mnemo.model import Rendering
from mnemo.reader import suggest

MANIFEST = "song"  # the role that every release holds: song.json says which files are mnemo's


@dataclass(frozen=True)
class Choice:
    """What the user wants: every format that is not optional, or `only` these; and the optional ones in `extras` too.

    `only` names single files by their role (`mp3`) or all files of a format (`stems`); `lrc`, which is both, is the one
    file. Raises ArgumentError for a name that is neither, and for an extra that is no optional format, MissingPartError
    for one that needs something that is not installed.
    """

    extras: Collection[str] = ()
    only: Collection[str] = ()

    def __post_init__(self) -> None:
        found = find_formats()
        optional = [name for name, form in found.items() if form.optional]
        for name in self.extras:
            if name not in optional:
                raise ArgumentError("no extra format {name}; {hint}", name=name, hint=suggest(name, optional))
            found[name].check()
        known = [*found, *(role for form in found.values() for role in list_fixed_roles(form))]
        for name in self.only:
            if name not in known:
                raise ArgumentError("no format or file {name}; {hint}", name=name, hint=suggest(name, known))

    def wants(self, name: str, form: Format, role: str) -> bool:
        """Tell whether a role of a format shall stay in the release."""
        if name in self.extras or role == MANIFEST:
            return True
        if not self.only:
            return not form.optional
        return role in self.only or (name in self.only and name not in list_fixed_roles(form))


@dataclass(frozen=True)
class Plan:
    """The formats to write; the name of each role that they make for it, and which of the names stay."""

    formats: Mapping[str, Format]
    made: Mapping[str, str]
    kept: Mapping[str, str]


def make_plan(choice: Choice, material: Material) -> Plan:
    """Return what is wanted, and what that needs of other formats.

    What an optional format would give is not waited for.
    """
    found = find_formats()
    names = {name: form.files(material) for name, form in found.items()}
    format_of = {role: name for name, roles in names.items() for role in roles}
    kept = [role for role, name in format_of.items() if choice.wants(name, found[name], role)]
    made, waiting = set(kept), list(kept)
    while waiting:
        for role in found[format_of[waiting.pop()]].needs:
            if role in format_of and role not in made and not found[format_of[role]].optional:
                made.add(role)
                waiting.append(role)
    chosen = {name: form for name, form in found.items() if name in choice.extras or made & set(names[name])}
    files = {role: names[name][role] for role, name in format_of.items() if role in made}
    return Plan(chosen, files, {role: files[role] for role in files if role in kept})


def find_rendering(choice: Choice) -> Rendering:
    """Find how much of a performance the wanted files need, and what these need of other formats."""
    if choice.extras or not choice.only:
        return Rendering.KARAOKE
    found = find_formats()
    format_of = {role: name for name, form in found.items() for role in list_fixed_roles(form)}
    waiting = [MANIFEST, *choice.only]
    seen: set[str] = set()
    most = Rendering.TIMES
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            form = found[format_of.get(name, name)]
            if name in format_of or not list_fixed_roles(form):
                most = max(most, form.rendering.get(name, Rendering.KARAOKE))
                waiting += form.needs
            else:  # a format stands for all its roles
                waiting += list_fixed_roles(form)
    return most


def drop_formats(work: Plan, lost: Collection[str], material: Material) -> Plan:
    """Return the plan without the formats that were lost."""
    gone = {role for name in lost for role in work.formats[name].files(material)}
    formats = {name: form for name, form in work.formats.items() if name not in lost}
    made = {role: name for role, name in work.made.items() if role not in gone}
    return Plan(formats, made, {role: name for role, name in work.kept.items() if role not in gone})


def list_fixed_roles(form: Format) -> Collection[str]:
    """Return the roles of a format that are known before there is a song."""
    return form.files.templates if isinstance(form.files, FixedNames) else ()
