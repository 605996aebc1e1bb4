"""Measure a scan of BENCH_REPO at BENCH_REF (or of the example) beside what Git alone needs; prints one table.

Figures are of one run on one machine. Compare ratios inside a table, never seconds between tables.
"""

import os
import platform
import sys
import sysconfig
import tempfile
from pathlib import Path

from bench.measures import Bench, Row


def main() -> None:
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory(prefix="ssot-bench-") as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
        rows = Bench(Path(folder), os.environ.get("BENCH_REPO", ""), os.environ.get("BENCH_REF", "HEAD")).run(_say)
    _say("")
    optimised = "-O3" in str(sysconfig.get_config_var("CFLAGS")) or "enable-optimizations" in str(sysconfig.get_config_var("CONFIG_ARGS"))
    print(f"Python {platform.python_version()} ({sys.executable}; {'PGO' if optimised else 'build as configured'}), {os.cpu_count()} cores")
    _print(rows)


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def _print(rows: list[Row]) -> None:
    width = max(len(row.what) for row in rows)
    print(f"{'what':<{width}}  {'measured':>22}  at most / at least")
    for row in rows:
        print(f"{row.what:<{width}}  {row.measured:>22}  {row.target}")


if __name__ == "__main__":
    main()
