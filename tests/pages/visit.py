"""A learner's visit without a browser: open a link, type, press, edit the grid, read what the page says."""

import json
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh-Hant")


class _Faults(logging.Handler):
    """Keeps what the app logs instead of showing it to a learner: faults of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.traces: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        raised = record.exc_info
        self.traces.append("".join(traceback.format_exception(*raised)) if raised else record.getMessage())


_faults = _Faults()
logging.getLogger("convlab").addHandler(_faults)


class Visit:
    """One visit. Every step runs the page and insists that it did not fail."""

    def __init__(self, slug: str, **query: str) -> None:
        self.app = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=30)
        for name, value in query.items():
            self.app.query_params[name] = value
        self.app.switch_page(f"../pages/{slug}.py")
        self.run()

    def run(self) -> "Visit":
        self.app.run()
        return self._ran()

    def turn_to(self, slug: str) -> "Visit":
        """Another page from the menu: it drops the query, as the browser does."""
        self.app.query_params.clear()
        self.app.switch_page(f"../pages/{slug}.py")
        return self.run()

    @property
    def query(self) -> dict[str, str]:
        """The browser's address."""
        params = self.app.query_params
        return {name: value if isinstance(value, str) else value[-1] for name, value in dict(params).items()}

    @property
    def title(self) -> str:
        return self.app.title[0].value

    @property
    def section(self) -> str:
        return self.app.selectbox[0].value

    @property
    def lab(self) -> dict[str, Any]:
        """What the grid in the browser is given."""
        return json.loads(self._grid().json)[0]

    @property
    def output(self) -> list[list[str]]:
        return self.lab["output"]["sheets"][0]["texts"]

    @property
    def feedback(self) -> str:
        """Every answer the page gives to what was typed."""
        alerts = [*self.app.success, *self.app.info, *self.app.warning]
        return "\n".join(alert.value for alert in alerts)

    def texts(self) -> str:
        """Everything on the page that a person may read; the grid's templates are filled in the browser."""
        said = []
        for node in _nodes(self.app._tree):
            if getattr(node, "type", "") == "bidi_component":
                data = json.loads(node.proto.json)[0]
                data.pop("labels", None)
                said.append(json.dumps(data, ensure_ascii=False))
            elif (proto := getattr(node, "proto", None)) is not None:
                said.append(str(proto))
        return "\n".join(said)

    def entry(self, name: str) -> Any:
        """The field of a question, by the question's name."""
        keyed = [*self.app.text_input, *self.app.radio]
        return next(widget for widget in keyed if widget.key == f"{name}.typed")

    def answer(self, name: str, typed: str | None) -> "Visit":
        """Fill in and press "Check"."""
        self.entry(name).set_value(typed)
        return self._press(name, 0)

    def reveal(self, name: str) -> "Visit":
        """Press "Show me"."""
        return self._press(name, 1)

    def choose(self, key: str, value: object) -> "Visit":
        """Set a control, by its key."""
        app = self.app
        kinds = (app.button_group, app.number_input, app.toggle, app.selectbox, app.text_area)
        next(widget for kind in kinds for widget in kind if widget.key == key).set_value(value)
        return self.run()

    def press(self, key: str) -> "Visit":
        self.app.button(key=key).click()
        return self.run()

    def edit(self, target: str, *sheets: list[list[str]], other: Any = None, **changed: Any) -> "Visit":
        """Type into the grid; `changed` overrides what the browser would send."""
        edit = {"gen": self.lab["gen"], "version": self.lab["version"] + 1, "target": target}
        return self.send(edit=edit | {"sheets": list(sheets), "other": other} | changed)

    def send(self, **values: object) -> "Visit":
        """Let the grid's component send its state, as JavaScript does."""
        states = self.app._tree.get_widget_states()
        states.widgets.append(WidgetState(id=self._grid().id, json_value=json.dumps(values)))
        self.app._run(states)
        return self._ran()

    def _press(self, name: str, which: int) -> "Visit":
        prefix = f"FormSubmitter:{name}.form-"
        buttons = [button for button in self.app.button if str(button.key).startswith(prefix)]
        buttons[which].click()
        return self.run()

    def _ran(self) -> "Visit":
        shown = [f"{failure.message}\n{failure.stack_trace}" for failure in self.app.exception]
        shown += [error.value for error in self.app.error]
        logged, _faults.traces = _faults.traces, []
        assert not shown + logged, (logged + shown)[0]
        return self

    def _grid(self) -> Any:
        return next(
            node.proto
            for node in _nodes(self.app._tree)
            if getattr(node, "type", "") == "bidi_component" and str(node.key).startswith("grid.")
        )


def _nodes(block: Any) -> Iterator[Any]:
    yield block
    for child in getattr(block, "children", {}).values():
        yield from _nodes(child)
