"""A learner without a browser: Streamlit's WebSocket protocol, a few lines of it, for asyncio."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

DONE = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}


@dataclass
class Component:
    """One st.components.v2 component on the page, as the server described it last."""

    id: str
    name: str
    fragment: str
    data: Any


@dataclass
class Learner:
    """One browser tab's worth of protocol: connect, run a page, set a component's state, wait for the end."""

    url: str  # http://127.0.0.1:8501
    page: str = ""  # "pooling"
    query: str = ""
    locale: str = "en-US"
    components: dict[str, Component] = field(default_factory=dict)
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    page_hash: str = ""
    received: int = 0  # bytes
    errors: list[str] = field(default_factory=list)
    socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        protocols = [Subprotocol("streamlit")]
        self.socket = await connect(address, subprotocols=protocols, max_size=None, origin=Origin(self.url))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.socket:
            await self.socket.close()

    async def open(self) -> float:
        """Run the page from the start; returns the seconds until it was complete."""
        return await self._rerun(ClientState(page_name=self.page))

    async def switch(self, page_hash: str) -> float:
        """Go to another page of the app, as a click in the menu does."""
        self.components.clear()
        return await self._rerun(ClientState(page_script_hash=page_hash))

    async def set_state(self, component: Component, name: str, value: Any) -> float:
        """What `setStateValue(name, value)` does in the browser; returns the seconds it took."""
        self.states.setdefault(component.id, {})[name] = value
        return await self._rerun(ClientState(page_script_hash=self.page_hash, fragment_id=component.fragment))

    async def _rerun(self, state: ClientState) -> float:
        assert self.socket
        state.query_string = self.query
        state.context_info.locale = self.locale
        state.context_info.timezone = "Asia/Taipei"
        state.context_info.url = f"{self.url}/{self.page}"
        for id_, values in self.states.items():
            state.widget_states.widgets.add(id=id_, json_value=json.dumps(values))
        start = time.perf_counter()
        await self.socket.send(BackMsg(rerun_script=state).SerializeToString())
        while True:
            message = await asyncio.wait_for(self.socket.recv(), 60)
            assert isinstance(message, bytes)
            self.received += len(message)
            if self._read(ForwardMsg.FromString(message)):
                return time.perf_counter() - start

    def _read(self, message: ForwardMsg) -> bool:
        """Take in one message; true at the end of the run."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page_hash = message.new_session.page_script_hash
        elif kind == "delta":
            element = message.delta.new_element
            if element.HasField("exception"):
                self.errors.append(element.exception.message)
            elif element.HasField("bidi_component"):
                found = element.bidi_component
                data = json.loads(found.json)[0] if found.WhichOneof("data") == "json" else None
                self.components[found.id] = Component(
                    found.id, found.component_name, message.delta.fragment_id, data
                )
        elif kind == "script_finished":
            return message.script_finished in DONE
        return False

    def component(self, name: str) -> Component:
        """The first component of that name ("matrix_lab") that is on the page."""
        for one in self.components.values():
            if one.name.rpartition(".")[2] == name:
                return one
        raise LookupError(
            f"no component {name!r} on the page; it has {[c.name for c in self.components.values()]}"
        )
