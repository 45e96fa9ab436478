"""Compare: runs over each other, and sets of runs that differ in one thing."""

from app.lesson import open_lesson
from app.views.compare_guided import guided
from app.views.compare_overlay import OVERLAY, overlay

lesson = open_lesson("compare")
section = lesson.section

section("overlay", lambda: lesson.study(OVERLAY, None, overlay))
section("pooling", guided(lesson, "pooling"))
section("augmentation", guided(lesson, "augmentation"))
section("dropout", guided(lesson, "dropout"))
section("normalization", guided(lesson, "normalization"))
section("averaging", guided(lesson, "averaging"))
section("images", guided(lesson, "images"))
section("rates", guided(lesson, "rates"))
section("scaling", guided(lesson, "scaling"))
section("whitening", guided(lesson, "whitening"))

lesson.run()
