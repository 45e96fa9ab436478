"""`python -m tests.bench` lists the benchmarks; `python -m tests.bench NAME [arguments]` runs one."""

import ast
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
HELPERS = {"__main__", "wire"}


def main() -> None:
    """List or run. Benchmarks are scripts of this folder; the first line of each says what it measures."""
    found = {path.stem.removeprefix("bench_"): path for path in sorted(HERE.glob("*.py"))}
    found = {name: path for name, path in found.items() if name not in HELPERS}
    name, *arguments = sys.argv[1:] or [""]
    if name not in found:
        print("Benchmarks, run by hand on a quiet machine:  make bench NAME=learners ARGS='--learners 1 10'")
        for known, path in found.items():
            says = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            print(f"  {known:18} {says.splitlines()[0] if says else ''}")
        raise SystemExit(f"there is no benchmark called {name}" if name else 0)
    sys.argv = [str(found[name]), *arguments]
    runpy.run_path(str(found[name]), run_name="__main__")


if __name__ == "__main__":
    main()
