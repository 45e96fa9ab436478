"""Code made to swamp a reader is refused at once, and no code is ever run."""

import ast
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cnn_core.architecture import parse as parse_module
from cnn_core.architecture.parse import parse
from cnn_core.architecture.scan import MAX_DEPTH, MAX_NUMBER
from cnn_core.architecture.source import MAX_CHARACTERS
from cnn_core.architecture.stack import MAX_LAYERS
from cnn_core.architecture.values import MAX_ENTRIES
from cnn_core.errors import LabError

HUGE = {
    "brackets": ("(" * 9_999 + ")" * 9_999, "code_too_deep"),
    "square brackets": ("[" * 19_999, "code_too_deep"),
    "unary minus": ("-" * 19_000 + "1", "code_too_deep"),
    "sum": ("1" + "+1" * 9_000, "code_too_deep"),
    "sum over lines": ("1+\\\n" * 4_000 + "1", "code_too_deep"),
    "power": ("2" + "**2" * 6_000, "code_too_deep"),
    "attributes": ("a" + ".b" * 9_000, "code_too_deep"),
    "subscripts": ("a" + "[0]" * 6_000, "code_too_deep"),
    "calls": ("f" + "()" * 9_000, "code_too_deep"),
    "not": ("not " * 4_900 + "1", "code_too_deep"),
    "lambda": ("lambda:" * 2_800 + "0", "code_too_deep"),
    "lambda and commas": ("lambda a,b:" * 1_800 + "0", "code_too_deep"),
    "conditions": ("1 if 1 else " * 1_600 + "2", "code_too_deep"),
    "elif": ("if 1:\n a\n" + "elif 1:\n a\n" * 1_800, "code_too_deep"),
    "blocks": ("".join(" " * depth + "if x:\n" for depth in range(150)), "bad_indentation"),
    "dicts": ("{1:" * 6_000, "code_too_deep"),
    "half a comprehension": ("[" * (MAX_DEPTH - 10) + "x for" + "]" * (MAX_DEPTH - 10), "code_syntax"),
    "f-string": ("f'{" + "(" * 9_000 + "}'", "code_not_read"),
    "comprehension": ("x = [[y for y in range(10**9)] for z in range(10**9)]", "code_not_read"),
    "powers": ("x = 9**9**9", "number_too_large"),
    "negative power": ("x = (1 / 9) ** -9**5", "number_too_large"),
    "digits": ("x = " + "9" * 5_000, "number_too_large"),
    "hexadecimal digits": ("x = 0x" + "f" * 5_000, "number_too_large"),
    "float": ("x = 1e308 * 10", "number_too_large"),
    "infinite": ("x = -1e999", "number_too_large"),
    "just too large": (f"x = {MAX_NUMBER} + 1", "number_too_large"),
    "product": ("a = 10**6\nb = a * a * 2", "number_too_large"),
    "doubling": ("a = 1\n" + "a = a + a\n" * 1_500, "number_too_large"),
    "text": ("x = 'a' * 10**9", "cannot_work_out"),
    "list": ("x = [0] * 10**9", "cannot_work_out"),
    "complex": ("x = (-8) ** 0.5", "cannot_work_out"),
    "mixed": ("x = 1 + '1'", "cannot_work_out"),
    "beyond": ("x = (1, 2)[2]", "cannot_work_out"),
    "zero": ("x = 1 / 0", "division_by_zero"),
    "zero rest": ("x = 1 % 0.0", "division_by_zero"),
    "zero power": ("x = 0 ** -1", "division_by_zero"),
    "doubling tuples": ("a = (1,)\n" + "a = (a, a)\n" * 1_500, "too_many_values"),
    "adding tuples": ("a = (1,)\n" + "a = a + a\n" * 1_500, "too_many_values"),
    "slicing tuples": ("a = ((),)\n" + "a = (a, a)[:]\n" * 1_300, "too_many_values"),
    "nesting tuples": ("a = (1,)\n" + "a = (a,)\n" * 1_500 + "Reshape(a)", "too_many_values"),
    "entries": ("x = [" + "1," * (MAX_ENTRIES + 1) + "]", "too_many_values"),
    "unpacking": ("a, b = 1, 2, 3", "cannot_unpack"),
    "unpacking a number": ("a, b = 1", "cannot_unpack"),
    "layers": ("ReLU()," * (MAX_LAYERS + 1), "too_many_layers"),
    "models in a ring": ("m = Sequential()\nm.add(m)", "model_in_model"),
    "quotes": ("'" * 19_999, "quote_never_closed"),
    "backslashes": ('"' + "\\" * 19_998, "quote_never_closed"),
    "length": ("#" * (MAX_CHARACTERS + 1), "code_too_long"),
    "length in bytes": (b"#" * 10_000_000, "code_too_long"),
    "not UTF-8": (b"Dense(\xff)", "code_not_text"),
    "nothing": ("", "no_layers"),
    "spaces": ("\n \t\r\n" * 3_000, "no_layers"),
    "byte order marks": ("\ufeff" * 20_000, "no_layers"),
    "semicolons": (";" * 20_000, "code_syntax"),
    "continuations": ("\\\n" * 10_000, "code_syntax"),
}


