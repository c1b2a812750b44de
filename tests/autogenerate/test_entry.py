from __future__ import annotations

import subprocess
import sys
import tomllib

from tests.house.sources import ROOT
from toolkit.autogenerate import entry


def test_what_is_installed_names_the_module() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["alembic.plugins"] == {entry.NAME: entry.__name__}


def test_alembic_can_load_it_while_it_is_being_imported() -> None:
    """As an entry point is: from within the import of alembic.runtime.plugins, and without much else."""
    code = (
        "import sys; from importlib import metadata\n"
        "point = metadata.EntryPoint('toolkit.autogenerate', 'toolkit.autogenerate.entry', 'alembic.plugins')\n"
        "metadata.entry_points = lambda **given: [point]\n"
        "from alembic.runtime import plugins\n"
        "print('toolkit.autogenerate' in plugins._all_plugins, 'toolkit.autogenerate.plugin' in sys.modules)\n"
        "from toolkit.autogenerate.entry import register; register(); register()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "True False\n", done.stderr
    assert done.returncode == 0, done.stderr
