"""What a learner has chosen and typed: the only file that touches st.session_state and st.query_params.

Three rules keep a learner's work safe. A lab's setting is a frozen dataclass kept here, and widgets are
filled from it in every run, so a page switch or another language loses nothing. The address is written
from it, so a link opens the same lab. A link is read once, when it differs from the address we wrote.
"""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

import streamlit as st

from app.link import Codec, from_query, to_query
from app.text import DEFAULT_LANGUAGE, LANGUAGES

T = TypeVar("T")
_LINK, _ADDRESS, _UNREAD = "link", "address", "unread"
_LEARNER = re.compile("[0-9a-f]{32}")


def begin_run() -> None:
    """Take over a link that was opened, pasted or reached with the browser's back button."""
    # A page switch drops the query: an empty one says nothing.
    query = dict(st.query_params)
    if not query or query == st.session_state.get(_ADDRESS):
        return
    st.session_state[_LINK] = query
    if query.get("lang") in LANGUAGES:
        st.session_state["language"] = query["lang"]
    st.session_state["presenting"] = query.get("present") == "1"


def language() -> str:
    """The chosen language; until one is chosen, the browser's, if it is one of ours."""
    chosen = st.session_state.get("language")
    if chosen in LANGUAGES:
        return cast(str, chosen)
    return "zh-Hant" if (st.context.locale or "").lower().startswith("zh") else DEFAULT_LANGUAGE


def set_language(chosen: str) -> None:
    """Choose a language for this visit and for the links made in it."""
    st.session_state["language"] = chosen


def presenting() -> bool:
    """Whether the page is shown on a projector: larger, without the sidebar."""
    return bool(st.session_state.get("presenting", False))


def set_presenting(on: bool) -> None:
    """Enter or leave presenter mode."""
    st.session_state["presenting"] = on


def learner() -> str:
    """Whose runs these are: a random name that the browser keeps in a cookie (shell.js); nobody signs in."""
    name = st.session_state.get("learner") or st.context.cookies.get("convlab")
    if not (isinstance(name, str) and _LEARNER.fullmatch(name)):
        name = _new_name()
    st.session_state["learner"] = name
    return name


def be(name: str, was: str = "") -> None:
    """Go on under another name, which the browser shall keep in place of the one it has.

    Args:
        name: from now on.
        was: the name whose doings are theirs now; "" for none.
    """
    st.session_state["learner-was"] = was
    st.session_state["learner"] = name
    st.session_state["learner-chosen"] = True


def be_nobody() -> None:
    """Go on under a name that nobody has."""
    be(_new_name())


def is_new() -> bool:
    """Whether the name was made up in this visit, so that nobody can know it yet."""
    return learner() == st.session_state.get("learner-new")


def _new_name() -> str:
    st.session_state["learner-new"] = name = secrets.token_hex(16)
    return name


def learner_was() -> str:
    """The name that this one took over in this visit, "" for none; other tabs may still go by it."""
    return cast(str, st.session_state.get("learner-was", ""))


def learner_is_chosen() -> bool:
    """Whether the name is one that was chosen in this visit: the cookie may hold another."""
    return bool(st.session_state.get("learner-chosen", False))


def source() -> str:
    """Where this visit comes from: the browser's address, "" for this computer."""
    address = st.context.ip_address
    return address if isinstance(address, str) else ""


def page_address() -> str:
    """The address of the page in view as this browser knows it, without what follows a "?"."""
    return str(st.context.url or "")


def at_this_computer() -> bool:
    """Whether the browser runs on the computer that runs ConvLab: its files are this learner's own."""
    return not isinstance(st.context.ip_address, str)


def place(slug: str, sections: list[str]) -> str:
    """The section the learner is at; a link's `at` wins once, the first section is the default."""
    link: dict[str, str] = st.session_state.get(_LINK, {})
    if link.get("at") in sections:
        st.session_state[f"at.{slug}"] = link["at"]
    at = st.session_state.get(f"at.{slug}")
    return at if at in sections else sections[0]


def go_to(slug: str, section: str) -> None:
    """Turn to a section."""
    st.session_state[f"at.{slug}"] = section
    st.session_state[_LINK] = {}


def open_at(slug: str, sections: list[str]) -> None:
    """Say which lesson is in view, for the presenter's keys."""
    st.session_state["in-view"] = (slug, sections)


def turn(step: int) -> None:
    """Turn one section on (+1) or back (-1) in the lesson in view; at its ends nothing happens."""
    slug, sections = st.session_state.get("in-view", ("", []))
    if sections:
        goal = sections.index(place(slug, sections)) + step
        if 0 <= goal < len(sections):
            go_to(slug, sections[goal])