@pytest.mark.parametrize("code, key", HUGE.values(), ids=HUGE)
def test_refused_at_once(code: str | bytes, key: str) -> None:
    begin = time.process_time()
    with pytest.raises(LabError) as error:
        parse(code)
    assert error.value.key == key
    assert time.process_time() - begin < 0.5


def test_what_is_neither_text_nor_bytes() -> None:
    with pytest.raises(LabError) as error:
        parse(None)  # type: ignore[arg-type]
    assert (error.value.key, error.value.values) == ("code_not_text", {"received": "NoneType"})


def test_the_bounds_leave_room() -> None:
    """What people write lies well within."""
    deep = "Dense(9)(" * 30 + "x" + ")" * 30
    assert len(parse(deep).layers) == 30
    assert parse(f"Dense({'(' * 90}3{')' * 90})") == parse("Dense(3)")
    assert len(parse("ReLU()," * MAX_LAYERS).layers) == MAX_LAYERS
    assert parse(f"Dense({MAX_NUMBER})").layers[0]["units"] == MAX_NUMBER
    assert parse(f"Rescaling({-MAX_NUMBER}.0)").layers[0]["scale"] == -MAX_NUMBER
    assert parse("Flatten()" + "#" * (MAX_CHARACTERS - 9)) == parse("Flatten()")


SIDE_EFFECTS = (
    "__import__('os').system('touch {0}')",
    "import os\nos.system('touch {0}')",
    "import pathlib\npathlib.Path({0!r}).touch()",
    "from os import system as Dense\nDense('touch {0}')",
    "open({0!r}, 'w')",
    "eval(\"open({0!r}, 'w')\")",
    "print(open({0!r}, 'w'))",
    "keras.utils.get_file(open({0!r}, 'w'))",
    "model = Sequential([Dense(open({0!r}, 'w'))])",
    "model = Sequential([Dense(3)])\nmodel.fit(open({0!r}, 'w'))",
    "@open({0!r}, 'w')\nclass LocalResponseNormalization:\n    open({0!r}, 'w')",
    "().__class__.__base__.__subclasses__()[0]({0!r})",
    "x = [open({0!r}, 'w') for _ in (1,)]",
    "%%writefile {0}\nFlatten()",
    "!touch {0}",
)


@pytest.mark.parametrize("code", SIDE_EFFECTS)
def test_nothing_is_run(code: str, tmp_path: Path) -> None:
    with suppress(LabError):
        parse(code.format(str(tmp_path / "trace")))
    assert not list(tmp_path.iterdir())


def test_run_the_code_would_leave_a_trace(tmp_path: Path) -> None:
    for number, code in enumerate(SIDE_EFFECTS[:4]):
        exec(code.format(str(tmp_path / str(number))), {})
    assert len(list(tmp_path.iterdir())) == 4


def test_the_parser_cannot_run_code() -> None:
    """No module of its package calls what runs code, or reads a literal of unknown size."""
    folder = Path(str(parse_module.__file__)).parent
    # signatures.py reads its own text with literal_eval, no learner's.
    files = [path for path in folder.glob("*.py") if path.name != "signatures.py"]
    names = {
        "eval",
        "exec",
        "compile",
        "literal_eval",
        "__import__",
        "import_module",
        "system",
        "run",
        "Popen",
    }
    called = {
        (path.name, name)
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for name in [getattr(node.func, "id", getattr(node.func, "attr", ""))]
        if name in names and ast.unparse(node.func) != "re.compile"
    }
    assert len(files) > 8
    assert not called
