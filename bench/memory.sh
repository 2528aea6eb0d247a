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

"$root/mlrecipe" version
[ -f "$root/bench/target/benchmarks.jar" ] ||
    (cd "$root" && mvn -q -ntp -P bench package -pl bench -am -Dmaven.test.skip=true)

# The launcher knows which Java is new enough; JAVA_HOME or PATH must lead to one here.
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
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
    MLRECIPE_JAVA_OPTS="-Xmx$heap" python3 - "$name" "$root/mlrecipe" compress "$folder/$name.mlrecipe.yaml" --quiet <<'EOF'
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
