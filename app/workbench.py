"""The workbench: a network as a picture, as layers with controls, and as code, all three in step."""

from collections.abc import Callable

import streamlit as st

from app import state
from app.inspector import inspect_layer
from app.markdown import explain_safely
from app.network_boxes import boxes, layer_table
from app.network_setting import known_name
from app.network_view import LABELS, network_view
from app.panel import Panel
from cnn_core.architecture.edit import Repair, applied, inserted, moved, removed, replaced
from cnn_core.architecture.emit import emit
from cnn_core.architecture.parse import parse
from cnn_core.architecture.signatures import MERGING
from cnn_core.architecture.stack import Architecture, Layer, layer
from cnn_core.architecture.trace import Row, attempt
from cnn_core.errors import LabError
from cnn_core.models.build import MAX_BYTES, bytes_needed
from cnn_core.models.networks import NETWORKS

MOST_UNDONE = 40
GIB = 2**30
#: What can be put in, as it is put in.
PARTS: dict[str, Layer] = {
    one.kind: one
    for one in (
        layer("Conv2D", 32, 3, padding="same", activation="relu"),
        layer("SeparableConv2D", 32, 3, padding="same", activation="relu"),
        layer("DepthwiseConv2D", 3, padding="same"),
        layer("MaxPooling2D"),
        layer("AveragePooling2D", 2),
        layer("GlobalAveragePooling2D"),
        layer("GlobalMaxPooling2D"),
        layer("ZeroPadding2D", 1),
        layer("Flatten"),
        layer("Dense", 10, activation="softmax"),
        layer("Dropout", 0.5),
        layer("SpatialDropout2D", 0.2),
        layer("BatchNormalization"),
        layer("LocalResponseNormalization"),
        layer("Activation", "relu"),
        layer("ReLU"),
        layer("LeakyReLU"),
        layer("Softmax"),
        layer("Rescaling", 1 / 255),
        layer("RandomFlip", "horizontal"),
        layer("RandomTranslation", 0.1, 0.1),
        layer("RandomRotation", 0.05),
        layer("RandomZoom", 0.1),
    )
}


def start_from(panel: Panel) -> None:
    """A menu of known networks, and a way back from the last change."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose_network(panel, "network", lambda network: use(panel, network, at=1))
        st.button(
            panel.say("bench.undo"), key=f"{panel.name}.undo", icon=":material/undo:",
            disabled=not _history(panel), on_click=_undo, args=(panel,),
        )  # fmt: skip


def look_at_network(panel: Panel) -> None:
    """A menu of known networks for a section that looks at one, from its first layer on."""
    choose_network(panel, "network", lambda network: panel.change(network=network, at=1))


def choose_network(panel: Panel, field: str, use: Callable[[Architecture], None], label: str = "") -> None:
    """A menu of the known networks for a field of the setting; a changed one is called the learner's own."""
    now = known_name(getattr(panel.setting, field)) or "own"
    options = [*NETWORKS, "own"] if now == "own" else list(NETWORKS)
    key = f"{panel.name}.{field}.{panel.language}"
    st.selectbox(
        label or panel.say("bench.start_from"), **state.picked(key, options, now), width=330,
        format_func=lambda name: panel.say(f"net.{name}"),
        on_change=state.on_change(
            key, lambda name: use(NETWORKS[name].architecture) if name in NETWORKS else None
        ),
    )  # fmt: skip


def bench(panel: Panel) -> None:
    """Picture, inspector, code and table of the network in the setting."""
    network: Architecture = panel.setting.network
    rows, error = attempt(network)
    picture(panel, network, rows, error, "picture")
    if error:
        _failure(panel, network, error)
    elif (needed := bytes_needed(rows)) > MAX_BYTES:
        st.info(panel.say("bench.too_large", needed=needed / GIB, maximum=MAX_BYTES / GIB))
    layers, code = st.columns([6, 5], gap="medium")
    with layers:
        _inspector(panel, network)
    with code:
        _code(panel, network)
    if rows:
        layer_table(panel.language, rows, marked=_at(panel))


def picture(
    panel: Panel,
    network: Architecture,
    rows: list[Row],
    error: LabError | None,
    name: str,
    selects: bool = True,
    told: bool = True,
) -> None:
    """The picture of a network; choosing a layer in it looks at that layer."""
    labels = {label: panel.say(f"network_view.{label}") for label in LABELS}
    network_view(
        boxes(panel.language, network, rows, error, told),
        f"{panel.name}.{name}",
        labels,
        selected=_at(panel) if selects else None,
        on_select=(lambda position: panel.change(at=position)) if selects else None,
        scale=1.25 if state.presenting() else 1.0,
    )


