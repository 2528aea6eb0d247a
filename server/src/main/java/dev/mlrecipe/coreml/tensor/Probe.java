package dev.mlrecipe.coreml.tensor;
public final class Probe {
    static final long START = java.lang.management.ManagementFactory.getRuntimeMXBean() == null ? 0 : ProcessHandle.current().info().startInstant().get().toEpochMilli();
    public static void at(String s) { System.err.printf("%5d ms  %s%n", System.currentTimeMillis() - START, s); }
    static final java.util.concurrent.ConcurrentHashMap<String, java.util.concurrent.atomic.AtomicLong> T = new java.util.concurrent.ConcurrentHashMap<>();
    public static void add(String s, long t0) { T.computeIfAbsent(s, k -> new java.util.concurrent.atomic.AtomicLong()).addAndGet(System.nanoTime() - t0); }
    public static void dump() { T.forEach((k, v) -> System.err.printf("   %-20s %6.1f ms%n", k, v.get() * 1e-6)); }
}
