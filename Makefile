# Every task, and what it is for: `make help`. What they do is in infra/dev/, a short script each.
.DEFAULT_GOAL := help
.PHONY: help setup run run-full web test test-rust test-web test-browser lint fmt schema attack mutants chaos replay \
  bench-grab bench-enter bench-vote bench-overload flame clean

SCALE ?= 1
PROFILE ?= embedded

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing for every task below
	@infra/dev/setup

run: ## build and run it all at http://127.0.0.1:8080 on SQLite; the data is kept in .local/data
	@exec infra/dev/run

run-full: ## the same on a private PostgreSQL and Redis, kept in .local/full
	@exec infra/dev/run full

web: ## build the console, the viewer's page and GraphiQL, which the server embeds
	@infra/dev/setup web && infra/dev/web build

test: ## everything that must pass before a commit: lint and all the tests
	@infra/dev/test

test-rust: ## the Rust tests alone, small replay and crash tests among them: TEST=name for some
	@infra/dev/setup build lint postgres redis && infra/dev/test-rust $(TEST)

test-web: ## the unit tests of the web workspace alone
	@infra/dev/setup web && infra/dev/web test

test-browser: ## the browser tests alone
	@infra/dev/setup build lint web browser && infra/dev/web build && infra/dev/test-browser

lint: ## formatting, clippy, biome, types, forbidden dependencies, shell scripts
	@infra/dev/setup build lint web && infra/dev/lint

fmt: ## format Rust and TypeScript
	@infra/dev/setup build lint web && cargo fmt --all && infra/dev/web fmt

schema: ## write both GraphQL schemas again, after a change of the API
	@infra/dev/setup build && infra/dev/schema

attack: ## try every field of both APIs from the wrong side, on all placements; the report is in .local/attack
	@infra/dev/setup build lint postgres redis && infra/dev/attack

mutants: ## take each guard away in turn and see its test fail: MUTANT=name for one of e2e/mutants
	@infra/dev/setup build postgres redis && infra/dev/mutants $(MUTANT)

chaos: ## break everything the server stands on, for long: CHAOS=name, SEED= RUNS= MINUTES= GRABS=
	@infra/dev/setup build lint postgres redis && infra/dev/chaos $(CHAOS)

replay: ## play the New Year's Eve show against a fresh server: SCALE=1 PROFILE=embedded|full
	@infra/dev/replay "$(PROFILE)" "$(SCALE)"

bench-grab: ## grabs, refused and won, beside an echo and Node, with ratios: ROUNDS=3 SECONDS=2 ONLY=echo,full
	@infra/dev/bench grab "$(ROUNDS)" "$(SECONDS)" "$(ONLY)"

bench-enter: ## the same for entries to a lucky draw
	@infra/dev/bench enter "$(ROUNDS)" "$(SECONDS)" "$(ONLY)"

bench-vote: ## the same for votes
	@infra/dev/bench vote "$(ROUNDS)" "$(SECONDS)" "$(ONLY)"

bench-overload: ## up to ten times what the server can do: goodput, refusals, recovery: SECONDS=5 ONLY=embedded
	@infra/dev/bench overload "$(ROUNDS)" "$(SECONDS)" "$(ONLY)"

flame: ## a flame graph of the hot path, as SVG: PLAY=grab|enter|vote CASE=sold_out|win|… PROFILE=embedded|full
	@infra/dev/flame "$(PLAY)" "$(CASE)" "$(PROFILE)"

clean: ## delete what was built; keeps the data and the master key in .local
	@infra/dev/clean
