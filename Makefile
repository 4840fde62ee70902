# Everything a person does with this repository. `make help` lists it.
#
# What the machine must have: Go, npm with any Node, and the programs of Postgres
# (15 or newer; it need not run). What else is needed is put into .tools.

SHELL         := /bin/bash
.SHELLFLAGS   := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS     += --no-builtin-rules

GOLANGCI_LINT := v2.15.0

# What is in .tools goes before what the machine has.
TOOLS := $(CURDIR)/.tools
export PATH := $(TOOLS)/bin:$(TOOLS)/node_modules/.bin:$(PATH)
export CGO_ENABLED ?= 0

# The race detector needs a C compiler. CI installs one.
RACE := $(if $(shell command -v cc),-race)

.PHONY: help setup run dev generate check test test-go test-web e2e gallery bench bench-sync bench-push chaos guards simulate build web node browser

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: node webapp/node_modules/.installed ## Fetch what building needs
	go mod download

run: build ## Build Tend and run it, with a database of its own under ./data
	@exec bin/tend

dev: node webapp/node_modules/.installed ## Run the server, and the web app as you edit it
	@mkdir -p bin && go build -o bin/tend-dev ./server
	@bin/tend-dev & server=$$!; trap 'kill $$server 2>/dev/null; wait $$server' EXIT; \
	cd webapp && npm run --silent dev

generate: ## Rewrite what is derived from Go: the contract of the API and the types of what syncs
	@mkdir -p bin && go build -o bin/tend-generate ./server
	@bin/tend-generate openapi > bin/openapi.json && mv bin/openapi.json webapp/src/lib/api/openapi.json
	@bin/tend-generate collections > bin/collections && mv bin/collections webapp/src/lib/api/collections.gen.ts

check: setup $(TOOLS)/bin/golangci-lint ## Lint, check types, and refuse generated files that are stale
	@test -z "$$(gofmt -l internal migrations server webapp/*.go | tee /dev/stderr)" || { echo 'make check: run gofmt -w on these files'; exit 1; }
	@go mod tidy -diff >/dev/null || { echo 'make check: run go mod tidy'; exit 1; }
	go vet ./...
	golangci-lint run ./...
	@$(MAKE) --no-print-directory generate
	@git diff --exit-code --stat -- webapp/src/lib/api || { echo 'make check: the generated files above were stale; commit what `make generate` made'; exit 1; }
	cd webapp && npm run --silent check && npm run --silent lint

test: test-go test-web e2e ## Run all tests; they start a Postgres of their own

# The web app's own sync runs against the server there, in Node.
test-go: node webapp/node_modules/.installed
	CGO_ENABLED=$(if $(RACE),1,0) go test $(RACE) ./...

test-web: node webapp/node_modules/.installed
	cd webapp && npm run --silent test

gallery: build browser ## Take the pictures of the README and of the manifest anew
	cd webapp && TEND_CHROMIUM="$${TEND_CHROMIUM:-$(BROWSER)}" node e2e/gallery.ts && npx prettier --log-level warn --write static/manifest.webmanifest

# Push is tried on a program that may talk to a push service on this machine,
# which the product may not, and on such services.
e2e: build browser ## Try the built program in real browsers
	@go build -tags pushtest -o bin/tend-pushtest ./server
	@go build -o bin/standin ./internal/pushtest/standin
	cd webapp && TEND_CHROMIUM="$${TEND_CHROMIUM:-$(BROWSER)}" TEND_FIREFOX="$${TEND_FIREFOX:-$(FIREFOX)}" npm run --silent e2e

# Minutes of kills, outages and bad networks, each test for as long as FOR says,
# one after the other; the seed that a failure prints goes into SEED.
FOR ?= 1m

chaos: node webapp/node_modules/.installed ## Kill servers and databases under devices that sync, for longer (FOR=10m SEED=…)
	TEND_CHAOS=$(FOR) TEND_CHAOS_SEED=$(SEED) go test -count=1 -v -timeout 0 -parallel 1 -run Nothing ./internal/chaos

# Devices, their disks and networks, and servers in memory, drawn from seeds.
RUNS ?= 2000

simulate: node webapp/node_modules/.installed ## Try sync in many more schedules than the tests do (RUNS=100000 SEED=…)
	cd webapp && RUNS=$(RUNS) SEED=$(or $(SEED),1) node src/lib/sync/simulation/main.ts

guards: node webapp/node_modules/.installed ## Take away each guard of sync in turn, and show that the tests notice
	cd webapp && node src/lib/sync/simulation/guards.ts
	go test -count=1 -v -timeout 30m -tags guards -run TestNoGuardGoesUnnoticed ./internal/chaos

