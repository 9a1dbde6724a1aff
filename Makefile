# send-outcomes: `make` alone lists the targets.
AREA   ?= Birmingham
AS_OF  ?=
SOURCE ?= embedded
OUT    ?= output

RUN = cargo run --locked --quiet -- run --source $(SOURCE) --out $(OUT) $(if $(AS_OF),--as-of $(AS_OF))

.PHONY: help run charts all-areas letter test check check-statistics test-published embedded clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

run: ## tables, charts and report of AREA (AS_OF=2018/19, SOURCE=dir:PATH)
	$(RUN) --area "$(AREA)"

charts: ## only the charts of AREA
	$(RUN) --area "$(AREA)" --only charts

all-areas: ## every local authority
	$(RUN) --area all

letter: ## the Birmingham letter of 2021, judged
	$(RUN) --area Birmingham --as-of 2018/19

test: ## format, lint, unit and whole-program tests
	cargo fmt --check
	cargo clippy --locked --all-targets --quiet -- -D warnings
	cargo test --locked --quiet

check: ## the quick part of test: format and lint
	cargo fmt --check
	cargo clippy --locked --all-targets --quiet -- -D warnings

check-statistics: ## the statistical functions against statsmodels and scipy (needs Python)
	cargo build --locked --quiet
	python3 tests/independent/check_statistics.py target/debug/send-outcomes $(SEED)

test-published: ## also check against a folder of published files (PUBLISHED=DIR)
	PUBLISHED="$(PUBLISHED)" cargo test --locked --quiet --test published -- --include-ignored

embedded: ## tabulate the embedded figures anew from PUBLISHED and REFERENCE folders
	cargo run --locked --quiet --example tabulate -- "$(PUBLISHED)" "$(REFERENCE)" data/embedded

clean: ## remove what was built and written
	cargo clean
	find output -mindepth 1 ! -name README.md -delete
