"""Practice: exercises that do not run out, mixed, lesson by lesson, or on paper."""

from app.lesson import open_lesson
from app.views.practice_sheet import worksheet
from app.views.practice_ways import mixed, one_lesson

lesson = open_lesson("practice")
lesson.section("mixed", lambda: mixed(lesson))
lesson.section("lesson", lambda: one_lesson(lesson))
lesson.section("sheet", lambda: worksheet(lesson))
lesson.run()
