#!/usr/bin/env bash
# Compresses packages larger than memory and prints wall time and peak memory of each run.
#
#   bench/memory.sh [HEAP [FACTOR [VARIANT…]]]
#
# HEAP: limit of Java's heap (default 512m). FACTOR: size of the packages (default 1). VARIANT: packages of LargePackages
# (default large, 3 GB). Needs twice the package's size under TMPDIR (6 GB for large), python3, and a Java >= 21 as java
# or in JAVA_HOME.
set -euo pipefail
heap=${1:-512m}
factor=${2:-1}
variants=("${@:3}")
[ ${#variants[@]} -gt 0 ] || variants=(large)
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/mlrecipe-memory.XXXXXX")
trap 'rm -rf "$folder"' EXIT

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
[ "${version:-0}" -ge 21 ] || {
    printf 'memory.sh: %s is Java %s; set JAVA_HOME to a Java >= 21\n' "$java" "${version:-unknown}" >&2
    exit 2
}
(cd "$root" && mvn -q -ntp -P bench package -pl bench -am -Dmaven.test.skip=true) >&2
"$root/mlrecipe" version >/dev/null # builds what it needs before anything is measured

# Runs mlrecipe; peak memory is that of the whole process, as the kernel counts it.
measured() {
    MLRECIPE_JAVA_OPTS="-Xmx$heap" python3 - "$root/mlrecipe" "$@" <<'EOF'
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:])
_, status, usage = os.wait4(process.pid, 0)
unit = 2**20 if sys.platform == "darwin" else 2**10
print(f"{sys.argv[2]}: {time.perf_counter() - start:.1f} s, peak memory {usage.ru_maxrss / unit:.0f} MB", flush=True)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
EOF
}

# Runs one recipe step on a package and looks at the result.
run() {
    local variant=$1 name=$2 step=$3
    cat > "$folder/$name.mlrecipe.yaml" <<EOF
model: $variant.mlpackage
output: out.mlpackage
$step
expect: {min_snr_db: 12, max_skipped: 0}
EOF
    printf '%s, %s: ' "$variant" "$name"
    measured compress "$folder/$name.mlrecipe.yaml" --quiet --no-cache
    printf '  output: %s\n' "$(du -sh "$folder/out.mlpackage" | cut -f1)"
    rm -rf "$folder/out.mlpackage"
}

for variant in "${variants[@]}"; do
    "$java" -Xmx64m -cp "$root/bench/target/benchmarks.jar" dev.mlrecipe.bench.LargePackages \
        "$variant" "$folder/$variant.mlpackage" "$factor"
    printf '%s: %s\n' "$variant" "$(du -sh "$folder/$variant.mlpackage" | cut -f1)"
    run "$variant" int4-blocks 'config_type: OpLinearQuantizerConfig
global_config: {dtype: int4, granularity: per_block, block_size: 32}'
    run "$variant" tables-groups 'config_type: OpPalettizerConfig
global_config: {mode: kmeans, nbits: 4, granularity: per_grouped_channel, group_size: 32}'
    rm -rf "$folder/$variant.mlpackage"
done
