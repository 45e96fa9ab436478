"""The lesson on architectures as a learner uses it: read, assemble, paste, mend, compare, share."""

import pytest

from app.network_setting import NET_CODECS, NetSetting, read_network, write_network
from cnn_core.architecture.parse import parse
from cnn_core.architecture.stack import layer, stack
from cnn_core.errors import LabError
from cnn_core.models.networks import NETWORKS
from tests.core.architecture.random_stacks import random_stack
from tests.pages.visit import LANGUAGES, Visit

BUILD = "architectures.build"
TINY = "Input((8, 8, 3))\nConv2D(4, 3)\nFlatten()\nDense(2)"


def bench(**query: str) -> Visit:
    return Visit("architectures", at="build", **query)


def code(visit: Visit) -> str:
    return next(area for area in visit.app.text_area if area.key == f"{BUILD}.code").value


def typed(visit: Visit, text: str) -> Visit:
    return visit.choose(f"{BUILD}.code", text)


def kinds(visit: Visit) -> list[str]:
    return [one.kind for one in parse(code(visit)).layers]


def test_lenets_second_layer_is_asked_for_first():
    visit = Visit("architectures", lang="en")
    assert "14 × 14 × 6" in visit.texts()
    visit.answer("architectures.read.ask", "1216")
    assert "does not see the image" in visit.feedback
    visit.answer("architectures.read.ask", "2,416")
    assert "Right" in visit.feedback and "5 × 5 × 6 × 16 + 16 = 2,416" in visit.feedback


def test_another_layer_is_asked_for():
    visit = Visit("architectures", lang="en")
    visit.reveal("architectures.read.ask").press("architectures.read.ask.another")
    assert "5 × 5 × 16 with" not in visit.texts() and "Dense(120" in visit.texts()
    visit.answer("architectures.read.ask", "48120")
    assert "Right" in visit.feedback


def test_simple_conv_net_follows_its_parameters():
    visit = Visit("architectures", at="simple", lang="en", stride="2")
    # (28 - 5) // 2 + 1 = 12, pooled 6: 6 * 6 * 30
    visit.answer("architectures.simple.ask", "1080")
    assert "Right" in visit.feedback
    assert "6 × 6 × 30" in visit.texts()


def test_a_simple_conv_net_that_cannot_be_says_why():
    visit = Visit("architectures", at="simple", lang="en", side="8", size="11")
    assert "window" in visit.feedback.lower()


def test_code_and_layers_stay_in_step():
    visit = typed(bench(), TINY)
    visit.choose(f"{BUILD}.part", "MaxPooling2D")
    visit.press(f"{BUILD}.add")
    assert kinds(visit) == ["Input", "Conv2D", "MaxPooling2D", "Flatten", "Dense"]
    visit.press(f"{BUILD}.move_after")
    assert kinds(visit) == ["Input", "Conv2D", "Flatten", "MaxPooling2D", "Dense"]
    visit.press(f"{BUILD}.undo")
    assert kinds(visit) == ["Input", "Conv2D", "MaxPooling2D", "Flatten", "Dense"]
    visit.press(f"{BUILD}.remove")
    assert kinds(visit) == ["Input", "Conv2D", "Flatten", "Dense"]


def test_an_argument_changed_by_hand_is_in_the_code():
    visit = typed(bench(), TINY)
    visit.choose(f"{BUILD}.1.Conv2D.filters", 9)
    assert parse(code(visit)).layers[1]["filters"] == 9
    visit.choose(f"{BUILD}.1.Conv2D.kernel_size.0", 5)
    assert parse(code(visit)).layers[1]["kernel_size"] == (5, 3)
    visit.choose(f"{BUILD}.1.Conv2D.use_bias", False)
    assert parse(code(visit)).layers[1]["use_bias"] is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_that_cannot_be_read_stays_as_typed(language):
    visit = typed(bench(lang=language), TINY)
    broken = TINY + "\nConv2D(4, 3"
    typed(visit, broken)
    assert code(visit) == broken
    assert visit.app.warning
    assert visit.query["net"].count(";") == 3  # the network is the last that could be read
    typed(visit, broken + ")")
    assert not any("bracket" in one.value.lower() or "括" in one.value for one in visit.app.warning)


