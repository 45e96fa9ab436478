"""A widget's value is its default too, and no value that a link or a change brings makes it fail."""

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from app import state

    number, choice = int(st.query_params.get("number", "3")), st.query_params.get("choice", "a")
    st.number_input("number", step=1, **state.numbered("number", 1, 5, number))
    st.segmented_control("marked", **state.marked("marked", ("a", "b"), choice))
    st.selectbox("picked", **state.picked("picked", ("a", "b"), choice))
    st.toggle("filled", **state.filled("filled", choice == "b"))


@pytest.mark.parametrize(("number", "choice"), [("1", "a"), ("5", "b"), ("9", "c"), ("-9", "")])
def test_any_value_is_drawn(number, choice):
    app = AppTest.from_function(page)
    app.query_params["number"], app.query_params["choice"] = number, choice
    app.run()
    assert not app.exception
    assert app.number_input[0].proto.default == min(max(int(number), 1), 5)
    known = ["a", "b"].index(choice) if choice in ("a", "b") else None
    assert list(app.segmented_control[0].proto.default) == ([] if known is None else [known])
    assert app.selectbox[0].proto.HasField("default") == (known is not None)
    assert app.toggle[0].proto.default == (choice == "b")
