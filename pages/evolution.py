"""Filters through training: kernels, maps, heatmap and answers of one image, epoch by epoch."""

from app.lesson import open_lesson
from app.views.evolution_kernels import kernels
from app.views.evolution_maps import heat, maps, ordering

lesson = open_lesson("evolution")
section = lesson.section

section("kernels", lambda: kernels(lesson))
section("maps", lambda: maps(lesson))
section("heatmap", lambda: heat(lesson))
section("order", lambda: ordering(lesson))

lesson.run()
