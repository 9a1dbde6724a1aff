# send-outcomes: `make` alone lists the targets.
AREA   ?= Birmingham
AS_OF  ?=
SOURCE ?= embedded
OUT    ?= output
SIZES  ?= 1
RUNS   ?= 3

# The first build takes minutes and shows its progress; later ones are quick and silent.
HUSH    = $(if $(wildcard target/debug/send-outcomes),--quiet)
PROGRAM = cargo run --locked $(HUSH) --

FIRST   = $(if $(wildcard target/debug/send-outcomes),,@echo "First the program is built: some 320 \
	crates, about 7 minutes on two cores. Then the run: about half a minute. Later runs build nothing.")

# Clippy compiles the dependencies a second time, for their types alone; .ci/run runs it
# while the tests are compiled.
CLIPPY  ?= cargo clippy --locked --all-targets $(HUSH) -- -D warnings

RUN = $(PROGRAM) run --source $(SOURCE) --out $(OUT) $(if $(AS_OF),--as-of $(AS_OF))

# Two authorities that differ most: the largest, and one with nearly all suppressed.
RUN_FOR_BROWSER = cargo run --locked --quiet -- --quiet run --area Birmingham \
	--area "City of London" --out target/browser/output

GALLERY = target/gallery
PYTHON  ?= python3
BINARY  ?= target/release/send-outcomes

.PHONY: help run refresh new-year charts all-areas letter test test-faults test-cluster check check-data check-evidence check-statistics reconcile test-published test-layouts fuzz synthetic test-browser lint gallery bench-charts reference docs dependencies licences package deb test-package embedded clean bench bench-check

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

run: ## tables, charts and report of AREA (AS_OF=2018/19, SOURCE=dir:PATH)
	$(FIRST)
	$(RUN) --area "$(AREA)"

STORE  ?= store
YEAR   ?=
KEEP   ?= 5
FETCH  = --area "$(AREA)" --store $(STORE) --out $(OUT) --keep $(KEEP)

refresh: ## download new versions into STORE, run, report what changed, replace OUT (KEEP=5 earlier outputs)
	$(PROGRAM) refresh $(FETCH)

new-year: ## a refresh that also lists which data sets have YEAR, as in YEAR=2025/26
	@test -n "$(YEAR)" || { echo "say which year: make new-year YEAR=2025/26"; exit 2; }
	$(PROGRAM) new-year "$(YEAR)" $(FETCH)

charts: ## only the charts of AREA
	$(RUN) --area "$(AREA)" --only charts

gallery: ## the pictures of docs/gallery.md and the README, from the embedded figures
	cargo run --locked --quiet -- --quiet run --area Birmingham --area "City of London" --only charts --out $(GALLERY)
	cargo run --locked --quiet --example gallery -- $(GALLERY)/charts docs

bench-charts: ## pictures a second against matplotlib (BINARY=release build, PYTHON with matplotlib)
	$(PYTHON) benches/charts/run.py $(BINARY)

all-areas: ## every local authority
	$(RUN) --area all

letter: ## the Birmingham letter of 2021, judged
	$(RUN) --area Birmingham --as-of 2018/19

test: ## unit and whole-program tests (format, lint and figures: make check)
	cargo test --locked --tests --no-run $(HUSH)
	cargo test --locked --tests --quiet

check: check-data lint dependencies ## figures, catalogue, spelling, SQL style, dependencies, format and lint
	cargo fmt --check
	$(CLIPPY)

dependencies: ## none unused, licences by rule, no known advisory (with cargo-machete and cargo-deny, if installed)
	@if command -v cargo-machete >/dev/null; then cargo machete; \
	else echo "unused dependencies were not checked: cargo install --locked cargo-machete"; fi
	@if command -v cargo-deny >/dev/null; then cargo deny --locked --log-level error check licenses bans sources; \
	else echo "licences and advisories were not checked: cargo install --locked cargo-deny"; fi
	@if command -v cargo-deny >/dev/null; then \
	if cargo deny --locked --log-level error fetch db; \
	then cargo deny --locked --log-level error check --disable-fetch advisories; \
	else echo "advisories were not checked: their database could not be downloaded"; fi; fi

check-data: ## what is wrong or missing in the figures (SOURCE=dir:PATH)
	$(PROGRAM) check --severity warning --source $(SOURCE)

check-evidence: ## do the counts confirm the words without counts, and how often does chance alone give a verdict
	cargo test --locked --quiet --test whole evidence:: -- --ignored --nocapture

check-statistics: ## the statistical functions against statsmodels and scipy (needs Python)
	cargo build --locked --quiet
	python3 tests/independent/check_statistics.py target/debug/send-outcomes $(SEED)

