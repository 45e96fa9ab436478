"""Architectures: whole networks, layer by layer, before anything is trained."""

from app.lesson import open_lesson
from app.views import network_field, network_pairs, networks
from app.views import network_questions as ask
from app.workbench import bench

lesson = open_lesson("architectures")
section = lesson.section


@section("read")
def read() -> None:
    answered = lesson.ask_again(ask.layer_weights)
    lesson.study(networks.READ, None, lambda panel: networks.read_picture(panel, told=answered))


section("simple", lambda: lesson.study(networks.SIMPLE, ask.flat_size, networks.simple_picture))
section("build", lambda: lesson.study(networks.BUILD, None, networks.goals, bench))


@section("field")
def field() -> None:
    answered = lesson.ask_again(ask.field_of_a_layer)
    lesson.study(network_field.FIELD, None, network_field.field_picture, when=answered)


@section("weights")
def weights() -> None:
    lesson.study(networks.SHARES, None, networks.shares, when=lesson.ask(ask.heaviest_layer()))


section("compare", lambda: lesson.study(network_pairs.PAIR, ask.more_work, network_pairs.pair_pictures))


@section("pooling")
def pooling() -> None:
    answered = lesson.ask(ask.dense_without_pooling())
    lesson.study(network_pairs.WITHOUT, None, network_pairs.ways_of_shrinking, when=answered)


lesson.run()
