#!/usr/bin/env bash
# The page in a real browser: installs what is missing, then runs the tests against the program that was just built.
set -euo pipefail
cd "$(dirname "$0")"

install() {
  if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
    echo "The tests of the page need $1: please install it (Debian: $2)." >&2
    exit 1
  fi
  apt-get update -qq
  # shellcheck disable=SC2086 # several packages
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $2 >/dev/null
}
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || install "node and npm" "nodejs npm"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || install "chromium" "chromium"
[ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] || install "Chinese fonts" "fontconfig fonts-noto-cjk"
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --ignore-scripts --loglevel=error

export DUANSHIXIN="${DUANSHIXIN:-${CARGO_TARGET_DIR:-$PWD/../../target}/debug/duanshixin}"
exec node --test --test-concurrency=1 --test-reporter=./reporter.mjs ./*.test.mjs
