"""Train: a real network on real images, live; then one thing changed."""

from app.lesson import open_lesson
from app.views.run_after import after
from app.views.run_watch import watch
from app.views.train_curves import curves
from app.views.train_ingredients import ingredient
from app.views.train_start import start

lesson = open_lesson("train")
section = lesson.section

section("start", lambda: start(lesson))
section("watch", lambda: watch(lesson))
section("ingredients", lambda: ingredient(lesson))
section("curves", lambda: curves(lesson))
section("after", lambda: after(lesson))

lesson.run()
