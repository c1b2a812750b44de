"""Keep the test servers running, or run one command with them.

python -m tests.servers [--only BACKEND,...]                   until Ctrl-C; stdout is for the shell to eval
python -m tests.servers [--only BACKEND,...] run -- COMMAND    its exit code is ours
"""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import FrameType

from tests.servers.processes import dying_with_this_process
from tests.servers.register import BACKENDS
from tests.servers.servers import Servers, absence_variable, url_variable


def main(arguments: Sequence[str]) -> int:
    options = _parse(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        with Servers(os.environ) as servers:
            servers.begin(options.only)
            variables = servers.variables(options.only)
            _tell_absences(options.only, variables)
            if options.command:
                return _run(options.command, variables)
            _print_exports(options.only, variables)
            while True:
                signal.pause()
    except KeyboardInterrupt:
        return 130


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    own, separator, command = _split(arguments)
    parser = argparse.ArgumentParser(
        prog="python -m tests.servers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", type=_backends, default=BACKENDS, metavar="BACKEND,...")
    parser.add_argument("action", nargs="?", choices=["run"])
    options = parser.parse_args(own)
    if bool(options.action) != bool(command) or (separator and not options.action):
        parser.error("a command is given as: run -- COMMAND [ARGUMENT...]")
    options.command = command
    return options


def _split(arguments: Sequence[str]) -> tuple[list[str], bool, list[str]]:
    if "--" not in arguments:
        return list(arguments), False, []
    at = list(arguments).index("--")
    return list(arguments[:at]), True, list(arguments[at + 1 :])


def _backends(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := sorted(set(names) - set(BACKENDS)):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {', '.join(BACKENDS)}")
    return names


def _run(command: Sequence[str], variables: Mapping[str, str]) -> int:
    process = subprocess.Popen(
        command,
        env={**os.environ, **variables},
        preexec_fn=dying_with_this_process(signal.SIGTERM),
    )
    try:
        while True:
            try:
                return _exit_code(process.wait())
            except KeyboardInterrupt:
                # The terminal told the command too; its own way of ending decides.
                continue
    except SystemExit:
        process.terminate()
        process.wait()
        raise


def _exit_code(returncode: int) -> int:
    """As a shell tells that a signal ended a command."""
    return returncode if returncode >= 0 else 128 - returncode


def _tell_absences(backends: Sequence[str], variables: Mapping[str, str]) -> None:
    for backend in backends:
        if reason := variables.get(absence_variable(backend)):
            print(f"no {backend}: {reason}", file=sys.stderr)


def _print_exports(backends: Sequence[str], variables: Mapping[str, str]) -> None:
    names = [name for name in map(url_variable, backends) if name in variables]
    print("\n".join(f"export {name}={shlex.quote(variables[name])}" for name in names), flush=True)
    print("The servers run until Ctrl-C.", file=sys.stderr)


def _end(number: int, _frame: FrameType | None) -> None:
    # Once is enough: a second one must not interrupt the cleaning up.
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
