# Needs GNU make and Python 3.11 or newer. `make help` lists what can be made.
# A Python of your own choice: make demo PYTHON=/path/to/python3
PYTHONS = $(or $(PYTHON),python3 python3.13 python3.12 python3.11)
NEWER_PYTHONS = python3.13 python3.12 python3 /usr/bin/python3
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
PACKAGING = setup.cfg pyproject.toml constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help demo pictures kept test coverage bite fuzz test-long test-newer test-oldest test-matrix test-mesa4 requirements browser lint docs site wheels clean
.NOTPARALLEL:

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.installed ## spring 2017 in 10 000 worlds, the pressure x enforcement plane, and the picture, into results/demo
	.venv/bin/sim run 2017-spring -n 10000 --seed 7 -j $(JOBS) -o results/demo --force
	.venv/bin/sim sweep 2017-spring --over washington.pressure=0:1:11 --over beijing.enforcement=0:1:11 \
	  -n 1000 --seed 7 -j $(JOBS) -o results/demo/sweep --force
	.venv/bin/sim sweep studies/courses.toml -j $(JOBS) -o results/demo/courses --force
	.venv/bin/sim plot beliefs results/demo/courses -o results/demo/beliefs.png --force

# What docs show: the decision over the vectors of the set, and the planes by Kim's type.
pictures: .venv/.installed ## the pictures of the documents, one over the set of vectors that ships
	.venv/bin/sim sweep studies/courses.toml -j $(JOBS) -o results/pictures/courses --force
	rm -rf results/pictures/sets
	.venv/bin/python tools/courses_of_set.py results/pictures/sets
	.venv/bin/sim sweep 2017-spring --over washington.pressure=0:1:11 --over beijing.enforcement=0:1:11 \
	  --over kim_type=fearful,greedy,erratic -n 1000 -j $(JOBS) -o results/pictures/planes --no-figures --force
	.venv/bin/sim plot beliefs results/pictures/courses results/pictures/sets -o results/pictures/beliefs.png --force
	.venv/bin/sim plot surface results/pictures/planes --by kim_type -o results/pictures/planes.png --force
	cp results/pictures/*.png docs/

# Each tool leaves what it wrote as it is where nothing moved, so that git shows what did.
kept: .venv/.tests ## everything that a changed number moves: some minutes
	.venv/bin/python -c 'from tools import wheels; wheels.compile_into(wheels.ROOT, wheels.toolchain.WASM, wheels.PAGES)'
	.venv/bin/python tools/update_fingerprint.py
	.venv/bin/python tools/update_archives.py
	.venv/bin/python tools/update_reference.py
	.venv/bin/python tools/update_team.py
	for lesson in sim/classroom/class_page/lessons/*.toml; do .venv/bin/sim class --prove $$lesson --find || exit 1; done
	.venv/bin/python tools/update_stories.py
	$(MAKE) --no-print-directory pictures
	.venv/bin/python tools/update_screen.py
	.venv/bin/python tools/update_set.py
	.venv/bin/python tools/update_game.py
	.venv/bin/python tools/update_gallery.py
	.venv/bin/python tools/update_notebooks.py
	.venv/bin/python -m tools.documents
	.venv/bin/python tools/update_examples.py

# The full run comes last, so that the last summary of pytest is its own.
test: lint test-newer browser ## every test but the long ones, with linters, types, layers and the yardstick
	.venv/bin/python -m pytest -n $(JOBS) --dist loadgroup

# Measuring takes three quarters more of the processor than the tests themselves.
coverage: .venv/.tests browser ## the same tests, with the floor of coverage
	.venv/bin/python -m pytest -n $(JOBS) --dist loadgroup --cov

test-long: coverage ## the tests that take minutes, after those that do not, with the floor of coverage
	.venv/bin/python -m pytest -m long

bite: .venv/.tests ## changes the program in 20 places, and lists those that no test near them finds
	.venv/bin/python tools/bite.py

fuzz: .venv/.tests ## changed files for every reader until ctrl-C; what breaks one is kept in tests/fuzz/corpus
	.venv/bin/python -m tests.fuzz.going $(READERS)

test-newer: .venv/.tests ## the short tests on a newer Python, where there is one
	@least=$$(.venv/bin/python -c "import sys; print('3.%d' % max(12, sys.version_info[1] + 1))"); \
	if newer=$$(tools/find-python $$least $(NEWER_PYTHONS) 2>&1); then \
	  $(MAKE) --no-print-directory .venv-newer/.tests PYTHON="$$newer"; \
	else \
	  echo "$$newer"; rm -f .venv-newer/.tests; \
	fi
	@if [ -e .venv-newer/.tests ]; then \
	  echo "The short tests on a newer Python, $$(.venv-newer/bin/python --version):"; \
	  .venv-newer/bin/python -m pytest -q -m short; \
	else \
	  echo "No newer Python found: skipped."; \
	fi

# Direct requirements at their floors, all others as new as those allow: an old package may use what a new one deprecates.
OLD_PACKAGES = -W default::DeprecationWarning -W default::PendingDeprecationWarning
test-oldest: .venv/.tests ## the short tests with the lowest versions that setup.cfg allows
	@python=$$(tools/find-python 3.11 $(PYTHONS)) || exit 1; \
	rm -rf .venv-oldest && "$$python" -m venv .venv-oldest
	.venv/bin/uv pip compile -q --python .venv-oldest/bin/python --resolution lowest-direct setup.cfg -o .venv-oldest/lowest.txt
	.venv/bin/uv pip install -q --python .venv-oldest/bin/python -c .venv-oldest/lowest.txt 'setuptools>=77'
	.venv/bin/uv pip install -q --python .venv-oldest/bin/python -c .venv-oldest/lowest.txt --no-build-isolation-package korea-escalation -e '.[test]'
	.venv-oldest/bin/python -m pytest -q -m short $(OLD_PACKAGES)

# With a name, as in make test-matrix BY="A. Lovelace", the table goes into docs/validation.md.
test-matrix: .venv/.tests ## the kept archives on every Python here, with the lowest and the newest packages
	.venv/bin/python -m tools.matrix $(if $(BY),"$(BY)")

test-mesa4: .venv/.tests ## the Mesa model on the pre-release of Mesa 4
	@python=$$(tools/find-python 3.12 $(NEWER_PYTHONS)) || exit 1; \
	rm -rf .venv-mesa4 && "$$python" -m venv .venv-mesa4
	.venv/bin/uv pip install -q --python .venv-mesa4/bin/python 'mesa>=4.0.0a0,<5' 'pytest>=9,<9.2' hypothesis 'setuptools>=77'
	.venv/bin/uv pip install -q --python .venv-mesa4/bin/python --no-build-isolation-package korea-escalation -e .
	.venv-mesa4/bin/python -m pytest -q tests/mesa/test_model.py tests/mesa/test_agents.py

browser: ## finds Chromium and a Korean font for the tests of the pages; as root on Debian, installs them
	@tools/need-browser

lint: .venv/.tests ## ruff and its formatter, mypy, the layers, the yardstick, the linter of prose and kept pictures
	.venv/bin/ruff check
	.venv/bin/ruff format --check sim tests tools
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python tools/yardstick.py
	.venv/bin/python tools/prose.py
	.venv/bin/python tools/pictures.py

docs: .venv/.tests ## the generated pages of docs/
	.venv/bin/python -m tools.documents

site: .venv/.tests ## the documents as a site with search, into build/site/html; it works offline
	.venv/bin/python -m tools.website build/site

wheels: .venv/.tests ## wheels for Linux, macOS and Windows with compiled rules, and the sources, into dist/
	.venv/bin/python tools/wheels.py dist

# Every package in a version of constraints.txt and with its hash: `make requirements` writes the files. ziglang (420 MB) comes
# only where no compiler is found.
PIP_INSTALL = -m pip install -q --require-hashes --no-deps -r requirements
%/.installed: $(PACKAGING) $(wildcard requirements/*.txt)
	@python=$$(tools/find-python 3.11 $(PYTHONS)) || exit 1; \
	$*/bin/python -m pip --version >/dev/null 2>&1 || "$$python" -m venv --clear $*
	@echo "Installing into $* (a minute the first time)"
	@$*/bin/python $(PIP_INSTALL)/run.txt
	@if compiler=$$(tools/find-compiler); then echo "The rules are compiled by $$compiler"; \
	else $*/bin/python $(PIP_INSTALL)/compile.txt; fi
	@$*/bin/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

# What the tests, the documents and the wheels need besides.
%/.tests: %/.installed
	@echo "Installing what the tests need into $* (a few minutes the first time)"
	@$*/bin/python $(PIP_INSTALL)/test.txt
	@touch $@

LOCK = .venv/bin/uv pip compile -q --universal --python-version 3.11.5 --generate-hashes --no-header --no-annotate -c constraints.txt setup.cfg
requirements: .venv/.tests ## the files of required packages with their hashes, from setup.cfg and constraints.txt
	$(LOCK) --extra build -o requirements/run.txt
	$(LOCK) --extra build --extra compile -o requirements/compile.txt
	$(LOCK) --extra test -o requirements/test.txt

.PRECIOUS: %/.installed

clean: ## removes what the other commands built
	rm -rf .venv .venv-newer .venv-oldest .venv-mesa4 build dist *.egg-info results/demo results/pictures .coverage .coverage.*
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
