"""Data: what a network is given, and what is done to it before."""

from functools import partial

from app.lesson import open_lesson
from app.views import data_augment as augment
from app.views import data_drawn as drawn
from app.views import data_look as look
from app.views import data_numbers as numbers
from app.views import data_order as order
from app.views import data_pipeline as pipeline
from app.views import data_scaling as scaling
from app.views import data_split as split
from app.views import data_which as which
from app.views import data_whitening as whitening

lesson = open_lesson("data")
section = lesson.section


section("which", lambda: lesson.study(which.WHICH, None, which.both_sets))
section("look", lambda: lesson.study(look.LOOK, look.which_class, partial(look.next_then_grid, lesson)))


@section("drawn")
def drawn_set() -> None:
    answered = lesson.ask(drawn.what_is_learned())
    lesson.study(drawn.DRAWN, None, drawn.drawings, when=answered)


@section("numbers")
def as_numbers() -> None:
    lesson.study(numbers.NUMBERS, numbers.how_many, numbers.channels_and_pixel)
    lesson.ask(numbers.batch_shape(), "batch")


@section("scaling")
def scaled() -> None:
    lesson.study(scaling.SCALE, scaling.scaled_pixel, partial(scaling.worked_then_learning, lesson))


section(
    "whitening", lambda: lesson.study(whitening.WHITEN, whitening.how_alike, whitening.points_axes_and_images)
)


@section("augment")
def augmented() -> None:
    answered = lesson.ask_again(augment.label_stays(lesson))
    lesson.study(augment.AUGMENT, None, augment.previews, when=answered)
    lesson.ask(augment.which_images(), "which")


section("order", lambda: lesson.study(order.ORDER, order.first_batch, order.order_and_batches))
section("pipeline", lambda: lesson.study(pipeline.PIPELINE, pipeline.epoch_with_prefetch, pipeline.who_waits))


@section("split")
def split_in_three() -> None:
    lesson.study(split.SPLIT, split.what_the_test_shows, split.both_scores, split.parts_table)


lesson.run()