def test_comments_stay_while_the_network_is_the_same():
    visit = typed(bench(), f"# mine\n{TINY}")
    assert code(visit).startswith("# mine")
    visit.choose(f"{BUILD}.goal", "slim")
    assert code(visit).startswith("# mine")


def test_a_stack_that_fails_is_mended_with_one_click():
    visit = typed(bench(lang="en"), "Input((8, 8, 3))\nConv2D(4, 3)\nMaxPooling2D(9)\nFlatten()\nDense(2)")
    assert visit.app.warning
    visit.press(f"{BUILD}.repair")
    assert parse(code(visit)).layers[2]["pool_size"] == (6, 6)
    assert not visit.app.warning


def test_a_task_is_met():
    visit = bench(lang="en", net="cifar10-cnn", goal="ten")
    marks = [one.value for one in visit.app.markdown if ":material/check_circle:" in one.value]
    assert len(marks) == 1  # 10 numbers, but 122,570 weights
    light = "Input((32,32,3));Conv2D(8,3,strides=2);GlobalAveragePooling2D();Dense(10)"
    visit = bench(lang="en", net=light, goal="ten")
    marks = [one.value for one in visit.app.markdown if ":material/check_circle:" in one.value]
    assert len(marks) == 2


def test_a_network_too_large_for_memory_is_traced_and_said_so():
    visit = bench(lang="en", net="Input((4096,4096,3));Flatten();Dense(100000)")
    assert "GiB" in visit.feedback
    assert "5,033,164,900,000" in visit.texts()  # 4096 * 4096 * 3 * 100000 + 100000


def test_links_bring_the_network():
    net = "Input((9,9,2));Conv2D(3,2,activation='relu');Flatten();Dense(4)"
    visit = bench(net=net, layer="2")
    assert kinds(visit) == ["Input", "Conv2D", "Flatten", "Dense"]
    assert visit.query["net"] == net
    assert visit.query["layer"] == "2"


@pytest.mark.parametrize("name", NETWORKS)
def test_known_networks_have_short_links(name):
    network = NETWORKS[name].architecture
    assert write_network(network) == name
    assert read_network(name) == network


@pytest.mark.parametrize("seed", range(150))
def test_any_network_comes_back_from_its_link(seed):
    network, _ = random_stack(seed)
    written = NET_CODECS["network"].write(network)
    assert "\n" not in written
    assert NET_CODECS["network"].read(written) == network


def test_a_long_network_is_packed_and_a_longer_one_has_no_link():
    def tower(layers: int):
        return stack(*(layer("Conv2D", 100 + number, 3, padding="same") for number in range(layers)))

    packed = write_network(tower(100))
    assert packed.startswith("z.") and len(packed) < 1500
    assert read_network(packed) == tower(100)
    names = [layer("Dense", 10, name=f"{number:x}" * 8) for number in range(1000, 1450)]
    assert len(write_network(stack(*names))) <= 8000


@pytest.mark.parametrize(
    "net", ["nothing", "import os", "Dense(10", "__import__('os').system('true')", "(" * 5000, "Conv2D"]
)
def test_broken_links_open_the_lesson(net):
    with pytest.raises((LabError, ValueError)):
        read_network(net)
    visit = bench(net=net, lang="en")
    assert visit.app.toast
    assert kinds(visit)[0] == "Input"


def test_a_picture_click_selects_a_layer():
    visit = typed(bench(lang="en"), TINY)
    assert "2 / 4 · Conv2D" in visit.texts()
    visit.press(f"{BUILD}.look_after")
    assert "3 / 4 · Flatten" in visit.texts()
    assert visit.query["layer"] == "2"


