"""HTML pages by Jinja: every value is escaped, and a name that a template asks for in vain is an error."""

from __future__ import annotations

from typing import Any

from mnemo.runtime import resources


def fill_template(template: str, **values: Any) -> str:
    """Fill a template of `templates/` with these values."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.folder("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(values)
