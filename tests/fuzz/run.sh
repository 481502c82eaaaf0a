#!/usr/bin/env bash
# Fuzzes readers: run.sh [TARGET|all] [SECONDS]; and queries: run.sh query [SECONDS]. Needs a C++ compiler. Works with the
# stable toolchain: coverage is put in by flags of the compiler, without the sanitizers that only nightly ones have.
# What makes a target fall is kept in artifacts/TARGET; inputs that reached something new in corpus/TARGET, where samples
# may be put beforehand.
set -euo pipefail
cd "$(dirname "$0")"

target="${1:-all}"
seconds="${2:-120}"
flags="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
flags+=" -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing"
# Named, so that the flags are for the targets and not for build scripts.
machine="$(rustc -vV | sed -n 's/^host: //p')"
# The versions that the program itself is built with.
[ -e Cargo.lock ] || cp ../../Cargo.lock Cargo.lock
built=(--bins)
[ "$target" = all ] || built=(--bin "$target")
# Queries are searched by the whole program, with its dictionary.
features="" memory=400
[ "$target" = query ] && features="query" memory=1500
RUSTFLAGS="$flags" cargo build --release --target "$machine" "${built[@]}" --features "$features"

folder="${CARGO_TARGET_DIR:-target}/$machine/release"
names="$target"
[ "$target" = all ] && names="bytes text html docx odt ofd doc pdf"
fell=0
# A minute for one input: seconds are those of the clock, and on a busy machine a target waits for its turn.
for name in $names; do
  mkdir -p "corpus/$name" "artifacts/$name"
  echo "== $name"
  "$folder/$name" "corpus/$name" -artifact_prefix="artifacts/$name/" -max_total_time="$seconds" -rss_limit_mb="$memory" \
    -malloc_limit_mb=300 -timeout=60 -max_len=65536 -print_final_stats=1 -verbosity=0 2>&1 | tail -n 30 || fell=1
done
exit "$fell"
