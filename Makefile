# Everything a person types is a target here; `make help` lists them from these comments.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# The machine's own Node sets up; from then on the Node 24 that npm installed comes first.
SYSTEM_PATH := $(PATH)
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

NODE := node --conditions=@aether/source --disable-warning=ExperimentalWarning
AETHER := node packages/server/bin/aether.mjs
MIGRATE := $(NODE) packages/server/src/main/migrate.ts
SOURCES := $(wildcard packages/client/src packages/graph/src packages/server/src packages/server/bin packages/web/src test bench scripts)
# Where vitest leaves its counts; .ci/run reads them.
TEST_REPORT ?= .cache/test-report.json
VITEST := vitest run --reporter=default --reporter=json --outputFile.json=$(TEST_REPORT)

# What `make start` indexes. Where it keeps it is AETHER_DATA's to say, as for the aether command (default ~/.local/share/aether).
REPO ?= $(CURDIR)

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  %-16s %s\n", $$1, $$2 }'

setup: ## install what package-lock.json names, Node 24 included
	@export PATH="$(SYSTEM_PATH)"; \
	command -v node >/dev/null || { echo "error: Node is missing: install Node 24 or newer from https://nodejs.org" >&2; exit 1; }; \
	node scripts/preflight.mjs tools; \
	node scripts/preflight.mjs installed || npm ci --loglevel=error --ignore-scripts; \
	node scripts/preflight.mjs runtime

start: setup build ## index REPO=<path> (default: this repository), show first results, serve until Ctrl-C
	@$(NODE) scripts/start.ts "$(REPO)"

build: setup ## build the web page, and the client as JavaScript
	@vite build packages/web --logLevel warn
	@npm run build --workspace packages/client --silent

client: setup ## write what of packages/client follows from the operations
	@$(NODE) scripts/generate-client.ts

test: setup ## every test, with the databases they need
	@rm -f $(TEST_REPORT)
	$(VITEST)

test-fast: setup ## the tests beside the code: no server, no network
	$(VITEST) packages

fuzz: setup ## parse and resolve what nobody would write: make fuzz FOR=<seconds> SEED=<number>; finds go to .cache/fuzz
	@$(NODE) test/fuzz/run.ts "$(or $(FOR),300)" $(SEED)

check: setup ## format, lint, types, dead code, architecture
	oxfmt --check $(SOURCES)
	oxlint --type-aware $(SOURCES)
	tsc -p .
	tsc -p packages/web
	knip --no-config-hints
	vitest run test/architecture.test.ts

format: setup ## write every file in the project's format
	oxfmt $(SOURCES)

docs: setup ## write the pages that are made from sources: errors, operations, languages, security
	@$(NODE) scripts/generate-errors.ts
	@$(NODE) scripts/generate-api.ts
	@$(NODE) scripts/generate-languages.ts
	@$(NODE) scripts/generate-security.ts

bench: setup ## measure speed and memory: make bench REPOS="<path> <path>"; results go to bench/results
	@$(NODE) bench/run.ts $(REPOS)

try-postgres: setup ## run a PostgreSQL with pgvector to try things on, without root (apt of Debian); gone at Ctrl-C
	@$(NODE) scripts/try-postgres.ts

try-image: ## build the container image and try it (root, buildah; BASE and BUILD_FLAGS as scripts/try-image.sh says)
	@sh scripts/try-image.sh

bench-service: setup ## measure what a call of the service costs, on a PostgreSQL of its own
	@$(NODE) bench/service/run.ts
	@$(NODE) bench/service/refusals.ts
	@$(NODE) bench/service/disturbed.ts
	@$(NODE) bench/service/audit-verify.ts

bench-graph: setup ## measure parsing and resolution without a database: make bench-graph REPOS="<path> <path>"
	@$(NODE) bench/part2/run.ts $(REPOS)

MEGABYTES ?= 1000
bench-grep: setup ## measure grep over MEGABYTES=<number> (default: 1000) of source text on PostgreSQL: make bench-grep TREES="<path> <path>"
	@$(NODE) bench/grep/run.ts "$(MEGABYTES)" $(TREES)

bench-scale: setup ## measure searches among 100,000 functions and 1,000 tenants, and the disk they take: make bench-scale REPOS="<path> <path>"
	@$(NODE) bench/scale/run.ts $(REPOS)

# Five minutes for the default.
FILES ?= 200000
bench-tiny: setup ## measure a repository of FILES=<number> tiny files (default: 200000)
	@$(NODE) bench/tiny/run.ts "$(FILES)"

# The sets lie outside of the repository. TREES is what their retrieval/materialise.py wrote, CLONES has <owner+name>/repo of what is asked
# for known items; no commit history is used.
EVAL ?= $(or $(SETS),../shared/eval)
RAISE ?=
eval: setup ## score graphs against bench/eval-thresholds.json on the sets of EVAL=<folder>; RAISE=1 keeps what is better; TREES=<folder> adds retrieval, CLONES=<folder> known items
	@[[ -d "$(EVAL)" ]] || { echo "error: no evaluation sets in $(EVAL): make eval EVAL=<folder>" >&2; exit 2; }
	@$(NODE) bench/eval/run.ts "$(EVAL)" $(if $(RAISE),--raise) $(if $(TREES),--trees "$(TREES)") $(if $(CLONES),--clones "$(CLONES)")

eval-truth: setup ## score real repositories against compilers' truth: make eval-truth REPOS=<folder with trees> EVAL=<folder>
	@[[ -d "$(EVAL)" ]] || { echo "error: no evaluation sets in $(EVAL): make eval-truth EVAL=<folder>" >&2; exit 2; }
	@[[ -d "$(REPOS)" ]] || { echo "error: name the folder with the trees: make eval-truth REPOS=<folder>" >&2; exit 2; }
	@$(NODE) bench/eval/truth.ts "$(EVAL)" "$(REPOS)"

migrate-up: setup ## bring the database to the newest migration
	@$(MIGRATE) up

migrate-down: setup ## take back the newest migration (development only)
	@$(MIGRATE) down

migrate-status: setup ## list which migrations have run
	@$(MIGRATE) status

migrate-create: setup ## write an empty migration: make migrate-create NAME=add-something
	@$(MIGRATE) create "$(NAME)"

db-reset: dev-down ## delete the embedded database of AETHER_DATA and make a fresh one; asks unless YES=1
	@bash scripts/db-reset.sh "$(YES)"
	@$(MIGRATE) up

dev-up: setup ## start the server in the background
	@$(NODE) scripts/dev.ts up

dev-down: setup ## stop the server that dev-up started
	@$(NODE) scripts/dev.ts down

logs: setup ## follow the log of the server that dev-up started
	@$(NODE) scripts/dev.ts logs

health-check: setup ## ask the running server whether it is ready
	@$(NODE) scripts/dev.ts health

clean: ## delete what was built and installed; indexed data stays
	rm -rf node_modules packages/*/node_modules packages/*/dist coverage .cache

.PHONY: help setup start build client test test-fast fuzz check format docs bench bench-service bench-graph bench-grep bench-scale bench-tiny eval eval-truth migrate-up migrate-down migrate-status \
	migrate-create try-image try-postgres db-reset dev-up dev-down logs health-check clean
