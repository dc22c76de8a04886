# Coffer: `make demo` shows the main job, `make test` runs everything that is tested.
# Nothing here asks questions. What needs a tool that cannot be had says so and goes on.

CARGO ?= cargo
TARGET := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)

.PHONY: help demo test web wasm build bench bench-scan bench-web drill attacks soak e2e dist clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: build ## play the main job and narrate it (FILE=bundle, DEMO_EXIT=1 to stop at the end)
	@$(CARGO) xtask demo --bin-dir $(TARGET)/release

build: web ## the two binaries, optimised, with the pages inside
	$(CARGO) build --release --locked -p cofferd -p coffer

web: wasm web/dist/.built ## the pages

wasm: web/dist-wasm/coffer_scan.wasm ## the scanner for the pages, where a compiler for it can be had

# Not there after this: it said why it cannot be built here, and the next make tries again.
web/dist-wasm/coffer_scan.wasm: Cargo.toml Cargo.lock rust-toolchain.toml $(shell find crates/scan crates/wasm crates/xtask/src/wasm* -type f -not -path '*/tests/*' -not -path '*/examples/*')
	@$(CARGO) xtask wasm

# One file stands for the whole build, so that an unchanged tree is not built again.
web/dist/.built: web/package-lock.json $(wildcard web/dist-wasm/coffer_scan.wasm) $(shell find web -type f \( -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.html' -o -name '*.ftl' -o -name '*.mjs' -o -name '*.json' \) -not -path '*/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)
	cd web && npm ci --ignore-scripts --no-audit --no-fund && npm run build
	@touch $@

test: web ## all set-up and all tests
	./.ci/test

e2e: web ## the pages in a real browser against the real server
	./.ci/e2e

bench: ## transfers against nginx, backups against cp, in the same run, what deciding costs, how soon a theft is contained
	./bench/run
	python3 bench/backup.py --bin-dir "$${CARGO_TARGET_DIR:-target}/release" --work "$${CARGO_TARGET_DIR:-target}/bench-backup"
	$(CARGO) run --release --locked -q -p coffer-policy --example decision_speed
	$(CARGO) run --release --locked -q -p coffer-app --example list_speed
	$(CARGO) run --release --locked -q -p coffer-app --example contain_speed

bench-scan: ## how fast and how well the scanner finds, against peers
	./bench/scan

bench-web: web ## the log viewer on 20 million lines, in Chromium
	./bench/web

drill: build ## T12 with 1 GiB: an installation is lost, restored on an empty machine, and compared byte for byte
	python3 bench/drill.py --bin-dir $(TARGET)/release --work $(TARGET)/bench-drill

attacks: ## attacks over HTTP against a running server: what is noticed, what follows, what is lost
	@said=$$($(CARGO) test --locked -q --workspace --test it attacks:: -- --nocapture --test-threads 1 2>/dev/null); held=$$?; \
	echo '| attack | rule | what followed | ms to the alert | files | bytes |'; \
	printf '%s\n' "$$said" | grep -o '| .* |$$'; \
	test $$held = 0 || { echo 'an attack was not held: $(CARGO) test --workspace --test it attacks::'; exit 1; }

soak: ## 200 random kills during uploads
	COFFER_SOAK_ROUNDS=200 $(CARGO) test --locked -p cofferd --test it soak -- --nocapture

dist: web ## what packaging uses: thin LTO, stripped
	$(CARGO) build --profile dist --locked -p cofferd -p coffer

clean: ## everything built
	$(CARGO) clean
	rm -rf web/dist web/dist-wasm web/node_modules
