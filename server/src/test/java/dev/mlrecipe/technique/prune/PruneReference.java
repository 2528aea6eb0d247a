package dev.mlrecipe.technique.prune;

import dev.mlrecipe.coreml.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Magnitude pruning written down plainly: whole arrays, sorting. Returns the weight with pruned values set to zero;
 * negative zeros lose their sign, because no zero is stored.
 */
final class PruneReference {
    private PruneReference() {}

    static float[] single(float[] w, double share) {
        int[] order = IntStream.range(0, w.length)
                .filter(i -> !Float.isNaN(w[i]))
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> Math.abs(w[i])).thenComparing(i -> i))
                .mapToInt(i -> i)
                .toArray();
        float[] result = positiveZeros(w);
        for (int i = 0; i < Math.min(order.length, Math.rint(w.length * share)); i++) {
            result[order[i]] = 0;
        }
        return result;
    }

    static float[] blocks(float[] w, Shape shape, double share, int size, int dim) {
        List<List<Integer>> blocks = groups(shape, size, dim);
        List<List<Integer>> order = new ArrayList<>(blocks);
        order.removeIf(block -> block.stream().anyMatch(i -> Float.isNaN(w[i])));
        // The sort is stable: equal scores stay in row-major order.
        order.sort(Comparator.comparingDouble(
                block -> block.stream().mapToDouble(i -> (double) w[i] * w[i]).reduce(0, Double::sum)));
        float[] result = positiveZeros(w);
        for (int i = 0; i < Math.min(order.size(), Math.rint(blocks.size() * share)); i++) {
            order.get(i).forEach(element -> result[element] = 0);
        }
        return result;
    }

    static float[] someOfEvery(float[] w, Shape shape, int n, int m, int dim) {
        float[] result = positiveZeros(w);
        for (List<Integer> group : groups(shape, m, dim)) {
            List<Integer> order = new ArrayList<>(group);
            order.sort(Comparator.comparingDouble(i -> Math.abs(w[i])));
            int padding = m - group.size();
            order.stream()
                    .limit(Math.max(0, n - padding))
                    .filter(i -> !Float.isNaN(w[i]))
                    .forEach(i -> result[i] = 0);
        }
        return result;
    }

    private static float[] positiveZeros(float[] w) {
        float[] result = w.clone();
        for (int i = 0; i < w.length; i++) {
            result[i] = w[i] == 0 ? 0 : w[i];
        }
        return result;
    }

    /** Elements that share all coordinates but that on {@code dim}, which falls into runs of {@code size}. */
    private static List<List<Integer>> groups(Shape shape, int size, int dim) {
        long stride = shape.stride(dim);
        Map<Long, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < shape.elements(); i++) {
            long channel = i / stride % shape.dim(dim);
            long first = i - channel % size * stride;
            groups.computeIfAbsent(first, key -> new ArrayList<>()).add(i);
        }
        return new ArrayList<>(groups.values());
    }
}
