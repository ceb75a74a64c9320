# Shared by the scripts of this folder: where things are, and how we talk. Sourced, never run.
# shellcheck shell=bash

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${CARGO_TARGET_DIR:-$repo/target}
# What is made for the tests and not by cargo: logs, reports, tools.
work=$repo/target/ci
# Where tools go that are fetched once per machine.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/countersign

say() { printf '%s\n' "==> $*" >&2; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The folder with initdb and postgres: named, on the PATH's pg_config, or Debian's highest version.
postgres_bin() {
    local folder
    for folder in "${COUNTERSIGN_POSTGRES_BIN:-}" \
        "$(pg_config --bindir 2>/dev/null || true)" \
        $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
        if [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            printf '%s\n' "$folder"
            return 0
        fi
    done
    return 1
}

# Node 20 or newer: the system's, else the one that install put into the cache.
use_node() {
    PATH="$cache/node/node_modules/node-linux-$(node_arch)/bin:$PATH"
    export PATH
}

node_arch() { case $(uname -m) in aarch64 | arm64) echo arm64 ;; *) echo x64 ;; esac }

node_is_new() {
    local major
    major=$(node --version 2>/dev/null | sed 's/^v//; s/\..*//')
    [ "${major:-0}" -ge 20 ]
}

chromium_bin() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