reconcile: ## rankings against the rules of the publisher's own tool (needs Python with numpy)
	$(PROGRAM) --quiet run --only facts,rankings --out target/reconcile
	$(PYTHON) tests/independent/reconcile.py target/debug/send-outcomes target/reconcile

test-browser: ## the report in headless Chromium, with axe (needs Node and Chromium)
	mkdir -p target/browser
	$(RUN_FOR_BROWSER)
	cp tests/browser/* target/browser/
	cd target/browser && npm ci --no-audit --no-fund --silent
	node target/browser/check.mjs target/browser/output/report target/browser/screenshots

PUBLISHED ?= ../shared/data/newest/published
NATIVE    ?= ../shared/data/native:../shared/data/newest/native

test-published: ## also check against folders of published files (PUBLISHED=DIR NATIVE=DIR:DIR)
	PUBLISHED="$(PUBLISHED)" NATIVE="$(NATIVE)" cargo test --locked --quiet --test whole published:: -- --include-ignored
	PUBLISHED="$(PUBLISHED)" cargo test --locked --quiet --test ees -- --ignored the_published --nocapture

test-faults: ## stop fetch and refresh at sixty random moments; store and outputs must stay complete
	cargo test --locked --quiet --test ees -- --ignored killed_at --nocapture

test-cluster: ## a run on a scheduler and 1, 2, 4 executors, some of them killed, on a folder and a bucket (builds the feature ballista)
	cargo test --locked --quiet --features ballista --lib cluster
	cargo test --locked --quiet --features ballista --test cluster -- --nocapture

bench: ## time the program next to DuckDB and Polars (SIZES=1,4,16 RUNS=3 PARTS=job,gzip,... WRITE=1)
	cargo build --release --locked --quiet --features allocator
	python3 benches/run.py --sizes $(SIZES) --runs $(RUNS) $(if $(PARTS),--parts $(PARTS)) $(if $(WRITE),--write)

bench-check: ## count crates and the kernels' instructions against their baseline (UPDATE=1 renews it; needs valgrind)
	python3 benches/check.py $(if $(UPDATE),--update)

test-layouts: ## also read a folder of cases in present layouts and compare with tests/whole/layouts/expected.csv (LAYOUTS=DIR)
	LAYOUTS="$(LAYOUTS)" cargo test --locked --quiet --test whole layouts:: -- --include-ignored --nocapture

fuzz: ## the loader on a million damaged files (FUZZ_INPUTS, FUZZ_SEED)
	cargo test --locked --quiet --lib -- --ignored a_million_damaged_files

synthetic: ## made-up files of every layout into SYNTHETIC (SIZE=200MB; REAL=1: as many rows and columns as published)
	cargo run --locked --quiet --example generate-ees -- --size $(or $(SIZE),20MB) $(if $(REAL),--as-published) --out "$(or $(SYNTHETIC),output/synthetic)"

lint: target/lint/installed ## spelling, and the style of the queries (needs Python)
	target/lint/bin/typos
	target/lint/bin/sqlfluff lint queries --disable-progress-bar --processes 2

target/lint/installed: packaging/lint-requirements.txt
	python3 -m venv target/lint
	target/lint/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

reference: ## the pages of docs/reference and the manual pages, from the program itself
	cargo run --locked --quiet --example reference -- docs/reference target/man

docs: reference ## the documentation as a book in target/book (needs mdbook)
	mdbook build

licences: ## every dependency under its licence, into target/licences (needs cargo-deny)
	mkdir -p target/licences
	cargo deny --locked list --layout license > target/licences/LICENCES.txt

package: reference licences ## a Debian package in target/debian (needs cargo-deb and cargo-deny)
	cargo build --release --locked --features allocator
	$(MAKE) --no-print-directory deb

# What goes with a release build that exists already.
deb:
	mkdir -p target/completions
	$(BINARY) completions bash > target/completions/send-outcomes.bash
	$(BINARY) completions zsh > target/completions/_send-outcomes
	$(BINARY) completions fish > target/completions/send-outcomes.fish
	cargo deb --no-build --locked

test-package: ## unpack the newest package into an empty folder and run it there, with an empty home
	packaging/try.sh

embedded: ## make the embedded figures again from PUBLISHED and REFERENCE folders (FURTHER=ID=FILE@PERIOD)
	cargo run --locked --quiet --example tabulate -- "$(PUBLISHED)" "$(REFERENCE)" data/embedded $(FURTHER)

clean: ## remove what was built, and what a run wrote into output
	cargo clean
	@test ! -f output/manifest.json || { \
	sed -n 's/^ *"file": "\([^"]*\)",*$$/output\/\1/p' output/manifest.json | grep -v '\.\.' | tr '\n' '\0' \
	| xargs -0 rm -f -- output/manifest.json; find output -mindepth 1 -type d -empty -delete; }
