"""Where did it look: heatmaps of class activation, how they are made, and whether to believe them."""

from app.lesson import open_lesson
from app.views.heat_believe import believe
from app.views.heat_how import how
from app.views.heat_layers import layers
from app.views.heat_methods import methods
from app.views.heat_paint_over import paint
from app.views.heat_where import where
from app.views.heat_wrong import wrong

lesson = open_lesson("heatmaps")
section = lesson.section

section("where", lambda: where(lesson))
section("how", lambda: how(lesson))
section("layers", lambda: layers(lesson))
section("methods", lambda: methods(lesson))
section("right-wrong", lambda: wrong(lesson))
section("paint", lambda: paint(lesson))
section("believe", lambda: believe(lesson))

lesson.run()
