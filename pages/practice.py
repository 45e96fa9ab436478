"""Practice: exercises that do not run out, mixed, to repeat, by lesson, on paper; and how far one is."""

from app.lesson import open_lesson
from app.views.practice_progress import progress
from app.views.practice_runs import runs
from app.views.practice_sheet import worksheet
from app.views.practice_ways import mixed, one_lesson, repeat

lesson = open_lesson("practice")
lesson.section("mixed", lambda: mixed(lesson))
lesson.section("repeat", lambda: repeat(lesson))
lesson.section("lesson", lambda: one_lesson(lesson))
lesson.section("runs", lambda: runs(lesson))
lesson.section("progress", lambda: progress(lesson))
lesson.section("sheet", lambda: worksheet(lesson))
lesson.run()
