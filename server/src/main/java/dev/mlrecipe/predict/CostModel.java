package dev.mlrecipe.predict;

import java.util.EnumMap;
import java.util.Map;

/**
 * What work takes on the units of a chip.
 *
 * <p>Every part is bytes over a bandwidth or operations over a rate; {@code schema/predictor.yaml} says where the
 * constants come from, docs/predictor.md how the model was fitted and how far it is off.
 *
 * @param chip the chip
 * @param specification Core ML specification of its system
 * @param devices what changing units takes
 * @param constants the constants of the model
 */
record CostModel(Chip chip, int specification, Devices devices, Constants constants) {
    /** Bytes per millisecond at 1 GB/s. */
    private static final double GBPS = 1e6;

    /** Multiply-adds per millisecond at 1 TFLOP/s. */
    private static final double TFLOPS = 1e9 / 2;

    /** What a kernel takes on every unit that it can run on. */
    Map<Unit, Cost> costs(Map<Unit, Load> loads) {
        Map<Unit, Cost> costs = new EnumMap<>(Unit.class);
        loads.forEach((unit, load) -> costs.put(unit, cost(load, unit)));
        return costs;
    }

    private Cost cost(Load load, Unit unit) {
        Engine engine = chip.engine(unit).orElseThrow();
        return unit == Unit.NEURAL_ENGINE ? neuralEngine(load, engine) : other(load, unit, engine);
    }

    private Cost neuralEngine(Load load, Engine engine) {
        double ceiling = engine.float16().is();
        double onChip = constants.get("on_chip_gbps_per_tflops") * ceiling * GBPS;
        double spilled = constants.get("spill_share") * engine.bandwidth().is() * GBPS;
        boolean fits = load.largestValue() <= constants.get("working_set_mb") * 1e6;
        double rate = ceiling * constants.get("compute_share") * TFLOPS;
        if (load.depthwise()) {
            rate *= constants.get("depthwise_share");
        }
        if (load.int8()) {
            double fast = engine.int8Speedup().map(Figure::is).orElse(1.0);
            rate *= fast > 1 ? fast : constants.get("int8_gain");
        }
        double zeros = Math.pow(1 - load.density(), constants.get("sparse_run"));
        double kept = 1 - constants.get("sparse_skip") * zeros;
        double tables = load.tables() * constants.get("table_ms");
        double port = load.weightBytes() / (constants.get("weight_port") * onChip);
        return new Cost(
                load.multiplyAdds() / rate * kept,
                load.valueBytes() / (fits ? onChip : spilled),
                Math.max(tables, port),
                0,
                load.weightBytes(),
                streaming(load, engine));
    }

    private Cost other(Load load, Unit unit, Engine engine) {
        double rate = engine.ceiling(load.single()) * constants.get(unit.word() + "_compute_share") * TFLOPS;
        if (load.depthwise()) {
            rate *= constants.get("depthwise_share_elsewhere");
        }
        double bandwidth = engine.bandwidth().is() * constants.get(unit.word() + "_bandwidth_share") * GBPS;
        double expanding = unit == Unit.GPU ? constants.get("gpu_expand_share") : 1;
        double weights = (load.weightBytes() - load.expandedBytes()) / bandwidth
                + load.expandedBytes() / (bandwidth * expanding);
        double overhead = load.idle() ? 0 : constants.get(unit.word() + "_kernel_ms");
        return new Cost(load.multiplyAdds() / rate, load.valueBytes() / bandwidth, weights, overhead, 0, 0);
    }

    /** Milliseconds that a run on a unit takes beside its work. */
    double dispatch(Unit unit) {
        return constants.get(unit == Unit.NEURAL_ENGINE ? "dispatch_ms" : unit.word() + "_dispatch_ms");
    }

    /** Milliseconds from one unit to another, without the dispatch of the latter. */
    double transfer(Unit from, Unit to) {
        return devices.transfer(from, to);
    }

    /** Milliseconds that the weights of a kernel take from memory. */
    private double streaming(Load load, Engine engine) {
        double rate = constants.get("weight_share") * engine.bandwidth().is() * GBPS;
        double plain = specification >= 9 ? rate * constants.get("plain_share") : rate;
        return load.expandedBytes() / rate + (load.weightBytes() - load.expandedBytes()) / plain;
    }

    /** Bytes of weights that can be loaded ahead of where they are needed: the system level cache takes them. */
    double prefetchBytes() {
        return chip.cache().is() * 1e6;
    }

    /**
     * The share of the weights of a run that comes from memory. Weights that fit the system level cache stay there from
     * one run to the next; of weights of twice its size, read in the same order again and again, nothing is left.
     *
     * @param bytes bytes of all weights of a run
     */
    double fromMemory(double bytes) {
        return Math.clamp(bytes / (chip.cache().is() * 1e6) - 1, 0, 1);
    }

    /** The confidence of the figures behind a unit. */
    Confidence confidence(Unit unit) {
        return chip.engine(unit).map(Engine::confidence).orElse(Confidence.LOW);
    }
}
