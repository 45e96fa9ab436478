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
section, stand = lesson.section, partial(views.stand, lesson)
MAPS = "layers.maps"  # both steps of a separable convolution are one lab


@section("conv2d")
def conv2d() -> None:
    lesson.study(shapes.CONV2D, shapes.conv_shape, shapes.conv_table)
    lesson.ask(shapes.conv_call(), "call")


section("separable", lambda: lesson.study(shapes.SEPARABLE, shapes.separable_weights, shapes.separable_table))


section(
    "depthwise",
    lambda: stand(
        DepthwiseLab, examples.MAPS, ask.depthwise_cell, name=MAPS, also=("maps", ask.depthwise_maps)
    ),
)
section("pointwise", lambda: stand(PointwiseLab, examples.MAPS, ask.pointwise_cell, name=MAPS))


@section("flatten")
def flatten() -> None:
    views.flat_view(lesson.matrix(examples.FLATTEN, question=ask.flat_place, extras=False))


section("dense", lambda: stand(DenseLab, examples.DENSE, ask.dense_cell, *views.UNIT))


@section("dense-maps")
def dense_maps() -> None:
    lesson.study(dense.DENSE_MAPS, dense.dense_shape, partial(dense.weights_then_table, lesson))


section("batch-norm", lambda: views.moments_table(stand(BatchLab, examples.BATCH, ask.normalised_cell)))


@section("moving")
def moving_averages() -> None:
    lesson.study(moving.MOVING, moving.moving_mean, moving.moving_curves)
    lesson.ask(moving.untrained(), "untrained")


section("dropout", lambda: views.drop_averages(stand(DropLab, examples.DROP, ask.surviving)))
section("relu", lambda: views.rectifier_curves(stand(RectifierLab, examples.RECTIFIER, ask.rectified_cell)))
section("softmax", lambda: views.share_bars(lesson, stand(SoftmaxLab, examples.LOGITS, ask.share)))


@section("deeper")
def deeper() -> None:
    lesson.study(dense.DEEP, dense.deep_shape, dense.deep_table)
    lesson.ask(dense.usual_order(), "order")


lesson.run()
