# make run: set everything up and start the app. make test: set everything up and pass all tests, on samples where a full
# count is long. make quick: few examples, without the browser, ensembles, clusters and tests/long_tests.txt. make slow: full counts.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin

.PHONY: run quick test slow bench pictures validate lint clean

run: $(VENV)/.app
	$(BIN)/python -m streamlit run streamlit_app.py

quick: $(VENV)/.tests
	ECON_QUICK=1 $(BIN)/python -m pytest --ignore tests/browser --ignore tests/econ/ensemble

test: $(VENV)/.tests lint
	$(BIN)/python -m pytest

slow: $(VENV)/.tests lint
	ECON_FULL=1 $(BIN)/python -m pytest

lint: $(VENV)/.tests
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/codespell -D - -D .codespell-american

validate: $(VENV)/.app
	$(BIN)/python -m econ validate --folds

# Pictures of every page for README.md and docs/, light and dark, with Chromium from the system's packages.
pictures: $(VENV)/.tests
	$(BIN)/python bench/pictures.py

bench: $(VENV)/.tests $(VENV)/peers/.installed
	$(BIN)/python bench/bench.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

$(VENV)/.tests: tests/requirements.txt $(VENV)/.app
	$(BIN)/python -m pip install --quiet -r tests/requirements.txt
	touch $@

$(VENV)/peers/.installed: bench/requirements.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/peers
	$(VENV)/peers/bin/python -m pip install --quiet -r bench/requirements.txt
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .hypothesis .ruff_cache .mypy_cache .import_linter_cache
