"""Layers of Keras: what each does to a shape, to weights and to numbers."""

from functools import partial

from app import layer_examples as examples
from app.cell_labs import DropLab, RectifierLab
from app.dense_lab import DenseLab
from app.lesson import open_lesson
from app.norm_labs import BatchLab, SoftmaxLab
from app.separable_lab import DepthwiseLab, PointwiseLab
from app.views import layers as views
from app.views import layers_dense as dense
from app.views import layers_moving as moving
from app.views import layers_questions as ask
from app.views import layers_shapes as shapes

lesson = open_lesson("layers")
section, matrix = lesson.section, lesson.matrix
MAPS = "layers.maps"  # both steps of a separable convolution are one lab


@section("conv2d")
def conv2d() -> None:
    lesson.study(shapes.CONV2D, shapes.conv_shape, shapes.conv_table)
    lesson.ask(shapes.conv_call(), "call")


section("separable", lambda: lesson.study(shapes.SEPARABLE, shapes.separable_weights, shapes.separable_table))


@section("depthwise")
def depthwise() -> None:
    first = ("maps", ask.depthwise_maps)
    matrix(examples.MAPS, kind=DepthwiseLab, name=MAPS, first=first, question=ask.depthwise_cell)


section("pointwise", lambda: matrix(examples.MAPS, kind=PointwiseLab, name=MAPS, question=ask.pointwise_cell))


section("flatten", lambda: views.flat_view(matrix(examples.FLATTEN, question=ask.flat_place, extras=False)))
section("dense", lambda: matrix(examples.DENSE, views.UNIT, kind=DenseLab, question=ask.dense_cell))


@section("dense-maps")
def dense_maps() -> None:
    lesson.study(dense.DENSE_MAPS, dense.dense_shape, partial(dense.weights_then_table, lesson))


section(
    "batch-norm", lambda: views.moments_table(matrix(examples.BATCH, kind=BatchLab, question=ask.normalised))
)


@section("moving")
def moving_averages() -> None:
    lesson.study(moving.MOVING, moving.moving_mean, moving.moving_curves)
    lesson.ask(moving.untrained(), "untrained")


section("dropout", lambda: views.drop_averages(matrix(examples.DROP, kind=DropLab, question=ask.surviving)))


@section("relu")
def relu() -> None:
    views.rectifier_curves(matrix(examples.RECTIFIER, kind=RectifierLab, question=ask.rectified_cell))


@section("softmax")
def softmax() -> None:
    views.share_bars(lesson, matrix(examples.LOGITS, kind=SoftmaxLab, question=ask.share))


@section("deeper")
def deeper() -> None:
    lesson.study(dense.DEEP, dense.deep_shape, dense.deep_table)
    lesson.ask(dense.usual_order(), "order")


lesson.run()
