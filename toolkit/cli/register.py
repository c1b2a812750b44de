"""The commands, in the order in which help tells them. A command is a module of this folder with its name.

The summaries stand here, so that ``tk --help`` imports none of the modules; a test holds each against the
first line of the command's own docstring.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One command. ``aliases`` are other spellings of it."""

    name: str
    summary: str
    aliases: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """The module that defines it."""
        return f"toolkit.cli.{self.name.replace('-', '_')}"


SECTIONS: dict[str, tuple[Entry, ...]] = {
    "Everyday": (
        Entry("migrate", "Bring the database up to a revision (head by default).", ("upgrade",)),
        Entry("revision", "Write a new revision file, empty or by comparing models and database."),
        Entry("plan", "Tell what the pending revisions will do to the tables and the pools, before they run."),
        Entry("pool", "Hold the declared connection pools against the live server, and tell when they will fail."),
        Entry("check", "Fail when the models, the revisions and the database differ."),
        Entry("status", "Tell where the databases stand, what is pending, and where the settings come from."),
        Entry("downgrade", "Take the database back to a revision (one step by default)."),
        Entry("trash", "List, restore or purge what migrations dropped."),
    ),
    "History": (
        Entry("current", "Show the revisions that the database is at."),
        Entry("history", "List the revisions, newest first."),
        Entry("heads", "Show the revisions that no other one follows."),
        Entry("branches", "Show the revisions where the history parts."),
        Entry("show", "Show what a revision file says about itself."),
        Entry("snapshot", "Write the schema at head to a file beside the revisions."),
        Entry("merge", "Write a revision that joins several heads."),
        Entry("rebase", "Move your own revisions on top of the other head."),
        Entry("edit", "Open revision files in the editor."),
    ),
    "Setting up": (
        Entry("init", "Create a migrations directory that runs at once."),
        Entry("list-templates", "List the layouts that init can create."),
        Entry("stamp", "Say what the database is at, without running a migration."),
        Entry("ensure-version", "Create the version table where it is missing."),
        Entry("explain", "Explain an error or a finding by its name, or list them all."),
    ),
}

COMMANDS: dict[str, Entry] = {entry.name: entry for entries in SECTIONS.values() for entry in entries}
ALIASES: dict[str, str] = {alias: entry.name for entry in COMMANDS.values() for alias in entry.aliases}
