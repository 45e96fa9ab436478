"""Pasted code, looked over before Python's parser sees it: what would stop or swamp it is refused here."""

import keyword
import re
from typing import Any, Final

from cnn_core.architecture.stack import Span
from cnn_core.errors import LabError

#: The deepest nesting: brackets and operators inside each other.
MAX_DEPTH: Final = 100
#: The largest number, without its sign, that is read or worked out.
MAX_NUMBER: Final = 10**12
_MAX_DIGITS = 40
_MAX_CHAINED = 50  # `elif` and `lambda` nest without a bracket

_TOKEN = re.compile(
    r"""
    (?P<space> (?: [ \t\f] | \\\r?\n )+ )
  | (?P<newline> \r?\n )
  | (?P<comment> \#[^\n]* )
  | (?P<string> (?P<letters> [rRbBuUfFtT]{0,2} ) (?P<body>
        '''(?: [^'\\] | \\. | '(?!'') )*'''
      | \"""(?: [^"\\] | \\. | "(?!"") )*\"""
      | '(?!'')(?: [^'\\\n] | \\\r?. )*'
      | "(?!"")(?: [^"\\\n] | \\\r?. )*"
    ) )
  | (?P<quote> ['"] )
  | (?P<number> (?: 0[xX][0-9a-fA-F_]+ | 0[oO][0-7_]+ | 0[bB][01_]+
        | (?: [0-9][0-9_]*\.?[0-9_]* | \.[0-9][0-9_]* )(?: [eE][+-]?[0-9][0-9_]* )?[jJ]? )
        (?P<glued> [^\W\d]? ) )
  | (?P<name> [^\W\d]\w* )
  | (?P<open> [(\[{] )
  | (?P<close> [)\]}] )
  | (?P<comma> [,;] )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_PROMPT = re.compile(r"[ \t]*(>>>|\.\.\.)(?=[ \t\r\n]|\Z)")
_MAGIC = re.compile(r"[ \t]*[%!][^\n]*")
_LINE = re.compile(r"[^\n]*")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_VALUES = {"True", "False", "None"}
# Escapes that Python has no meaning for: it would warn in the server's log.
_ODD_ESCAPE = re.compile(r"\\(?!\n|\r|[\\'\"abfnrtvxNuU0-3]|[4-7](?![0-7]{2}))(?s:.)|(\\(?s:.))")
# No-break spaces and invisible ones, as copied from web pages.
_SPACES = frozenset("\u00a0\u1680\u202f\u205f\u200b\u200c\u200d\u2060\ufeff") | {
    *map(chr, range(0x2000, 0x200B))
}
_MEANT = {
    **dict.fromkeys("“”„‟〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛′＇", "'"),
    **dict.fromkeys("，、﹐", ","),
    **dict.fromkeys("−–—﹣－", "-"),
    **{"。": ".", "；": ";", "：": ":", "×": "*", "÷": "/", "…": "...", "　": " "},
    **{"【": "[", "】": "]", "〔": "[", "〕": "]", "「": '"', "」": '"', "『": '"', "』": '"'},
}


def place(code: str, start: int, stop: int) -> dict[str, Any]:
    """Where a piece of code is, as every LabError of the parser tells it: line, column and span.

    >>> place("x = 1\\ny = ?", 10, 11)
    {'line': 2, 'column': 5, 'span': Span(start=10, stop=11, line=2, column=5)}
    """
    line = code.count("\n", 0, start) + 1
    column = start - code.rfind("\n", 0, start)
    return {"line": line, "column": column, "span": Span(start, stop, line, column)}


class Scan:
    """One walk through the code, from its first character to its last.

    Attributes:
        indented: whether the first line of code has spaces before it.
        comma: where a comma seems to be missing; None where none does.
    """

    indented: bool = False
    comma: int | None = None

    def __init__(self, code: str, start: int = 0) -> None:
        """Walk through.

        Args:
            code: the text; its lines end with "\\n" or "\\r\\n".
            start: where to begin: 1 after a byte order mark.

        Raises:
            LabError: each with line, column and span: "full_width_character" (received, meant),
                "bracket_unmatched" (received), "bracket_mismatch" (received, opened, opened_line),
                "bracket_never_closed" (received), "quote_never_closed" (received), "code_too_deep" (maximum),
                "number_too_large" (maximum) or "code_syntax" (received).

        >>> Scan(">>> x = 1").masked
        '    x = 1'
        >>> Scan("Conv2D（32, 3)")
        Traceback (most recent call last):
        cnn_core.errors.LabError: full_width_character (line=1, column=7, span=Span(start=6, stop=7, line=1,
        column=7), received='（', meant='(')
        """
        self.code, self._start = code, start
        self._masks: list[tuple[int, str]] = []
        self._brackets: list[tuple[str, int]] = []
        self._operators = [0]  # in the item being read, for each bracket that is open
        self._depth = self._chained = 0
        self._ended = 0  # where the value before ended; 0: no value before
        self._begun = self._prompted = False
        self._walk(start)
        if self._brackets:
            bracket, opened = self._brackets[-1]
            raise LabError("bracket_never_closed", **place(code, opened, opened + 1), received=bracket)

    @property
    def masked(self) -> str:
        """The code as Python may read it, as long as before: spaces cover prompts, magics and odd spaces."""
        pieces, done = [], 0
        for begin, cover in self._masks:
            pieces += [self.code[done:begin], cover]
            done = begin + len(cover)
        return "".join([*pieces, self.code[done:]])

    def _walk(self, position: int) -> None:
        at_start = True
        while position < len(self.code):
            begin = self._without_prompt(position) if at_start else position
            token = _TOKEN.match(self.code, begin)
            if token is None:  # the last line was nothing but a prompt
                break
            kind = str(token.lastgroup)
            if not self._begun and kind not in ("space", "newline", "comment"):
                self._begun = True
                self.indented = begin > max(self._start, self.code.rfind("\n", 0, begin) + 1)
            getattr(self, f"_{kind}")(token)
            at_start, position = kind == "newline", token.end()

    def _without_prompt(self, position: int) -> int:
        """Where a line's code begins; what stands before it is covered."""
        cover = _PROMPT.match(self.code, position)
        if cover and (self._prompted or cover[1] == ">>>"):
            self._prompted = True
        elif self._brackets:
            return position
        else:  # a magic of a notebook, or what a session answered
            cover = (_LINE if self._prompted else _MAGIC).match(self.code, position)
        if cover is None:
            return position
        self._cover(cover.start(), cover.end())
        return cover.end()

    def _place(self, token: re.Match[str]) -> dict[str, Any]:
        return place(self.code, token.start(), token.end())

    def _cover(self, start: int, stop: int, sign: str = " ") -> None:
        self._masks.append((start, sign * (stop - start)))

    def _space(self, token: re.Match[str]) -> None:
        """Nothing to see."""

    _comment = _space

    def _newline(self, token: re.Match[str]) -> None:
        if not self._brackets:
            self._next_item()

    def _comma(self, token: re.Match[str]) -> None:
        self._next_item()

    def _next_item(self) -> None:
        self._depth -= self._operators[-1]
        self._operators[-1] = self._ended = 0

    def _open(self, token: re.Match[str]) -> None:
        self._operator(token)
        self._operators.append(0)
        self._brackets.append((token.group(), token.start()))

    def _close(self, token: re.Match[str]) -> None:
        if not self._brackets:
            raise LabError("bracket_unmatched", **self._place(token), received=token.group())
        bracket, opened = self._brackets.pop()
        if _PAIRS[bracket] != token.group():
            where = self._place(token)
            line = self.code.count("\n", 0, opened) + 1
            raise LabError(
                "bracket_mismatch", **where, received=token.group(), opened=bracket, opened_line=line
            )
        self._depth -= self._operators.pop()
        self._ended = token.end()

    def _operator(self, token: re.Match[str]) -> None:
        self._operators[-1] += 1
        self._depth += 1
        self._ended = 0
        if self._depth > MAX_DEPTH or self._chained > _MAX_CHAINED:
            raise LabError("code_too_deep", **self._place(token), maximum=MAX_DEPTH)

    def _value(self, token: re.Match[str]) -> None:
        if self._ended and self._brackets and self.comma is None:
            self.comma = self._ended
        self._ended = token.end()

    def _name(self, token: re.Match[str]) -> None:
        if keyword.iskeyword(token.group()) and token.group() not in _VALUES:
            self._chained += token.group() in ("elif", "lambda")
            self._operator(token)
        else:
            self._value(token)

    def _number(self, token: re.Match[str]) -> None:
        if len(token.group()) > _MAX_DIGITS:
            raise LabError("number_too_large", **self._place(token), maximum=MAX_NUMBER)
        if token["glued"]:
            raise LabError("code_syntax", **self._place(token), received=token.group())
        self._value(token)

    def _string(self, token: re.Match[str]) -> None:
        if not (self._ended and self.code[self._ended - 1] in "'\""):  # strings side by side are one
            self._value(token)
        self._ended = token.end()
        letters, body = token["letters"].lower(), token.start("body")
        if set(letters) & {"f", "t", "b"}:  # refused later, so nobody needs to look inside
            quotes = 3 if token["body"][:3] in ("'", '"""') else 1
            for line in re.finditer(r"[^\n]+", self.code[body + quotes : token.end() - quotes]):
                self._cover(body + quotes + line.start(), body + quotes + line.end())
        elif "r" not in letters:
            for escape in _ODD_ESCAPE.finditer(token["body"]):
                if escape[1] is None:
                    self._cover(body + escape.start(), body + escape.start() + 1, "/")

    def _quote(self, token: re.Match[str]) -> None:
        rest = _LINE.match(self.code, token.end())
        for offset, sign in enumerate(rest[0] if rest else ""):
            if _MEANT.get(sign) == token.group():
                self._refuse_sign(token.end() + offset)
        raise LabError("quote_never_closed", **self._place(token), received=token.group())

    def _other(self, token: re.Match[str]) -> None:
        sign = token.group()
        if sign in _SPACES:
            self._cover(token.start(), token.end())
        elif sign in _MEANT or "！" <= sign <= "～":
            self._refuse_sign(token.start())
        else:
            self._operator(token)

    def _refuse_sign(self, position: int) -> None:
        sign = self.code[position]
        meant = _MEANT.get(sign) or chr(ord(sign) - ord("！") + ord("!"))
        raise LabError(
            "full_width_character", **place(self.code, position, position + 1), received=sign, meant=meant
        )
