"""What a person should know when the files are written, and what to do next."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from toolkit.scaffold.texts import Order

NEXT = 'Next: `tk revision --autogenerate -m "..."` writes the first revision, and `tk migrate` applies it.'


def notes(
    order: Order, written: Collection[Path], *, url_was_secret: bool, named_by_application: bool
) -> Iterator[str]:
    """Whole sentences, one to a line."""
    yield from _of_existing(order, written)
    if order.layout.is_flask:
        yield from _of_flask(order, named_by_application=named_by_application)
    else:
        yield from _of_models(order)
        yield from _of_database(order, written, url_was_secret=url_was_secret)
    yield NEXT


def _of_existing(order: Order, written: Collection[Path]) -> Iterator[str]:
    target = order.target
    locations = ((target.ini, target.ini_location(order.section)), (target.toml, target.toml_location()))
    for path, location in locations:
        if path in written or location is None:
            continue
        sentence = f"{target.shown(path)} has a configuration already and was left as it is"
        if location and target.is_scripts(location, path):
            yield f"{sentence}."
        elif location:
            yield f"{sentence}: its `script_location` is {location}, not the new directory, so correct it there."
        elif path == target.ini and not order.layout.splits_configuration and not target.toml_location():
            line = f"script_location = %(here)s/{target.scripts.name}"
            yield f"{sentence}: add `{line}` to its section [{order.section}]."
        else:
            yield f"{sentence}."


def _of_flask(order: Order, *, named_by_application: bool) -> Iterator[str]:
    shown = order.target.shown(order.target.scripts)
    if shown != "migrations" and not named_by_application:
        yield f'Name the directory with each command, `tk -d {shown} ...`, or once: Migrate(directory="{shown}").'


def _of_models(order: Order) -> Iterator[str]:
    found, env = order.found, order.target.shown(order.target.scripts / "env.py")
    for path in found.unreadable:
        yield f"{order.target.shown(path)} cannot be parsed, so it was not searched for models."
    if not found.metadata:
        yield f"No models were found: name them in {env}, where it says how, before you autogenerate."
        return
    homes = ", ".join(dict.fromkeys(f"{item.module}.{item.name}" for item in found.metadata))
    modules = f", and imports {', '.join(found.modules)}" if found.modules else ""
    yield f"Models found: {env} compares the database with {homes}{modules}."


def _of_database(order: Order, written: Collection[Path], *, url_was_secret: bool) -> Iterator[str]:
    ini = order.target.shown(order.target.ini)
    if url_was_secret:
        yield "The URL holds a password, so no file has it: set DATABASE_URL in the environment, or pass --url again."
    elif order.url and order.target.ini in written and not order.layout.is_multidb:
        yield f"The database is the one in {ini} (`sqlalchemy.url`)."
    elif order.layout.is_multidb:
        yield f"{ini} names the databases; without URLs there, and without DATABASE_URL_<NAME>, they are SQLite files."
    else:
        yield "The database is the one of DATABASE_URL; without that it is the SQLite file app.db."
