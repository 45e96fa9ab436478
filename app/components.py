"""Components of our own, each a folder of files in assets/: registered with the running server and drawn."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from zlib import crc32

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

_ASSETS = Path(__file__).resolve().parent.parent / "assets"
_registering = Lock()


def draw_component(folder: str, entry: str, data: dict[str, Any], key: str, **more: Any) -> None:
    """Draw the component in assets/<folder> in the page.

    Args:
        folder: its files, all of them within reach of every browser; also the component's name.
        entry: what <entry>.html, <entry>.css and <entry>.js are called; the script imports the others.
        data: what is to be drawn; the script receives it as a list of one.
        key: names it within the page; its state lies under it in the session state.
        more: Streamlit's other arguments: callbacks as on_<name>_change, height.
    """
    manifest = _manifest(folder)
    name = f"{manifest.name}.{folder}"
    _register(manifest, name, _ASSETS / folder)
    # In a list: Streamlit searches dicts for tables, and would import pandas for that (a third of a second).
    _renderer(name, folder, entry)(data=[data], key=key, **more)


@cache
def _manifest(folder: str) -> ComponentManifest:
    """What Streamlit wants to know about a folder.

    A digest of the files is part of their address: after an update, neither a cache nor an open page mixes
    old and new ones.
    """
    files = sorted((_ASSETS / folder).glob("*.*s"))  # js, css
    digest = crc32(b"".join(file.read_bytes() for file in files))
    return ComponentManifest(f"convlab-{digest:08x}", "1", [ComponentConfig(folder, asset_dir=".")])


def _register(manifest: ComponentManifest, name: str, folder: Path) -> None:
    """Let the running server hand out the scripts and the styles, so that not every answer carries them.

    Streamlit's own way is the manifest of an installed package; we are none, so it gets ours by hand. Each
    server (and each AppTest) has a manager of its own; registering twice would undo the component's mount.
    """
    manager = get_bidi_component_manager()
    with _registering:
        if manager.get_component_asset_root(name) is None:
            manager.register_from_manifest(manifest, package_root=folder)


@cache
def _renderer(name: str, folder: str, entry: str) -> ComponentRenderer:
    """Made only once a server runs: file names mean nothing before the manifest is registered."""
    html = (_ASSETS / folder / f"{entry}.html").read_text(encoding="utf-8")
    return st.components.v2.component(name, html=html, css=f"{entry}.css", js=f"{entry}.js")
