"""Other spellings of a long option: underscores for dashes, and any beginning that only one option has.

argparse, and so `alembic`, takes `--auto` for `--autogenerate`; the parser under Typer knows whole names only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from toolkit.cli.common import COMMON

WHOLE = {"--runs", "--allow", "--reason", "--rename"}
"""Never shortened: `alembic history --r` is --rev-range, `alembic revision --a` is --autogenerate."""
SHARED = {parameter.name for parameter in COMMON}


def spelled_out(
    context: Any, parameters: Iterable[Any], arguments: Iterable[str], *, stop: bool = False
) -> Iterator[str]:
    """The arguments with every long option in full.

    With ``stop`` only those before the first word that is no option: what follows is a command's. Values of
    options, and what is after ``--``, stay as they are.
    """
    options = {name: option for option in parameters for name in option.opts}
    words = iter(arguments)
    for word in words:
        spelled = _spelled(context, word, options) if word.startswith("--") and word != "--" else word
        yield spelled
        if word == "--" or (stop and not word.startswith("-")):
            break
        if _awaits_value(spelled, options):
            yield from islice(words, 1)
    yield from words


def _spelled(context: Any, word: str, options: dict[str, Any]) -> str:
    name, equals, value = word.partition("=")
    name = name.replace("_", "-")
    if name in options:
        return name + equals + value
    known = [option for option in options if option not in WHOLE and not options[option].hidden]
    found = [option for option in known if option.startswith(name)]
    # What a command has of its own comes before what every command has: `revision --ver` is `--version-path`.
    found = [option for option in found if options[option].name not in SHARED] or found
    if len({options[option].name for option in found}) > 1:
        context.fail(f"{name} could be {' or '.join(sorted(found))}.")
    return found[0] + equals + value if found else word


def _awaits_value(word: str, options: dict[str, Any]) -> bool:
    if word.startswith("--"):
        return word in options and _takes_value(options[word])
    # Of short options written together only the last can take the next word.
    letters = [f"-{letter}" for letter in word[1:]] if word.startswith("-") else []
    takes = [letter in options and _takes_value(options[letter]) for letter in letters]
    return bool(takes) and takes[-1] and not any(takes[:-1])


def _takes_value(option: Any) -> bool:
    return not option.is_flag and not option.count
