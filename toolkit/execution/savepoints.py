"""The savepoints that a revision has set, by the statements that set, release and go back to them."""

from __future__ import annotations

import re

_STATEMENT = re.compile(
    r"(?P<verb>SAVEPOINT|RELEASE|ROLLBACK)(?:\s+(?:WORK|TRANSACTION))?(?P<to>\s+TO)?(?:\s+SAVEPOINT)?(?:\s+(?P<name>\S+))?",
    re.IGNORECASE,
)


class Savepoints:
    """Each with a mark of the caller's: where its records stood when the savepoint was set."""

    def __init__(self) -> None:
        self._set: list[tuple[str, int]] = []

    @property
    def are_open(self) -> bool:
        """Whether there is one to go back to."""
        return bool(self._set)

    def clear(self) -> None:
        """The transaction is over."""
        self._set.clear()

    def passed(self, sql: str, mark: int) -> int | None:
        """The server has carried out a statement about transactions; the mark that it went back to, if it did."""
        found = _STATEMENT.match(sql)
        if found is None:
            return None
        name = (found["name"] or "").rstrip(";").strip("\"`[]'").casefold()
        match found["verb"].upper():
            case "SAVEPOINT":
                self._set.append((name, mark))
            case "RELEASE":
                self._leave(name, keep=False)
            case "ROLLBACK" if found["to"]:
                return self._leave(name, keep=True)
            case _:
                self.clear()
                return 0
        return None

    def _leave(self, name: str, *, keep: bool) -> int | None:
        """Forget those set after the last of that name; its mark, None where there is none."""
        place = next((place for place in reversed(range(len(self._set))) if self._set[place][0] == name), None)
        if place is None:
            return None
        mark = self._set[place][1]
        del self._set[place + keep :]
        return mark
