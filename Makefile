# ConvLab: `make run` is all that is needed. `make` alone lists what there is.
# On Windows, where there is no make, the README has the same steps as plain commands.

PORT = 8501
# Set GPU=1 to train on an NVIDIA card (Linux): a second environment with TensorFlow's CUDA libraries.
GPU =
# Arguments for pytest, e.g. make test ARGS="-k pooling -x"
ARGS =
# The Python to build the environment with; empty: the newest of 3.13, 3.12, 3.11 that is found.
PYTHON ?=

VENV = .venv$(if $(GPU),-gpu)
REQUIREMENTS = requirements$(if $(GPU),-gpu).txt
BIN = $(VENV)/bin
export PYTHON

.PHONY: help run setup setup-test test lint format types bench refresh clean

help:
	@echo "make run              install what is needed, start ConvLab on http://localhost:$(PORT)"
	@echo "make run PORT=8600    the same on another port"
	@echo "make run GPU=1        train on an NVIDIA card (Linux; a separate, larger installation)"
	@echo "make test             everything: ruff, mypy, pytest with doctests and a real browser"
	@echo "make format           let ruff put the code into shape"
	@echo "make bench            list the benchmarks; make bench NAME=learners runs one"
	@echo "make refresh          pin the newest versions that requirements*.in allow"
	@echo "make clean            remove what these commands made"

run: setup
	@echo "ConvLab: starting on http://localhost:$(PORT) (Ctrl-C stops it)."
	@$(BIN)/python -m streamlit run app/main.py --server.port=$(PORT) || { \
	    echo "ConvLab: it did not start, or it stopped. If the port is taken, try: make run PORT=8600" >&2; exit 1; }

setup:
	@if [ -n "$(GPU)" ] && [ "$$(uname -s)" != Linux ]; then \
	    echo "ConvLab: TensorFlow uses NVIDIA cards only on Linux (on Windows: inside WSL). Leave out GPU=1." >&2; \
	    exit 1; \
	fi
	@sh scripts/setup.sh $(VENV) $(REQUIREMENTS)

setup-test:
	@sh scripts/setup.sh $(VENV) $(REQUIREMENTS) requirements-test.txt

# Everything runs even if one part fails; the tests come last, so that their summary is what one sees.
test: setup-test
	@failed=; \
	$(MAKE) --no-print-directory lint || failed="$$failed style"; \
	$(MAKE) --no-print-directory types || failed="$$failed types"; \
	echo "ConvLab: running the tests."; \
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS) || failed="$$failed tests"; \
	if [ -n "$$failed" ]; then echo "ConvLab: failed:$$failed (see above)." >&2; exit 1; fi

lint: setup-test
	@echo "ConvLab: checking style and format."
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/ruff format --check --quiet . || { echo "ConvLab: make format puts these files into shape." >&2; exit 1; }

format: setup-test
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

types: setup-test
	@echo "ConvLab: checking types."
	@$(BIN)/python -m mypy

bench: setup-test
	@$(BIN)/python -m tests.bench $(NAME) $(ARGS)

# Pins are made for every system and Python at once. requirements-gpu.txt: the same, with TensorFlow's CUDA build.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --custom-compile-command "make refresh"
refresh: setup-test
	@$(BIN)/python -m pip install --quiet uv
	$(COMPILE) --upgrade requirements.in -o requirements.txt
	$(COMPILE) --upgrade requirements-test.in -o requirements-test.txt
	sed -e 's/^tensorflow-cpu\(==[^ ]*\).*/tensorflow[and-cuda]\1/' -e '/^tensorflow==/d' requirements.in | \
	    $(COMPILE) --upgrade -c requirements.txt - -o requirements-gpu.txt
	@echo "ConvLab: look at the changes with git diff, then run make test."

clean:
	rm -rf .venv .venv-gpu .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
