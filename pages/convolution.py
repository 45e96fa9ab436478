"""Convolution: one small kernel that slides over the whole image."""

from app import examples
from app.lesson import open_lesson
from app.views import convolution as views

lesson = open_lesson("convolution")
matrix, section = lesson.matrix, lesson.section

section("slide", lambda: matrix(examples.FIVE, predict=("cell",)))
section("one-cell", lambda: matrix(examples.ONE_CELL, ("bias",), predict=("cell",)))


@section("edges")
def edges() -> None:
    matrix(examples.EDGES["bright-right"], presets=examples.EDGES, question=views.sign_question)


@section("flip")
def flip() -> None:
    lesson.ask(views.flip_question())
    matrix(examples.FLIP, ("flip",), extras=("flip",))


@section("padding")
def padding() -> None:
    matrix(examples.PADDING, ("padding",), question=views.centre_question, usage=True, formula=True)


@section("size")
def size() -> None:
    lesson.ask_again(views.size_question)
    matrix(examples.SIZE, ("padding", "strides"), predict=("size",), formula=True)


section("same", lambda: matrix(examples.SAME, ("padding", "strides"), predict=("size",), formula=True))


@section("channels")
def channels() -> None:
    lesson.ask(views.maps_question())
    matrix(examples.CHANNELS, ("filters", "filter", "bias", "padding"), predict=("cell",))


section("weights", lambda: lesson.study(views.WEIGHTS, views.weight_question, views.weight_arithmetic))


@section("sharing")
def sharing() -> None:
    lesson.ask(views.sharing_question())
    views.sharing_pictures()


@section("im2col")
def im2col() -> None:
    views.unrolled(matrix(examples.IM2COL, ("padding", "strides"), question=views.unrolled_question))


@section("activations")
def activations() -> None:
    lesson.ask(views.slope_question())
    views.activation_curves(matrix(examples.ACTIVATION, ("activation", "bias"), extras=("before",)))


@section("variants")
def variants() -> None:
    controls = ("padding", "strides", "dilation")
    lab = matrix(examples.VARIANTS["dilation"], controls, examples.VARIANTS, predict=("size",), formula=True)
    views.equivalent_calls(lab)


@section("picture")
def picture() -> None:
    lesson.ask_again(views.which_kernel)
    views.kernel_on_a_picture(lesson)


lesson.run()