def setting(name: str, default: T, codecs: Mapping[str, Codec]) -> T:
    """The setting of a lab: a link's, or what the learner left, or the default."""
    link = st.session_state.pop(_LINK, {})
    if link:
        read, unread = from_query(link, default, codecs)
        st.session_state[f"lab.{name}"] = read
        st.session_state[_UNREAD] = unread
        renew(name)
    return cast(T, st.session_state.get(f"lab.{name}", default))


def unread() -> list[str]:
    """Parts of the opened link that made no sense; told once."""
    return cast(list[str], st.session_state.pop(_UNREAD, []))


def change(name: str, default: Any, **changes: Any) -> None:
    """Change some fields of a lab's setting."""
    st.session_state[f"lab.{name}"] = replace(st.session_state.get(f"lab.{name}", default), **changes)


def generation(name: str) -> str:
    """A mark that changes whenever the lab's content was replaced from outside the browser's grid."""
    return cast(str, st.session_state.setdefault(f"gen.{name}", secrets.token_hex(3)))


def renew(name: str) -> None:
    """Say that the lab's content was replaced: the browser must take it anew."""
    st.session_state[f"gen.{name}"] = secrets.token_hex(3)
    forget(name, "version", "draft-input", "draft-kernel")


def recall(name: str, part: str, default: T) -> T:
    """A remembered part of a lab or question: a draft, an answer, a counter."""
    return cast(T, st.session_state.get(f"{part}.{name}", default))


def remember(name: str, part: str, value: object) -> None:
    """Keep a part of a lab or question for this visit."""
    st.session_state[f"{part}.{name}"] = value


def forget(name: str, *parts: str) -> None:
    """Drop remembered parts."""
    for part in parts:
        st.session_state.pop(f"{part}.{name}", None)


def put(key: str, value: object) -> None:
    """Give a widget another value before it is drawn."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def filled(key: str, value: object) -> dict[str, Any]:
    """Arguments of a field, switch or slider that shows what the setting says.

    The value is put into the widget, and is its default too. Streamlit tells a browser a value only in the
    run that puts it; where the widget is not there yet when the next run comes, as on a slow line, it would
    start with its default, and report that as the learner's choice.
    """
    put(key, value)
    return {"key": key, "value": value}


def numbered(key: str, low: float, high: float, value: float) -> dict[str, Any]:
    """`filled`, for fields of numbers; a value beyond their bounds stays, and the default is the bound."""
    return filled(key, value) | {"min_value": low, "max_value": high, "value": min(max(value, low), high)}


def marked(key: str, options: Sequence[Any], value: object) -> dict[str, Any]:
    """`filled`, for controls that show all their options, or let several be chosen."""
    put(key, value)
    chosen = value if isinstance(value, list) else [value]
    return {
        "key": key,
        "options": options,
        "default": value if all(one in options for one in chosen) else None,
    }


def picked(key: str, options: Sequence[Any], value: object) -> dict[str, Any]:
    """`filled`, for menus and radio buttons."""
    put(key, value)
    return {"key": key, "options": options, "index": options.index(value) if value in options else None}


def widget_value(key: str) -> Any:
    """What a widget holds, for its callback."""
    return st.session_state.get(key)


def component_value(key: str, name: str) -> Any:
    """What a component sent under a name; it came from a browser and may be anything."""
    value = st.session_state.get(key)
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)


def write_address(query: Mapping[str, str]) -> None:
    """Put a page's part of the link, with language and presenter mode, into the browser's address."""
    shared = {"lang": st.session_state["language"]} if "language" in st.session_state else {}
    address = dict(query) | shared | ({"present": "1"} if presenting() else {})
    st.session_state[_ADDRESS] = address
    st.session_state.pop(_LINK, None)  # whatever the link said has been taken over by now
    if dict(st.query_params) != address:
        st.query_params.from_dict(address)


def lab_address(section: str | None, current: Any, default: Any, codecs: Mapping[str, Codec]) -> None:
    """Write the address of a section (None: the first, which needs no name) whose lab has this setting."""
    write_address(({"at": section} if section else {}) | to_query(current, default, codecs))


def on_change(key: str, use: Callable[[Any], None]) -> Callable[[], None]:
    """A widget's callback that hands over its new value; nothing happens when it was cleared."""

    def changed() -> None:
        value = st.session_state.get(key)
        if value is not None:
            use(value)

    return changed
