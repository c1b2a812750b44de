"""Settings, and listeners, for tests that call workflows and the executor directly."""

from __future__ import annotations

from pathlib import Path

from toolkit.events import Event
from toolkit.settings import Settings


def settings_of(directory: Path, **values: object) -> Settings:
    """Settings for the project in ``directory``, wherever the test process stands."""
    values = {"config": (str(directory / "alembic.ini"),), **values}
    return Settings(directory=directory, **values)  # type: ignore[arg-type]  # the test says what it sets


class Heard(list[Event]):
    """A listener that keeps what it hears."""

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self]

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self if isinstance(event, kind)]
