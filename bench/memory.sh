#!/usr/bin/env bash
# Compresses a package larger than memory and prints wall time and peak memory of each run.
#
#   bench/memory.sh [HEAP [FACTOR]]      heap limit of Java (default 512m), size factor (default 1: 3 GB)
#
# Needs 6 GB of disk under TMPDIR, and a Java >= 21 like mlrecipe itself.
set -euo pipefail
heap=${1:-512m}
factor=${2:-1}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/mlrecipe-memory.XXXXXX")
trap 'rm -rf "$folder"' EXIT

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
[ "${version:-0}" -ge 21 ] || {
    printf 'memory.sh: %s is Java %s; set JAVA_HOME to a Java >= 21\n' "$java" "${version:-unknown}" >&2
    exit 2
}
(cd "$root" && mvn -q -ntp -P bench package -pl bench -am -Dmaven.test.skip=true)
"$java" -Xmx64m -cp "$root/bench/target/benchmarks.jar" dev.mlrecipe.bench.LargePackages \
    large "$folder/large.mlpackage" "$factor"
printf 'package: %s\n' "$(du -sh "$folder/large.mlpackage" | cut -f1)"

# Runs one recipe step; peak memory is that of the whole process, as the kernel counts it.
run() {
    local name=$1 step=$2
    cat > "$folder/$name.mlrecipe.yaml" <<EOF
model: large.mlpackage
output: out.mlpackage
$step
EOF
    MLRECIPE_JAVA_OPTS="-Xmx$heap" python3 - "$name" "$root/mlrecipe" compress "$folder/$name.mlrecipe.yaml" --quiet --no-cache <<'EOF'
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
unit = 2**20 if sys.platform == "darwin" else 2**10
print(f"{sys.argv[1]}: {time.perf_counter() - start:.1f} s, peak memory {usage.ru_maxrss / unit:.0f} MB", flush=True)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
EOF
    printf '  output: %s\n' "$(du -sh "$folder/out.mlpackage" | cut -f1)"
    rm -rf "$folder/out.mlpackage"
}

run int4-blocks 'config_type: OpLinearQuantizerConfig
global_config: {dtype: int4, granularity: per_block, block_size: 32}'
run tables-groups 'config_type: OpPalettizerConfig
global_config: {mode: kmeans, nbits: 4, granularity: per_grouped_channel, group_size: 32}'
