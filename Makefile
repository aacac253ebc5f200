# The words of this project. `make` alone lists them.
PYTHON ?= python3
LAUNCH = command -v $(PYTHON) >/dev/null || { echo "✗ 需要 Python 3.11 或更新版本，请先安装（Python 3.11+ is required）。"; exit 1; }; exec $(PYTHON) -m workstation.launch
VENV = var/venv/bin/python
export PYTHONUTF8 = 1

.PHONY: help run test bench fuzz faults load setup lint format format-check check-migrations messages screenshots clean

help:  ## List the words
	@echo "质量兴园工作站 · Park Quality Workstation"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 26
	@echo
	@echo "  PORT=8000 HOST=127.0.0.1 DEMO=1 DEMO_PASSWORD=…   for make run; more in .env.example"

run:  ## Set everything up and run the station (PORT, HOST, DEMO=0, DEMO_PASSWORD)
	@$(LAUNCH) run

test:  ## Set everything up and run all tests (ARGS="tests/core -k word")
	@$(LAUNCH) test $(ARGS)

bench:  ## Measure a small park and a province side by side (ARGS="--rounds 3 --only visits-list")
	@$(LAUNCH) bench $(ARGS)

fuzz: setup  ## Hostile input at every address and form (MINUTES=10, SEED=…, ARGS="-k visits")
	@FUZZ_MINUTES=$${MINUTES:-10} FUZZ_SEED=$${SEED:-} $(VENV) -m pytest tests/fuzz -n 0 $(ARGS)

faults:  ## Kill every part of a running station in the middle of saves (ARGS="--quick")
	@$(LAUNCH) faults $(ARGS)

load:  ## 200 people at once for 5 minutes (PEOPLE=200 MINUTES=5)
	@$(LAUNCH) load $(ARGS)

setup:  ## Only set up what changed: Python packages, assets and icons, translations
	@$(LAUNCH) setup

lint: setup  ## Look for mistakes
	@$(VENV) -m ruff check .

format: setup  ## Format the code
	@$(VENV) -m ruff check --fix --select I . && $(VENV) -m ruff format .

format-check: setup  ## Fail on unformatted code
	@$(VENV) -m ruff format --check .

check-migrations: setup  ## Fail on a model change without a migration
	@SECRET_KEY=check DATABASE_URL=postgres:///none $(VENV) -W ignore manage.py makemigrations --check --dry-run

messages: setup  ## Bring the Chinese catalogue up to date with the sources
	@$(VENV) -m workstation.messages
	@$(LAUNCH) setup

screenshots: setup  ## Take the pictures in docs/ of a running station
	@$(VENV) docs/screenshots.py http://127.0.0.1:$${PORT:-8000} "$${DEMO_PASSWORD:-$$(cat var/demo-password)}"

clean:  ## Remove what was installed and built; the data in var/ stays
	rm -rf var/venv var/node var/vendor var/static var/stamps/static var/stamps/vendor var/stamps/messages node_modules