def test_a_network_without_input_gets_one():
    visit = typed(bench(lang="en"), "Conv2D(4, 3)\nFlatten()")
    visit.press(f"{BUILD}.repair")
    assert kinds(visit) == ["Input", "Conv2D", "Flatten"]


def test_the_field_of_a_unit():
    visit = Visit("architectures", at="field", lang="en", net="lenet-5", layer="4", row="1", col="1")
    visit.reveal("architectures.field.ask")
    assert "rows 1 to 16" in visit.texts()
    visit.choose("architectures.field.row", 5)
    assert "rows 17 to 32" in visit.texts()


def test_a_field_that_reaches_into_the_padding():
    visit = Visit("architectures", at="field", lang="en", net="gap-net", layer="1", row="1")
    visit.reveal("architectures.field.ask")
    assert "rows 0 to 2" in visit.texts()
    assert "3 of them are padding" in visit.texts()


@pytest.mark.parametrize("net", ["Input((784,));Dense(10)", "Input((None,None,3));Conv2D(4,3)", "Dense(3)"])
def test_networks_without_an_image_to_draw_on(net):
    visit = Visit("architectures", at="field", lang="en", net=net)
    visit.reveal("architectures.field.ask")
    assert "no image" in visit.feedback


def test_comparing_two_networks():
    visit = Visit("architectures", at="compare", lang="en")
    visit.answer("architectures.compare.ask", "first-first")
    assert "need not mean more work" in visit.feedback
    visit.answer("architectures.compare.ask", "first-second")
    assert "Right" in visit.feedback
    assert "14,714,688" in visit.texts() and "60,965,224" in visit.texts()


def test_two_alike_networks_are_shown_without_a_question():
    visit = Visit("architectures", at="compare", lang="en", net="lenet-5", **{"with": "lenet-5"})
    assert not any(widget.key == "architectures.compare.ask.typed" for widget in visit.app.radio)
    assert "62,006" in visit.texts()


def test_with_and_without_pooling():
    visit = Visit("architectures", at="pooling", lang="en")
    visit.answer("architectures.pooling.ask", "65600")
    assert "count with pooling" in visit.feedback
    visit.answer("architectures.pooling.ask", str(26 * 26 * 64 * 64 + 64))
    assert "Right" in visit.feedback
    assert "26 × 26 × 64" in visit.texts()


def test_the_language_switch_keeps_the_network():
    visit = typed(bench(lang="en"), TINY)
    visit.choose("language-switch", "zh-Hant")
    assert kinds(visit) == ["Input", "Conv2D", "Flatten", "Dense"]
    assert "你自己的" in visit.texts()


def test_a_setting_is_no_larger_than_what_it_says():
    default = NetSetting(NETWORKS["lenet-5"].architecture)
    assert default == NetSetting(read_network("lenet-5"))
    assert stack(layer("Flatten")) == read_network("Flatten()")


@pytest.mark.parametrize("at", ["build", "field", "read"])
def test_names_in_a_link_stay_text(at):
    """A layer's name may hold anything; Markdown must not make a picture of it."""
    evil = "![x](evil.png)"
    net = f"Input((9,9,2),name='{evil}');Conv2D(3,2,name='{evil}2');Conv2D(0,2)"
    visit = Visit("architectures", at=at, lang="en", net=net, layer="1")
    for name in ("read", "field"):
        if any(widget.key == f"architectures.{name}.ask.typed" for widget in visit.app.text_input):
            visit.reveal(f"architectures.{name}.ask")
    shown = [*visit.app.markdown, *visit.app.warning, *visit.app.info, *visit.app.caption]
    assert not [one.value for one in shown if "![" in one.value]


def test_code_in_an_error_stays_text():
    visit = typed(bench(lang="en"), "![x](http://evil.example/a.png)")
    assert visit.app.warning
    assert not [one.value for one in visit.app.warning if "![" in one.value]
