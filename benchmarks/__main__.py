"""Run every benchmark, or those that are named: ``python -m benchmarks [startup] [upgrade] [preflight] ...``."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import check, generate, pools, preflight, startup, upgrade
from benchmarks.options import BACKENDS, Options

BENCHMARKS = {
    "startup": startup,
    "upgrade": upgrade,
    "preflight": preflight,
    "check": check,
    "generate": generate,
    "pools": pools,
}


def main() -> None:
    """Print one line a ratio; the medians of pairs are to be quoted, the machine's speed is not."""
    standard = Options()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="which; all by default")
    parser.add_argument("--runs", type=int, default=standard.runs, help="measured rounds of each")
    parser.add_argument("--backends", nargs="+", choices=BACKENDS, default=standard.backends, help="of all but startup")
    parser.add_argument(
        "--tables", nargs="+", type=int, default=standard.tables, help="of check and generate, such as 100 1000 5000"
    )
    given = parser.parse_args()
    options = Options(runs=given.runs, backends=given.backends, tables=given.tables)
    for name in given.names or BENCHMARKS:
        with tempfile.TemporaryDirectory() as directory:
            for measurement in BENCHMARKS[name].measurements(Path(directory), options):
                print(measurement.row(), flush=True)


if __name__ == "__main__":
    main()
