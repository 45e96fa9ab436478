"""Pooling: what a network throws away, and what that buys."""

from app import examples
from app.lesson import open_lesson
from app.views import pooling as views
from app.views import pooling_questions as ask
from app.views.shift import SHIFT, shift_pictures, shift_table

lesson = open_lesson("pooling")
matrix, section = lesson.matrix, lesson.section


@section("example")
def example() -> None:
    matrix(examples.POOLS["worked"], ("mode",), examples.POOLS, predict=("cell", "size"))


@section("arguments")
def arguments() -> None:
    lesson.ask(ask.default_stride())
    lab = matrix(examples.ARGUMENTS, ("mode", "global", "window", "strides", "padding"), formula=True)
    views.equivalent_calls(lab)


@section("sizes")
def sizes() -> None:
    matrix(examples.POOL_SIZES, ("window", "strides", "padding"), predict=("size",), formula=True)
    lesson.ask(ask.halvings())


@section("channels")
def channels() -> None:
    lesson.ask(ask.pool_weights())
    lab = matrix(examples.POOL_CHANNELS, ("mode", "channels", "data_format"))
    views.both_formats(lab)


@section("calls")
def calls() -> None:
    lesson.ask(ask.same_call())
    lab = matrix(examples.ARGUMENTS, ("mode", "window", "strides", "padding", "data_format"))
    views.equivalent_calls(lab)


section("same", lambda: matrix(examples.POOL_SAME, ("mode", "padding"), predict=("cell",)))


@section("kinds")
def kinds() -> None:
    views.show_two(lesson.seed())
    lesson.study(views.KINDS, None, views.kinds_on_a_picture, when=lesson.ask_again(ask.which_is_max))


section("shift", lambda: lesson.study(SHIFT, ask.stays, shift_pictures, shift_table))
section("field", lambda: lesson.study(views.FIELD, ask.field, views.field_table))


@section("shrink")
def shrink() -> None:
    lesson.ask(ask.after_subsampling())
    lesson.study(views.SHRINK, None, views.shrink_pictures)


section("global", lambda: lesson.study(views.HEAD, ask.head_question, views.head_weights))


@section("conventions")
def conventions() -> None:
    lesson.ask(ask.torch_default())
    lesson.study(views.RULES, None, views.rules_table)


lesson.run()
