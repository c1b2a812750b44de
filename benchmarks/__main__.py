"""Run every benchmark, or those that are named: ``python -m benchmarks [startup] [upgrade] [--runs N]``."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import startup, upgrade

BENCHMARKS = {"startup": startup, "upgrade": upgrade}


def main() -> None:
    """Print one line a ratio; the medians of pairs are to be quoted, the machine's speed is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="which; all by default")
    parser.add_argument("--runs", type=int, default=7, help="measured pairs of each")
    options = parser.parse_args()
    for name in options.names or BENCHMARKS:
        with tempfile.TemporaryDirectory() as directory:
            for ratio in BENCHMARKS[name].ratios(Path(directory), options.runs):
                print(ratio.row(), flush=True)


if __name__ == "__main__":
    main()
