"""The practice page's panel: an exercise at a time, and the ways on from it."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import replace

from app import practice_book, state
from app.panel import Panel
from app.practice_next import following, telling, untried_seed
from app.practice_setting import DRAWN_SEED, PRACTICE, PracticeSetting, pool, practised
from cnn_core.exercises.bank import ids
from cnn_core.exercises.exercise import Exercise
from cnn_core.exercises.making import make
from cnn_core.exercises.progress import Reason, next_exercise


def drawn_seed() -> int:
    """A new seed, short enough to be read out to a class."""
    return 1 + secrets.randbelow(DRAWN_SEED)


class Practice(Panel):
    """Lessons, level and the exercise in view; the address holds all of it."""

    def __init__(self, name: str, default: PracticeSetting) -> None:
        super().__init__(name, default, PRACTICE)
        if not self.setting.exercise and self.pool:
            self.go_on()

    @property
    def pool(self) -> tuple[str, ...]:
        """What the next exercise is chosen from."""
        return pool(self.setting.lessons, self.setting.level)

    @property
    def exercise(self) -> Exercise:
        """The exercise in view."""
        return make(self.setting.exercise, self.setting.seed)

    def show(self, id: str) -> None:
        """Turn to an exercise, drawn anew."""
        self.change(exercise=id, seed=drawn_seed())

    def go_on(self) -> None:
        """Turn to the next exercise."""
        self.show(self.next_id())

    def next_id(self) -> str:
        """Which exercise comes next: mixed, what was met least often."""
        return following(self.pool, practice_book.attempts(), self.setting.exercise, secrets.choice)

    def again(self) -> None:
        """The same exercise with other numbers."""
        self.change(seed=self.setting.seed + 1)

    def tell_apart(self, belief: str) -> None:
        """The same exercise with numbers that tell a wrong rule from the right one."""
        self.change(seed=telling(self.exercise, belief))

    def choose_lessons(self, lessons: Sequence[str]) -> None:
        """Choose from other lessons; the exercise in view stays if it is one of theirs."""
        self._choose(replace(self.setting, lessons=tuple(slug for slug in practised() if slug in lessons)))

    def choose_level(self, level: int) -> None:
        """Choose from another level; the exercise in view stays if it is of it."""
        self._choose(replace(self.setting, level=level))

    def _choose(self, setting: PracticeSetting) -> None:
        self.use(setting)
        if self.pool and setting.exercise not in self.pool:
            self.go_on()


class PracticeRepeat(Practice):
    """What should come again; while nothing should, what went wrong, then what is new."""

    def next_id(self) -> str:
        """As `progress.next_exercise` says; why is kept for the page."""
        lessons = self.setting.lessons or practised()
        id, why = next_exercise(practice_book.attempts(), time.time(), lessons)
        state.remember(self.name, "why", (id, why))
        return id

    @property
    def why(self) -> Reason | None:
        """Why the exercise in view was chosen; None if a link brought it."""
        id, why = state.recall(self.name, "why", ("", None))
        return why if id == self.setting.exercise else None


class PracticeLesson(Practice):
    """All exercises of one lesson, in the order of its file."""

    def __init__(self, name: str) -> None:
        super().__init__(name, PracticeSetting(lessons=practised()[:1]))

    @property
    def lesson(self) -> str:
        """The lesson in view: that of the exercise, whatever else a link says."""
        return self.exercise.lesson

    def choose_lesson(self, slug: str) -> None:
        """Turn to another lesson, at its first exercise."""
        self.change(lessons=(slug,))
        self.show(ids(slug)[0])

    def show(self, id: str) -> None:
        """Turn to an exercise, with the numbers that the menu names."""
        self.change(exercise=id, seed=self.seed_of(id))

    def seed_of(self, id: str) -> int:
        """What an exercise is drawn with: in view, or the next one that was not tried yet."""
        if id == self.setting.exercise:
            return int(self.setting.seed)
        return untried_seed(id, practice_book.attempts())

    def next_id(self) -> str:
        """The one after this; after the last the first."""
        listed = ids(self.setting.exercise.partition(".")[0] or self.setting.lessons[0])
        place = listed.index(self.setting.exercise) + 1 if self.setting.exercise in listed else 0
        return listed[place % len(listed)]
