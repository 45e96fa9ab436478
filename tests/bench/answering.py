"""Learners answering exercises of all kinds at once, and one alone: the wait for what comes of an answer.

    python tests/bench/answering.py [--learners 10] [--answers 20] [--thinking 2]

Each learner opens the practice page at an exercise, thinks for about 2 s, fills in an answer, wrong ones and
right ones in turns, hands it in, waits until the page is complete, and opens another. The clock runs from the
press of the button to the end of the rerun. One visit alone comes first, then all at once, on one server.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from app.text import say
from cnn_core.exercises.bank import ids
from cnn_core.exercises.exercise import Exercise
from cnn_core.exercises.making import make
from tests.bench.learners import at
from tests.bench.wire import Learner
from tests.core.exercises.typed import typed
from tests.e2e.browser import MAIN, Server, start_server

WARM_UP = 3  # answers that fill caches
WIDGETS = {"text_input", "text_area", "radio", "selectbox", "button"}


@dataclass
class Visit(Learner):
    """A learner who fills in Streamlit's own fields, found by their keys."""

    widgets: dict[str, tuple[str, str]] = field(default_factory=dict)  # by key: id, fragment
    options: dict[str, list[str]] = field(default_factory=dict)
    filled: dict[str, str] = field(default_factory=dict)  # by id
    said: list[str] = field(default_factory=list)

    def _read(self, message: ForwardMsg) -> bool:
        if message.WhichOneof("type") == "delta":
            element = message.delta.new_element
            kind = element.WhichOneof("type")
            if kind in WIDGETS:
                made = getattr(element, kind)
                key = made.id.split("-", 2)[-1]
                self.widgets[key] = made.id, message.delta.fragment_id
                self.options[key] = list(getattr(made, "options", ()))
            elif kind in ("markdown", "alert"):
                self.said.append(getattr(element, kind).body)
        return super()._read(message)

    async def show(self, exercise: Exercise, language: str) -> None:
        """Open an exercise by its address, as a link does."""
        for kept in (self.widgets, self.options, self.filled):
            kept.clear()
        self.query = f"ex={exercise.id}&seed={exercise.seed}&lang={language}"
        await self.open()

    def fill(self, key: str, text: str) -> None:
        """Put a text into a field, or choose an option; the server has not heard of it yet."""
        self.filled[self.widgets[key][0]] = text

    async def send(self, key: str, press: bool = False) -> float:
        """Tell the server what is filled in, as a change of that field or a press of that button."""
        id_, fragment = self.widgets[key]
        state = ClientState(page_script_hash=self.page_hash, fragment_id=fragment)
        for one, text in self.filled.items():
            state.widget_states.widgets.add(id=one, string_value=text)
        if press:
            state.widget_states.widgets.add(id=id_, trigger_value=True)
        self.said.clear()
        return await self._rerun(state)

    async def answer(self, exercise: Exercise, answer: Any, language: str) -> float:
        """Fill in an answer as its kind asks for, and hand it in; the seconds from there on."""
        name, case = f"practice.{exercise.id}.{exercise.seed}", exercise.case
        if exercise.kind in ("choice", "order"):
            fields = [f"{name}.choice.{language}"]
            if exercise.kind == "order":
                fields = [f"{name}.place.{at}.{language}" for at in range(len(case.options))]
            for key, one in zip(fields, [answer] if exercise.kind == "choice" else answer, strict=True):
                self.fill(key, self.options[key][case.options.index(one)])
                await self.send(key)
        elif exercise.kind == "matrix":
            for r, row in enumerate(answer):
                for c, cell in enumerate(row):
                    self.fill(f"{name}.cell.{r}.{c}", repr(cell))
        else:
            field = "code" if exercise.kind == "code" else "typed"
            self.fill(f"{name}.{field}", typed(exercise, answer))
        return await self.send(f"{name}.check", press=True)


class Practice:
    """All visits of one run and what they noted."""

    def __init__(self, server: Server, answers: int, thinking: float) -> None:
        self.server, self.answers, self.thinking = server, answers, thinking
        self.waits: list[float] = []
        self.errors: list[str] = []

    async def visit(self, number: int) -> None:
        """One learner, from opening the page to the last answer."""
        dice = random.Random(number)
        language = dice.choice(["zh-Hant", "en"])
        try:
            async with Visit(self.server.url, "practice") as visit:
                for turn in range(self.answers):
                    exercise = make(dice.choice(ids()), dice.randint(1, 9999))
                    wrong = list(exercise.case.beliefs.values()) if turn % 2 else []
                    await visit.show(exercise, language)
                    await asyncio.sleep(dice.uniform(0.5, 1.5) * self.thinking)
                    answer = dice.choice(wrong or [exercise.answer])
                    self.waits.append(await visit.answer(exercise, answer, language))
                    if any(say(language, "ask.right") in one for one in visit.said) == bool(wrong):
                        self.errors.append(f"{exercise.id}, {exercise.seed}: not what was answered")
                self.errors += visit.errors
        except Exception as error:  # a lost learner is a result, not a reason to stop the others
            self.errors.append(f"{type(error).__name__}: {error}")

    async def all(self, learners: int) -> None:
        """So many visits at once."""
        await asyncio.gather(*(self.visit(number) for number in range(learners)))


def waits(server: Server, learners: int, answers: int, thinking: float) -> list[float]:
    """Seconds that answers took; prints a line."""
    told = Practice(server, answers, thinking)
    asyncio.run(told.all(learners))
    middle, late = at(told.waits, 0.5) * 1000, at(told.waits, 0.95) * 1000
    print(
        f"{learners:3} at once  {len(told.waits):4} answers, p50 {middle:.0f} ms, p95 {late:.0f} ms,"
        f" errors {len(told.errors)}"
    )
    for line in sorted(set(told.errors))[:5]:
        print(f"    {line[:200]}")
    return told.waits


def main() -> None:
    """Print a line for one visit and one for all, then their ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=10)
    parser.add_argument("--answers", type=int, default=20)
    parser.add_argument("--thinking", type=float, default=2.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        server = start_server(MAIN, Path(home), [])
        try:
            asyncio.run(Practice(server, WARM_UP, 0).all(1))
            alone = waits(server, 1, given.answers, given.thinking)
            many = waits(server, given.learners, given.answers, given.thinking)
        finally:
            server.stop()
    print(f"ratio p50 {at(many, 0.5) / at(alone, 0.5):.2f}, p95 {at(many, 0.95) / at(alone, 0.95):.2f}")


if __name__ == "__main__":
    main()