def use(panel: Panel, network: Architecture, at: int) -> None:
    """Put another network on the bench; the one before can be brought back."""
    state.remember(
        panel.name, "history", [*_history(panel), (panel.setting.network, _at(panel))][-MOST_UNDONE:]
    )
    state.forget(panel.name, "typed", "refused")
    panel.change(network=network, at=min(at, max(len(network.layers) - 1, 0)))


def _at(panel: Panel) -> int:
    return min(panel.setting.at, max(len(panel.setting.network.layers) - 1, 0))


def _history(panel: Panel) -> list[tuple[Architecture, int]]:
    return state.recall(panel.name, "history", [])


def _undo(panel: Panel) -> None:
    *earlier, (network, at) = _history(panel)
    use(panel, network, at)
    state.remember(panel.name, "history", earlier)


def _failure(panel: Panel, network: Architecture, error: LabError) -> None:
    st.warning(explain_safely(panel.language, error), icon=":material/broken_image:")
    repair: Repair | None = error.values.get("repair")
    if repair:
        st.button(
            panel.say("bench.repair"), key=f"{panel.name}.repair", icon=":material/build:",
            on_click=lambda: use(panel, applied(network, repair), repair.position),
        )  # fmt: skip


def _inspector(panel: Panel, network: Architecture) -> None:
    if not network.layers:
        return
    at = _at(panel)
    one = network.layers[at]
    _steps(panel, network, at)
    inspect_layer(panel, at, one, lambda new: use(panel, replaced(network, at, new), at))
    _add(panel, network, at)


def _steps(panel: Panel, network: Architecture, at: int) -> None:
    """Which layer it is, and what can be done with it as a whole."""
    one, last = network.layers[at], len(network.layers) - 1
    fixed = one.kind == "Input" or one.kind in MERGING
    first = 1 if network.layers[0].kind == "Input" else 0
    st.subheader(panel.say("bench.layer", n=at + 1, total=last + 1, kind=one.kind), anchor=False)
    with st.container(horizontal=True, gap="small"):
        _step(panel, "look_before", ":material/chevron_left:", at == 0, lambda: panel.change(at=at - 1))
        _step(panel, "look_after", ":material/chevron_right:", at == last, lambda: panel.change(at=at + 1))
        _step(
            panel, "move_before", ":material/arrow_back:", fixed or at <= first,
            lambda: use(panel, moved(network, at, at - 1), at - 1),
        )  # fmt: skip
        _step(
            panel, "move_after", ":material/arrow_forward:", fixed or at == last,
            lambda: use(panel, moved(network, at, at + 1), at + 1),
        )  # fmt: skip
        _step(
            panel, "remove", ":material/delete:", one.kind == "Input" or last == 0,
            lambda: use(panel, removed(network, at), max(at - 1, 0)),
        )  # fmt: skip


def _step(panel: Panel, name: str, icon: str, disabled: bool, act: Callable[[], None]) -> None:
    st.button(
        panel.say(f"bench.{name}"), key=f"{panel.name}.{name}", icon=icon, disabled=disabled, on_click=act
    )


def _add(panel: Panel, network: Architecture, at: int) -> None:
    key = f"{panel.name}.part"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(panel.say("bench.part"), list(PARTS), key=key, width=230)
        st.button(
            panel.say("bench.add"), key=f"{panel.name}.add", icon=":material/add:", type="primary",
            on_click=lambda: use(panel, inserted(network, at + 1, PARTS[state.widget_value(key)]), at + 1),
        )  # fmt: skip


def _code(panel: Panel, network: Architecture) -> None:
    """The network as code: what is typed here changes the network, if it can be read."""
    typed: str | None = state.recall(panel.name, "typed", None)
    written = emit(network)
    key = f"{panel.name}.code"
    st.text_area(
        panel.say("bench.code"), **state.filled(key, written if typed is None else typed),
        height=420, help=panel.say("bench.code_help"),
        on_change=state.on_change(key, lambda text: _typed(panel, text)),
    )  # fmt: skip
    refused: LabError | None = state.recall(panel.name, "refused", None)
    if refused:
        message, line = explain_safely(panel.language, refused), refused.values.get("line")
        told = panel.say("ask.in_line", line=line, message=message) if line else message
        st.warning(told, icon=":material/edit:")
    with st.popover(panel.say("bench.copy"), icon=":material/content_copy:"):
        st.code(written, language="python")
        st.download_button(
            panel.say("bench.download"), written, file_name="model.py", mime="text/x-python",
            key=f"{panel.name}.download", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _typed(panel: Panel, text: str) -> None:
    """Use the code, or keep it as typed and say why it cannot be used."""
    try:
        network = parse(text)
    except LabError as error:
        state.remember(panel.name, "refused", error)
    else:
        if network != panel.setting.network:
            use(panel, network, _at(panel))
        state.forget(panel.name, "refused")
    state.remember(panel.name, "typed", text)  # it stays as typed, comments and all
