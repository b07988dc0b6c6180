# The menu. `make` alone shows it.

.DEFAULT_GOAL := help
.PHONY: help run demo-fresh test check lint schema ci bench secrets

help: ## show this menu
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## the demo: made-up agencies, one token a role, at http://127.0.0.1:8080
	cargo run --release -- serve --demo

demo-fresh: ## the demo, started over; what was changed in it is lost
	cargo run --release -- serve --demo --fresh

test: ## all tests; on PostgreSQL too, where its server programs are installed
	cargo test

check: ## does it compile (the quickest answer)
	cargo check --all-targets

lint: ## format and lints, as CI asks for them
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings

schema: ## write schema.graphql anew from the program
	cargo run --quiet -- schema print > schema.graphql.new
	mv schema.graphql.new schema.graphql
	git diff --stat -- schema.graphql

ci: ## everything that must hold before a change lands (as root, on Debian 12)
	.ci/run

bench: ## the benchmark programs; they write docs/benchmarks.md
	cargo bench

# A file is readable by all inside a folder that only its owner enters: the containers' users, who get the single
# files, can read them, and nobody else on this machine can. Existing files are kept.
secrets: ## make the passwords and database addresses for docker compose
	@chmod 700 secrets
	@umask 022; cd secrets; \
	for name in owner runtime; do \
		test -s $${name}_password || openssl rand -hex 32 | tr -d '\n' > $${name}_password; \
	done; \
	test -s admin_database_url || \
		printf 'postgres://tonghop_owner:%s@postgres:5432/tonghop' "$$(cat owner_password)" > admin_database_url; \
	test -s database_url || \
		printf 'postgres://tonghop_runtime:%s@postgres:5432/tonghop' "$$(cat runtime_password)" > database_url
	@echo "secrets/ is ready"
