"""Which image a page looks at: one that no network learned from, or one the learner brings."""

import random
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import state
from app.look_setting import ANY, OFFERED, OWN
from app.markdown import explain_safely
from app.panel import Panel
from app.views.data_source import in_use, usable
from app.views.images import picture
from app.views.look_network import chosen
from cnn_core.data.dataset import CLASSES, SIDE, Split
from cnn_core.data.load import MOST_IMAGES, validation_images
from cnn_core.data.uploads import FITS, KINDS, MAX_BYTES, Brought, brought
from cnn_core.errors import LabError

_OWN = "look-own"  # one picture for all pages of a visit
_SHOWN = 192  # pixels on the page


@dataclass(frozen=True, eq=False)
class Seen:
    """The image in view.

    Attributes:
        image: (32, 32, 3) uint8.
        label: its class, a position in CLASSES; None where nobody knows.
        mask: (32, 32) bool, where the object is; None where nobody knows.
        source: "cifar10", "drawn", "drawn-cue" or "own".
    """

    image: NDArray[np.uint8]
    label: int | None
    mask: NDArray[np.bool_] | None
    source: str


def chosen_image(panel: Panel) -> Seen:
    """The image in view; where a link speaks of an own picture that is not here, one of the data set's."""
    source = source_in_view(panel)
    if source == OWN:
        return Seen(_own().seen[panel.setting.fit], None, None, OWN)  # type: ignore[union-attr]
    split, places, source = _offered(panel, source)
    place = int(places[(panel.setting.nth - 1) % len(places)])
    mask = None if split.masks is None else split.masks[place]
    return Seen(split.images[place], int(split.labels[place]), mask, source)


def source_in_view(panel: Panel) -> str:
    """Where the image comes from: what was chosen, or else what the network learned from, if it is here."""
    wanted, here = panel.setting.data, usable()
    if wanted == OWN and _own() is not None:
        return OWN
    if wanted in here:
        return str(wanted)
    config = chosen(panel).config
    return config.data if config is not None and config.data in here else in_use()


def image_control(panel: Panel, shown: bool = True) -> None:
    """Where the image comes from, which one, and for an own picture how it is made square.

    Args:
        panel: its setting is a `LookAt`.
        shown: whether the image is drawn below; pages that draw it themselves need not.
    """
    source = source_in_view(panel)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _source_menu(panel, OWN if panel.setting.data == OWN else source)
        if panel.setting.data != OWN:
            _which_image(panel, source)
    if panel.setting.data == OWN:
        _bring(panel)
        if _own() is None:
            st.info(panel.say("look_image.none_yet"), icon=":material/info:")
    elif panel.setting.data not in ("auto", source):
        st.info(panel.say("look_image.not_here"), icon=":material/info:")
    if shown:
        _show(panel)
    if source != OWN:
        st.caption(_why(panel, source), width="stretch")


def _source_menu(panel: Panel, now: str) -> None:
    key = f"{panel.name}.source.{panel.language}"
    st.segmented_control(
        panel.say("look_image.source"), **state.marked(key, (*usable(), OWN), now), required=True,
        format_func=lambda one: panel.say(f"look_image.source_{one}"),
        on_change=state.on_change(key, lambda one: panel.change(data=one, nth=1)),
    )  # fmt: skip


def _which_image(panel: Panel, source: str) -> None:
    """A class, a number, and buttons that turn to another one."""
    key = f"{panel.name}.label.{panel.language}"
    st.selectbox(
        panel.say("look_image.label"), **state.picked(key, (ANY, *CLASSES), panel.setting.label), width=172,
        format_func=lambda one: panel.say("look_image.any" if one == ANY else f"class.{one}"),
        on_change=state.on_change(key, lambda one: panel.change(label=one, nth=1)),
    )  # fmt: skip
    count = len(_offered(panel, source)[1])
    at = (panel.setting.nth - 1) % count
    key = f"{panel.name}.nth"
    st.number_input(
        panel.say("look_image.nth", n=count), **state.numbered(key, 1, count, at + 1), width=132,
        on_change=state.on_change(key, lambda nth: panel.change(nth=int(nth))),
    )  # fmt: skip
    other = (at + 1 + random.randrange(count - 1)) % count if count > 1 else at
    turns = {
        "previous": ("chevron_left", at - 1), "next": ("chevron_right", at + 1), "random": ("casino", other),
    }  # fmt: skip
    with st.container(horizontal=True, gap="xsmall", width="content"):
        for name, (icon, place) in turns.items():
            st.button(
                panel.say(f"look_image.{name}"), key=f"{panel.name}.{name}", icon=f":material/{icon}:",
                on_click=panel.change, kwargs={"nth": place % count + 1},
            )  # fmt: skip


