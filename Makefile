# Everything a person types is a target here; `make help` lists them from these comments.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := node_modules/.bin
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
SOURCES := packages/graph/src packages/server/src packages/web/src test bench scripts
NODE := node --conditions=@aether/source --disable-warning=ExperimentalWarning

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

setup: node_modules/.package-lock.json ## install what package-lock.json names

node_modules/.package-lock.json: package-lock.json
	npm ci --loglevel=error --ignore-scripts
	@touch $@

format: setup ## write every file in the project's format
	oxfmt $(wildcard $(SOURCES))

check: setup ## format, lint, types, dead code, architecture
	oxfmt --check $(wildcard $(SOURCES))
	oxlint --type-aware $(wildcard $(SOURCES))
	tsc -p .

.PHONY: help setup format check
