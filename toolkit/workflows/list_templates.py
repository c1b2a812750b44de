"""List-templates: the layouts that init can write."""

from __future__ import annotations

from toolkit.answers import Template, Templates
from toolkit.scaffold.layouts import layouts


def list_templates() -> Templates:
    """Every layout with its synopsis."""
    return Templates(templates=tuple(Template(name=found.name, synopsis=found.synopsis) for found in layouts()))
