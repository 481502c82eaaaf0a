#!/usr/bin/env bash
# Installs what is missing, then format, lint, the page in a real browser, tests. Closes with the test runner's own
# summary line.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v cargo >/dev/null 2>&1; then
  echo "A Rust toolchain (cargo, rustfmt, clippy; 1.92 or newer) is needed: https://www.rust-lang.org/tools/install" >&2
  exit 1
fi
if ! command -v cc >/dev/null 2>&1; then
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && apt-get install -y -qq gcc libc6-dev
  else
    echo "A C compiler (cc) is needed for SQLite and zstd." >&2
    exit 1
  fi
fi

echo "== format"
cargo fmt --check
echo "== lint"
cargo clippy --locked --all-targets -- -D warnings
echo "== build"
cargo test --locked --no-run --lib --bins --test it
echo "== page"
bash tests/page/run.sh
echo "== tests"
cargo test --locked --doc
cargo test --locked --lib --bins --test it
