"""Pasted code as a syntax tree whose parts know their place. Python's parser reads; nothing is run."""

import ast
import re
from typing import Any, Final

from cnn_core.architecture.scan import Scan, place
from cnn_core.architecture.stack import Span
from cnn_core.errors import LabError

#: The longest code that is read, in characters.
MAX_CHARACTERS: Final = 20_000
_ODD = re.compile("[\x00\ud800-\udfff]")
_IF = "if 1:\n"  # code with spaces before every line is the body of this


class Source:
    """The statements of some code.

    Attributes:
        code: the text.
        statements: its statements, as `ast` gives them.
    """

    def __init__(self, code: str | bytes) -> None:
        """Read the code.

        Args:
            code: text, or bytes in UTF-8.

        Raises:
            LabError: "code_not_text" (received), "code_too_long" (maximum, received), those of `Scan`, or
                with line, column and span "odd_character" (received), "comma_missing", "bad_indentation" or
                "code_syntax" (received).

        >>> len(Source("x = 1; y = 2").statements)
        2
        """
        text = _decoded(code)
        if len(text) > MAX_CHARACTERS:
            raise LabError("code_too_long", maximum=MAX_CHARACTERS, received=len(text))
        self.code = re.sub(r"\r(?!\n)", "\n", text)
        if odd := _ODD.search(text):
            raise LabError("odd_character", **place(self.code, *odd.span()), received=f"U+{ord(odd[0]):04X}")
        mark = int(text.startswith("\ufeff"))
        scan = Scan(self.code, mark)
        before = _IF if scan.indented else ""
        self._shift = mark - len(before)
        self._lines = (before + scan.masked[mark:]).split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.statements = self._parsed(scan)

    def span(self, node: ast.AST) -> Span:
        """Where a part of the code is.

        >>> source = Source("x = (1 +\\n  2)")
        >>> source.span(source.statements[0])
        Span(start=0, stop=13, line=1, column=1)
        """
        span: Span = self.at(*self.ends(node))["span"]
        return span

    def ends(self, node: Any) -> tuple[int, int]:
        """Offsets of a part of the code: of its first character, and behind its last."""
        start = self._offset(node.lineno, node.col_offset)
        return start, self._offset(node.end_lineno, node.end_col_offset)

    def place(self, node: ast.AST) -> dict[str, Any]:
        """Line, column and span of a part of the code, for a LabError."""
        return self.at(*self.ends(node))

    def at(self, start: int, stop: int) -> dict[str, Any]:
        """Line, column and span of the characters from `start` up to `stop`."""
        return place(self.code, start, stop)

    def text(self, node: ast.AST) -> str:
        """A part of the code as written, cut to what fits a message.

        >>> source = Source("model.add( 3 )")
        >>> source.text(source.statements[0])
        'model.add( 3 )'
        """
        start, stop = self.ends(node)
        return self.code[start:stop] if stop - start <= 60 else self.code[start : start + 59] + "…"

    def _offset(self, line: int, column: int) -> int:
        """`ast` counts columns in bytes of UTF-8."""
        before = self._lines[line - 1].encode()[:column].decode(errors="ignore")
        return self._starts[line - 1] + len(before) + self._shift

    def _parsed(self, scan: Scan) -> list[ast.stmt]:
        try:
            body = ast.parse("\n".join(self._lines)).body
        except SyntaxError as error:
            if scan.comma is not None:
                raise LabError("comma_missing", **self.at(scan.comma, scan.comma)) from None
            if isinstance(error, IndentationError):
                raise LabError("bad_indentation", **self._place_of(error, first=True)) from None
            where = self._place_of(error)
            raise LabError("code_syntax", **where, received=self._line(where["line"])) from None
        except (ValueError, RecursionError, MemoryError):  # not met, but the parser may
            raise LabError("code_syntax", **self.at(0, 0), received="") from None
        if scan.indented and isinstance(body[0], ast.If):
            return body[0].body + body[1:]
        return body

    def _place_of(self, error: SyntaxError, first: bool = False) -> dict[str, Any]:
        """Where Python stumbled, or where the code of that line begins."""
        number = min(max(error.lineno or 1, 1), len(self._lines))
        line = self._lines[number - 1]
        column = len(line) - len(line.lstrip()) if first else (error.offset or 1) - 1
        start = self._starts[number - 1] + min(max(column, 0), len(line)) + self._shift
        start = min(max(start, 0), len(self.code))
        return self.at(start, min(start + 1, len(self.code)))

    def _line(self, number: int) -> str:
        return self.code.split("\n")[number - 1].strip()[:60]


def _decoded(code: object) -> str:
    if isinstance(code, bytes):
        try:
            return code.decode()
        except UnicodeDecodeError as error:
            raise LabError("code_not_text", received=f"0x{code[error.start]:02X}") from None
    if not isinstance(code, str):
        raise LabError("code_not_text", received=type(code).__name__)
    return code