bench: build browser ## Measure sync against what Postgres can do at most, and the web app in a real browser
	go test -run '^$$' -bench . ./internal/sync/ ./internal/record/
	cd webapp && TEND_CHROMIUM="$${TEND_CHROMIUM:-$(BROWSER)}" npm run --silent bench

MOST ?= 1000000

bench-sync: ## Measure how sync grows with records, spaces and devices, beside Postgres itself (MOST=100000 for less)
	TEND_SCALE=$(MOST) go test -count=1 -v -timeout 30m -run '^$$' -bench . -benchtime 1x ./internal/scale

bench-push: ## Measure claims beside a million reminders, encryption, and 100,000 due at once
	go test -run '^$$' -bench 'Claim|Fire|Days' -benchtime 3s ./internal/reminder
	go test -run '^$$' -bench 'Message|Drain' -benchtime 3s ./internal/push
	go test -run '^$$' -bench 'Flood' -benchtime 1x -timeout 20m ./internal/push

build: web ## Build bin/tend, one program with the web app inside
	@mkdir -p bin
	@go build -trimpath -ldflags '-s -w' -o bin/tend ./server

# The web app is built again if anything it is made of has changed. File names
# with brackets, as routes have them, do not get along with make's own rules.
WEB_PARTS := src static vite messages project.inlang scripts package.json package-lock.json vite.config.ts tsconfig.json

web: node webapp/node_modules/.installed
	@cd webapp && if [ ! -f build/index.html ] || [ ! -f node_modules/.built ] || \
		[ -n "$$(find $(WEB_PARTS) -path src/lib/paraglide -prune -o -newer node_modules/.built -print -quit 2>/dev/null)" ]; then \
		echo 'building the web app'; \
		npm run --silent build >node_modules/.build.log 2>&1 || { cat node_modules/.build.log; exit 1; }; \
		touch node_modules/.built; \
	fi

# Node. SvelteKit needs a newer one than some systems have; npm can bring it.

NODE_SYSTEM  = $(shell uname -s | tr '[:upper:]' '[:lower:]')
NODE_MACHINE = $(patsubst aarch64,arm64,$(patsubst x86_64,x64,$(shell uname -m)))
NODE_NEW_ENOUGH = node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 17) ? 0 : 1)' 2>/dev/null

node:
	@command -v npm >/dev/null || { echo 'Tend needs npm to build its web app. Debian and Ubuntu: apt-get install npm; macOS: brew install node'; exit 2; }
	@$(NODE_NEW_ENOUGH) || { \
		echo "fetching Node 24, as the one of this machine is too old ($$(node --version 2>/dev/null || echo none))"; \
		npm install --no-save --no-audit --no-fund --loglevel=error --prefix $(TOOLS) node-$(NODE_SYSTEM)-$(NODE_MACHINE)@24 >/dev/null; \
		hash -r; $(NODE_NEW_ENOUGH) || { echo 'That Node does not run here. Install Node 22.17 or newer: https://nodejs.org'; exit 2; }; \
	}

webapp/node_modules/.installed: webapp/package.json webapp/package-lock.json | node
	@echo 'fetching what the web app is made of'
	@cd webapp && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Browsers for the end-to-end tests, and the message bus over which they show
# notifications to a desktop that the tests play.

BROWSER = $(shell command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable)
FIREFOX = $(shell command -v firefox-esr || command -v firefox)

browser:
	@missing=; \
	[ -n "$${TEND_CHROMIUM:-$(BROWSER)}" ] || missing="$$missing chromium"; \
	[ -n "$${TEND_FIREFOX:-$(FIREFOX)}" ] || missing="$$missing firefox-esr"; \
	command -v dbus-run-session >/dev/null || missing="$$missing dbus"; \
	/sbin/ldconfig -p | grep -q libnotify.so.4 || missing="$$missing libnotify4"; \
	[ -n "$$missing" ] || exit 0; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then sudo=; \
	elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then sudo='sudo -n'; \
	else echo "The end-to-end tests need$$missing. Debian: sudo apt-get install$$missing. They run on Linux, where browsers show notifications over D-Bus."; exit 2; fi; \
	echo "installing for the end-to-end tests:$$missing"; \
	$$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $$missing >/dev/null

$(TOOLS)/bin/golangci-lint: Makefile
	@echo 'building golangci-lint $(GOLANGCI_LINT)'
	@GOBIN=$(TOOLS)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT)
	@touch $@
