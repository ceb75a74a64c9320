# The doors to everything a person does with this checkout. The steps themselves are small scripts in .ci/.
.DEFAULT_GOAL := help
.PHONY: run release test bench fuzz fmt prepare help

help: ## Say what there is
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile

run: ## Install what is missing, build, start the server and print its address
	@.ci/install run
	@.ci/start

release: ## Build the one-file program: target/release/countersign
	@.ci/install release
	@.ci/release

test: ## Run every check and test, ending with one line that counts them
	@.ci/test

bench: ## Measure against the limits in the README, and print the table
	@.ci/install release
	@.ci/bench

fuzz: ## Feed what reads documents with inputs that coverage leads to; RUNS= says how many
	@.ci/install fuzz
	@.ci/fuzz

fmt: ## Format the sources
	cargo fmt --all

prepare: ## Describe the store's queries anew, after a change of SQL
	@.ci/prepare
