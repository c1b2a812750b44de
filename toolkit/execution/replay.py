"""One revision held against the journal: what it sends again is answered from there, what is new is recorded.

A revision's function is run again from its beginning after an interruption. It must not do twice what is done, and
must not be taken for another one because the values that it makes up (times, random keys) differ. So statements are
held against the journal by their text and their order; their parameters decide only where the order cannot.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from toolkit.errors import ReplayDiffers
from toolkit.execution.answered import digest
from toolkit.execution.journal.records import Record, Sort, State

_MOST_IN_ONE = 1000
"""Statements of one text that one row of the journal stands for."""
_SHOWN = 300
# Definitions have no parameters, and these are all that most revisions send.
_OF_NONE = digest(())
_FIRST_OF_NONE = digest(("", _OF_NONE))


class Replay:
    """The statements of one revision, in order: those of the journal first, then those that are new."""

    def __init__(
        self,
        revision: str,
        records: Sequence[Record],
        *,
        after: int = 0,
        done_before: int | None = None,
        file: str | None = None,
    ) -> None:
        """``after`` is the number of the run's last record so far, ``file`` a digest of the revision's file.

        Raises ReplayDiffers where the file was edited half way.
        """
        self.revision = revision
        self._records = [record for record in records if record.sort not in (Sort.REVISION, Sort.FILE)]
        self._next = 0
        self._used = 0
        """How many statements of the next record were sent again."""
        self._chain = ""
        self._number = max((record.number for record in records), default=after)
        self._reads_changed = False
        self.has_new_values = False
        """Whether something that is done was sent again with values that are not those it was done with."""
        self._done_before = done_before
        self._sent = 0
        self.unwritten: list[Record] = []
        """What the journal does not have yet."""
        self._marked = 0
        """Nothing joins what was recorded before this place: that alone may be taken back."""
        known = next((record for record in records if record.sort is Sort.FILE), None)
        if known is not None and file != known.digest and file is not None and done_before is None:
            self._refuse_edited()

    @property
    def last_number(self) -> int:
        """Of the records so far."""
        return self._number

    @property
    def is_partly_done(self) -> bool:
        """Whether anything but questions is in the journal."""
        return bool(self._changes())

    @property
    def has_lasting(self) -> bool:
        """Whether anything is done, or may be: not what was only asked, refused or taken back."""
        return any(record.state in (State.DONE, State.BEGUN) for record in self._changes())

    def answered(self, sort: Sort, text: str, parameters: object) -> Record | None:
        """The record that answers this statement; None where it must be sent. Raises ReplayDiffers."""
        if sort in (Sort.CHANGE, Sort.DEFINITION):
            self._sent += 1
            if self._done_before is not None:
                return self._by_number(sort, text)
        found = self._find(sort, text)
        if found is None:
            return None
        record = self._records[found]
        if found != self._next:
            self._leave_group()
            self._next, self._used, self._chain = found, 0, ""
        self._used += 1
        self._chain = digest((self._chain, digest(parameters)))
        if self._used == record.count:
            self._check_group(record)
            self.has_new_values |= record.sort is Sort.CHANGE and self._chain != record.digest
            self._next, self._used, self._chain = found + 1, 0, ""
        return record

    def begun_steps(self, record: Record) -> int:
        """How many steps after the first were begun of what was sent in the record's place."""
        return len(self._steps_of(record))

    def last_step(self, record: Record) -> Record:
        """The last one that was begun; the record itself for the first."""
        return (record, *self._steps_of(record))[-1]

    def _steps_of(self, record: Record) -> list[Record]:
        after = [other for other in self._records if other.number > record.number]
        return list(takewhile(lambda other: other.sort is Sort.STEP, after))

    def refuse_lost(self, text: str) -> None:
        """Raise ReplayDiffers where an interrupted session took with it what statements after this one are done with.

        They are not sent again, and so nobody can say what it held.
        """
        if self._done_before is None and self._left():
            raise ReplayDiffers(
                f"What {self.revision} had in its session went with the session that was interrupted.",
                where=self.revision,
                why=f"Statements after it are done, and made again it may hold something else: {_shown(text)}",
                mend="Nothing further was changed. Go back to the state before the revision (`--abandon`), or go on at "
                "a statement that you choose (`--resume-from N`, counted from 1, questions left out).",
            )

    def note_rows(self, record: Record, rows_digest: str) -> None:
        """A question was sent again; whether the answer is what it was decides how much is believed later."""
        self._reads_changed |= record.answer != rows_digest

    def add(
        self, sort: Sort, text: str, parameters: object, *, state: State = State.DONE, **more: str | None
    ) -> Record:
        """Record a new statement; one more with the same text joins the last."""
        last = self.unwritten[-1] if len(self.unwritten) > self._marked else None
        own = _OF_NONE if parameters == () else digest(parameters)
        if sort is Sort.CHANGE and last is not None and _joins(last, text, state):
            chained = digest((last.digest, own))
            joined = replace(last, count=last.count + 1, digest=chained, answer=_appended(last.answer, more))
            self.unwritten[-1] = joined
            return joined
        self._number += 1
        record = Record(
            number=self._number, sort=sort, state=state, text=text, answer=more.get("answer"),
            digest=_FIRST_OF_NONE if own is _OF_NONE else digest(("", own)), before=more.get("before"),
            steps=more.get("steps"),
        )  # fmt: skip
        self.unwritten.append(record)
        return record

    def mark(self) -> int:
        """Where the records stand, for ``undo``."""
        self._marked = len(self.unwritten)
        return self._marked

    def written(self) -> None:
        """The journal has them all."""
        self.unwritten, self._marked = [], 0

    def undo(self, mark: int) -> None:
        """What was recorded since ``mark`` was rolled back, but for what had committed by itself."""
        self.unwritten[mark:] = [
            record if record.sort is Sort.DEFINITION else replace(record, state=State.UNDONE)
            for record in self.unwritten[mark:]
        ]

    def _refuse_edited(self) -> None:
        done = sum(record.count for record in self._left() if record.state is not State.BEGUN)
        if not self.is_partly_done:
            return
        raise ReplayDiffers(
            f"The file of {self.revision} was edited since the run was interrupted in the middle of it.",
            where=self.revision,
            why=f"{done} of its statements are done, and nobody can say which of the new text these are.",
            mend=f"Nothing further was changed. If the first {done} statements are the same, go on with the next one: "
            f"`--resume-from {done + 1}`. Or restore the file, or go back to the state before it (`--abandon`).",
        )

    def _by_number(self, sort: Sort, text: str) -> Record | None:
        """A person said which statements are done."""
        if self._done_before is not None and self._sent < self._done_before:
            return Record(number=self._sent, sort=sort, state=State.DONE, text=text, digest="")
        return None

    def _find(self, sort: Sort, text: str) -> int | None:
        if self._next >= len(self._records):
            return None
        for index in range(self._next, len(self._records)):
            record = self._records[index]
            if record.key == (sort, text):
                return index
            if not self._may_pass(record):
                break
        if sort in (Sort.CATALOG, Sort.ROWS):
            return None
        if all(record.state is State.BEGUN for record in self._left()):
            return None
        raise self._differs(text)

    def _changes(self, start: int = 0) -> list[Record]:
        return [record for record in self._records[start:] if record.sort in (Sort.CHANGE, Sort.DEFINITION)]

    def _left(self) -> list[Record]:
        return self._changes(self._next)

    def _may_pass(self, record: Record) -> bool:
        """A question need not be asked again; a change that its own questions say is done need not be sent again."""
        if record.sort in (Sort.CATALOG, Sort.ROWS, Sort.STEP):
            return True
        return record.sort is Sort.CHANGE and self._reads_changed and self._used == 0

    def _leave_group(self) -> None:
        if self._used:
            raise self._differs(self._records[self._next].text)

    def _check_group(self, record: Record) -> None:
        """With other values after other rows were read, a loop may be at another place than it was."""
        is_last = record is self._left()[-1] if self._left() else True
        if record.sort is Sort.CHANGE and self._reads_changed and self._chain != record.digest and is_last:
            raise self._differs(record.text)

    def _differs(self, text: str) -> ReplayDiffers:
        expected = self._left()[0]
        place = sum(record.count for record in self._changes() if record.number <= expected.number)
        return ReplayDiffers(
            f"The revision {self.revision} does not send again what it sent before it was interrupted.",
            where=self.revision,
            why=f"The journal has, as statement {place}, done: {_shown(expected.text)} "
            f"The revision now sends: {_shown(text)}",
            mend="Nothing further was changed. Go on at a statement that you choose (`--resume-from N`, counted from 1 "
            "over what the revision sends now, questions left out), or go back to the state before it (`--abandon`).",
        )


def _joins(last: Record, text: str, state: State) -> bool:
    return (
        last.sort is Sort.CHANGE
        and last.text == text
        and last.state is state is State.DONE
        and last.count < _MOST_IN_ONE
    )


def _appended(answer: str | None, more: dict[str, str | None]) -> str | None:
    other = more.get("answer")
    if answer is None or other is None:
        return answer
    return json.dumps([*json.loads(answer), *json.loads(other)])


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:_SHOWN]}..." if len(line) > _SHOWN else f"{line.rstrip(';')}."
