"""Inside a network: what every layer makes of an image, down to one cell, and what its filters look for."""

from app.lesson import open_lesson
from app.views.inside_cell import cell
from app.views.inside_depth import depth
from app.views.inside_filters import filters
from app.views.inside_ideal import ideal
from app.views.inside_maps import maps

lesson = open_lesson("inside")
section = lesson.section

section("maps", lambda: maps(lesson))
section("cell", lambda: cell(lesson))
section("filters", lambda: filters(lesson))
section("early-deep", lambda: depth(lesson))
section("ideal", lambda: ideal(lesson))

lesson.run()
