"""The shape debugger: code, what is found in it, and the way back from a repair. Nothing here is executed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from app import state
from app.code_link import code_codec, write_code
from app.link import Codec, choice
from app.panel import Panel
from app.text import ASSETS
from cnn_core.architecture.diagnose import Diagnosis, diagnose

CASES = ASSETS / "lessons" / "debugger" / "cases"
#: What the learner's own code starts from: three mistakes.
EXAMPLE = "own-example"
MOST_UNDONE = 40


@dataclass(frozen=True)
class CodeSetting:
    """A case, by name, and the code that is made of it; None: as the case has it."""

    case: str
    code: str | None = None


@cache
def case_code(case: str) -> str:
    """The code of a case, as a learner wrote it."""
    return (CASES / f"{case}.py").read_text(encoding="utf-8")


@lru_cache(maxsize=128)
def found_in(code: str) -> Diagnosis:
    """What is wrong with some code: `diagnose`, remembered, since a page asks several times."""
    return diagnose(code)


class Debugger(Panel):
    """One of some cases, or one's own code: its setting, repairs, and the way back."""

    def __init__(self, name: str, cases: tuple[str, ...]) -> None:
        codecs: dict[str, Codec] = {"code": code_codec("code"), "case": choice("case", cases)}
        super().__init__(name, CodeSetting(cases[0]), codecs)
        self.cases = cases

    @property
    def code(self) -> str:
        """The code as it is now."""
        code: str | None = self.setting.code
        return case_code(self.setting.case) if code is None else code

    @property
    def is_changed(self) -> bool:
        """Whether it is no longer the code of the case."""
        return self.setting.code is not None

    @property
    def is_repaired(self) -> bool:
        """Whether there is a repair to take back."""
        return bool(self._history())

    @property
    def fits_a_link(self) -> bool:
        """Whether a link can hold the code."""
        return not (self.setting.code and not write_code(self.setting.code))

    def take_case(self, case: str) -> None:
        """Turn to another case, as it was at first."""
        self.change(case=case, code=None)
        self._remember([])

    def type(self, code: str) -> None:
        """Take over code that was typed."""
        self.change(code=code)
        self._remember([])

    def repair(self, code: str) -> None:
        """Take over repaired code; the code before can be brought back."""
        self._remember([*self._history(), self.setting.code][-MOST_UNDONE:])
        self.change(code=code)

    def undo(self) -> None:
        """Take back the last repair."""
        *earlier, last = self._history() or [self.setting.code]
        self.change(code=last)
        self._remember(earlier)

    def _history(self) -> list[str | None]:
        return state.recall(self.name, "history", [])

    def _remember(self, codes: list[str | None]) -> None:
        state.remember(self.name, "history", codes)


def hand_over(code: str, lesson: str) -> Callable[[], None]:
    """A callback that opens some code in the section for one's own."""

    def open_own() -> None:
        own = Debugger(f"{lesson}.own", (EXAMPLE,))
        own.type(code)
        state.go_to(lesson, "own")

    return open_own