def _bring(panel: Panel) -> None:
    """A file or the camera; what cannot be read is told beside them, and the last picture stays."""
    uploads: int = state.recall(_OWN, "uploads", 0)
    key = f"{panel.name}.file.{uploads}"
    with st.container(border=True):
        st.file_uploader(
            panel.say("look_image.upload", megabytes=MAX_BYTES // 10**6), list(KINDS), key=key,
            on_change=partial(_take, key),
        )  # fmt: skip
        error: LabError | None = state.recall(_OWN, "unreadable", None)
        if error is not None:
            st.warning(explain_safely(panel.language, error), icon=":material/error:")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if _own() is not None:
                panel.choose("fit", FITS, panel.say("look_image.fit_label"), "look_fit")
            camera = _camera_switch(panel)
            if _own() is not None:
                st.button(
                    panel.say("look_image.remove"), key=f"{panel.name}.remove", icon=":material/delete:",
                    on_click=_remove,
                )  # fmt: skip
        if camera:
            key = f"{panel.name}.camera.{uploads}"
            st.camera_input(panel.say("look_image.camera"), key=key, on_change=partial(_take, key), width=420)
        st.caption(panel.say("look_image.private"))


def _camera_switch(panel: Panel) -> bool:
    """On only after a click, since the browser asks for permission then; off once a picture is taken."""
    on = bool(state.recall(_OWN, "camera", False))
    st.button(
        panel.say("look_image.camera_off" if on else "look_image.camera_on"), key=f"{panel.name}.camera",
        icon=":material/no_photography:" if on else ":material/photo_camera:",
        on_click=state.remember, args=(_OWN, "camera", not on),
    )  # fmt: skip
    return on


def _take(key: str) -> None:
    upload = state.widget_value(key)
    if upload is None:
        return
    state.forget(_OWN, "unreadable", "camera")
    try:
        state.remember(_OWN, "picture", brought(upload.getvalue()))
    except LabError as error:
        state.remember(_OWN, "unreadable", error)
    _empty_uploader()  # its bytes are not needed any more


def _remove() -> None:
    state.forget(_OWN, "picture", "unreadable", "camera")
    _empty_uploader()


def _empty_uploader() -> None:
    state.remember(_OWN, "uploads", state.recall(_OWN, "uploads", 0) + 1)


def _own() -> Brought | None:
    picture: Brought | None = state.recall(_OWN, "picture", None)
    return picture


def _show(panel: Panel) -> None:
    """The image, enlarged so that its pixels show; an own picture also as it was brought."""
    seen, own = chosen_image(panel), _own()
    with st.container(horizontal=True):
        if seen.source == OWN and own is not None:
            height, width = own.picture.shape[:2]
            wide = max(24, round(_SHOWN * width / max(height, width)))
            picture(own.picture, panel.say("look_image.brought"), wide)
            picture(seen.image, panel.say("look_image.seen", n=SIDE), _SHOWN)
        else:
            picture(seen.image, described(panel, seen), _SHOWN)


def class_name(panel: Panel, label: int) -> str:
    """A class in the learner's language; a number where a network has classes of its own."""
    return panel.say(f"class.{CLASSES[label]}") if label < len(CLASSES) else str(label)


def described(panel: Panel, seen: Seen) -> str:
    """The image in a few words: its class and where it comes from."""
    source = panel.say(f"look_image.source_{seen.source}")
    if seen.label is None:
        return source
    return panel.say("look_image.described", label=panel.say(f"class.{CLASSES[seen.label]}"), source=source)


def _why(panel: Panel, source: str) -> str:
    """Whether networks know these images, and whether they are of the kind that the network learned from."""
    config = chosen(panel).config
    told = [panel.say("look_image.unseen")]
    if config is not None and config.data == source == "cifar10":
        if config.images > MOST_IMAGES[source] - OFFERED:
            told = [panel.say("look_image.learned_some")]
    elif config is not None and (config.data == "cifar10") != (source == "cifar10"):
        told.append(panel.say("look_image.other_kind", data=panel.say(f"train_data.{config.data}")))
    return " ".join(told)


def _offered(panel: Panel, source: str) -> tuple[Split, NDArray[np.intp], str]:
    """Images of a source, the places of those wanted, and the source they are really from."""
    try:
        split = _validation(source)
    except LabError as error:
        if source != "cifar10":
            raise
        state.remember("data", "broken", error)  # from now on it is not among the usable ones
        source = in_use()
        split = _validation(source)
    if panel.setting.label == ANY:
        return split, np.arange(len(split)), source
    return split, np.flatnonzero(split.labels == CLASSES.index(panel.setting.label)), source


@cache
def _validation(name: str) -> Split:
    return validation_images(name, OFFERED)
