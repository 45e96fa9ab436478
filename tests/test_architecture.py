"""How the house is built, checked from the source itself: who imports whom, where state lives, length."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("cnn_core", "app", "pages", "tests")
LANGUAGES = ("en", "zh-Hant")

# Who may import which of our own packages: pages -> app -> cnn_core.
ARROWS = {
    "cnn_core": {"cnn_core"},
    "app": {"app", "cnn_core"},
    "pages": {"app", "cnn_core"},
}
# The core computes; what shows things to people stays outside.
NOT_IN_CORE = {"streamlit", "plotly", "pandas", "altair"}
# Ground floor of the core: sizes, paddings and windows are worked out in one place that needs nothing else.
GROUND_FLOOR = {"cnn_core.errors", "cnn_core.arrays"}
# Importing these costs seconds and hundreds of MB: only the engine's workers do it, when they are asked to.
HEAVY = {"keras", "tensorflow", "jax", "torch"}
HEAVY_HOMES = ("cnn_core/models/", "cnn_core/training/", "cnn_core/explain/", "cnn_core/data/")
# Imported late themselves: a class needs its base, and learners copy the file's text.
HEAVY_AT_IMPORT = {"cnn_core/models/local_response.py"}
# The only files that know where Streamlit keeps things. Add a file only with the reason beside it.
STATE_FILES = {"app/state.py"}


@dataclass(frozen=True)
class Import:
    """One module that a file imports; `at_import` is false inside functions and under TYPE_CHECKING."""

    file: str
    line: int
    module: str
    at_import: bool

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def sources(*folders: str) -> list[Path]:
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    assert files, f"no Python files in {folders}"
    return files


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path) -> Iterator[Import]:
    """Every import of a file, `from a import b` as a.b; relative ones are resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]

    def walk(node: ast.AST, at_import: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name_of(path), node.lineno, alias.name, at_import)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(name_of(path), node.lineno, f"{module}.{alias.name}", at_import)
        later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        later = later or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
        for child in ast.iter_child_nodes(node):
            yield from walk(child, at_import and not later)

    return walk(tree(path), True)


def all_imports(*folders: str) -> list[Import]:
    return [found for path in sources(*folders) for found in imports(path)]


def listed(found: object) -> str:
    return "\n".join(map(str, found)) if isinstance(found, list) else str(found)


@pytest.mark.parametrize("folder", ARROWS)
def test_arrows_point_one_way(folder: str) -> None:
    ours = {"cnn_core", "app", "pages", "tests"}
    wrong = [found for found in all_imports(folder) if found.top in ours - ARROWS[folder]]
    assert not wrong, listed(wrong)


def test_core_shows_nothing() -> None:
    wrong = [found for found in all_imports("cnn_core") if found.top in NOT_IN_CORE]
    assert not wrong, listed(wrong)


def test_windows_is_the_ground_floor() -> None:
    floor = [ROOT / "cnn_core" / name for name in ("windows.py", "errors.py", "arrays.py")]
    found = [found for path in floor for found in imports(path) if found.top == "cnn_core"]
    wrong = [one for one in found if not any(f"{one.module}.".startswith(f"{ok}.") for ok in GROUND_FLOOR)]
    assert not wrong, listed(wrong)


def test_heavy_libraries_are_imported_late_and_only_where_they_belong() -> None:
    found = [one for one in all_imports("cnn_core", "app", "pages") if one.top in HEAVY]
    wrong = [
        one
        for one in found
        if (one.at_import and one.file not in HEAVY_AT_IMPORT) or not one.file.startswith(HEAVY_HOMES)
    ]
    assert not wrong, listed(wrong)
    late = {file.removesuffix(".py").replace("/", ".") for file in HEAVY_AT_IMPORT}
    early = [
        one
        for one in all_imports("cnn_core", "app", "pages")
        if one.at_import and any(one.module.startswith(module) for module in late)
    ]
    assert not early, listed(early)


def test_only_state_touches_streamlits_state() -> None:
    names = {"session_state", "query_params"}
    wrong = [
        f"{name_of(path)} uses {ast.unparse(node)}"
        for path in sources("app", "pages")
        if name_of(path) not in STATE_FILES
        for node in ast.walk(tree(path))
        if (node_names := _names(node)) and names & {*node_names}
    ]
    assert not wrong, listed(wrong)


def _names(node: ast.AST) -> list[str]:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return [name]
        case ast.ImportFrom(names=aliases):
            return [alias.name for alias in aliases]
    return []


def test_every_error_of_the_core_can_be_said_in_both_languages() -> None:
    raised: dict[str, str] = {}
    for path in sources("cnn_core"):
        if path.name == "errors.py":  # where LabError itself is
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and _names(node.func) == ["LabError"]:
                where = f"{name_of(path)}:{node.lineno}"
                keys = _texts(node.args[0])
                assert keys, f"{where}: the key of a LabError is written out, so that it can be found"
                raised |= dict.fromkeys(keys, where)
    assert raised
    for language in LANGUAGES:
        file = ROOT / "assets" / "ui" / f"{language}.toml"
        said = tomllib.loads(file.read_text(encoding="utf-8")).get("error", {})
        missing = [f"{where} raises {key!r}" for key, where in raised.items() if not said.get(key)]
        assert not missing, f"{name_of(file)} has no sentence under [error] for\n{listed(missing)}"


def _texts(node: ast.expr) -> list[str]:
    """The string itself, or both of `"a" if x else "b"`."""
    match node:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return _texts(one) + _texts(other)
    return []


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_stay_short(folder: str) -> None:
    limit = 80 if folder == "pages" else 300
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources(folder)}
    too_long = [f"{name}: {lines} lines, {limit} at most" for name, lines in lengths.items() if lines > limit]
    assert not too_long, listed(too_long)


WEB_PROCESS = """
import importlib, pkgutil, sys
import app
for module in pkgutil.walk_packages(app.__path__, "app."):
    if module.name != "app.main":
        importlib.import_module(module.name)
from streamlit.testing.v1 import AppTest
run = AppTest.from_file("app/main.py", default_timeout=60).run()
assert not run.exception, run.exception
heavy = {"tensorflow", "keras", "torch", "jax", "scipy"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""


def test_web_process_stays_light() -> None:
    """Streamlit's process answers every learner: no import of it may cost seconds or hundreds of MB."""
    command = [sys.executable, "-c", WEB_PROCESS]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert ran.stdout.strip().splitlines()[-1] == "[]", f"the web process imports {ran.stdout}"
