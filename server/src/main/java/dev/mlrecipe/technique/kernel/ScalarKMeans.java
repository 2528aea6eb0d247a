package dev.mlrecipe.technique.kernel;

import java.util.Arrays;

/**
 * Optimal k-means on a line: the partition of ascending {@link Points} into k runs with the least total cost.
 *
 * <p>Every cluster is given a price λ, and the cheapest partition into <em>any</em> number of clusters is found. That
 * is a least-weight subsequence problem whose costs satisfy the quadrangle inequality, so a queue of candidates solves
 * it in O(n log n) time and O(n) memory whatever k is (Wilber 1988; Galil and Park 1990). The higher the price, the
 * fewer clusters; the search for the price that yields exactly k interpolates on logarithms, because for smooth data
 * the number of clusters falls as λ^(-1/3). It begins on fewer points, where it finds the middle of the prices that
 * yield k, so that mostly one pass over all points is enough. Where ties let the number jump over k, the optimal
 * partitions on both sides of the jump are spliced into one of k clusters, which is optimal too (Aggarwal, Schieber and
 * Tokuyama 1994).
 *
 * <p>Results are equal on every machine: plain arithmetic in fixed order and {@link StrictMath}.
 */
public final class ScalarKMeans {
    private static final int MAX_PASSES = 200;
    private static final int MAX_COARSE_PASSES = 8;
    /** Points per cluster that show well enough which price yields how many clusters. */
    private static final int COARSE = 16;
    private static final int CHECK_INTERVAL = 1 << 16;

    private final Points points;
    private final Runnable checkpoint;
    private final int n;
    /** Least total cost and price of a partition of the first j points. */
    private final double[] best;
    /** The part of the cost of a next cluster that depends on nothing but where it begins. */
    private final double[] start;
    /** Where its last cluster begins. */
    private final int[] last;
    /** Beginnings that are still of use, and the first row from which each is the best of them. */
    private final int[] candidate;
    private final int[] validFrom;

    private ScalarKMeans(Points points, Runnable checkpoint) {
        this.points = points;
        this.checkpoint = checkpoint;
        this.n = points.size();
        this.best = new double[n + 1];
        this.start = new double[n + 1];
        this.last = new int[n + 1];
        this.candidate = new int[n + 1];
        this.validFrom = new int[n + 1];
    }

    /**
     * Boundaries of the optimal clusters: cluster c holds the points {@code b[c]} to {@code b[c + 1] - 1}. As many
     * clusters as points where there are no more than {@code k} of them.
     *
     * @param checkpoint called at least every 65,536 points; may throw to stop the search
     */
    public static int[] partition(Points points, int k, Runnable checkpoint) {
        int n = points.size();
        if (k < 1) {
            throw new IllegalArgumentException("k = " + k);
        }
        if (n <= k) {
            int[] all = new int[n + 1];
            Arrays.setAll(all, i -> i);
            return all;
        }
        return k == 1 ? new int[] {0, n} : new ScalarKMeans(points, checkpoint).search(k);
    }

    private int[] search(int k) {
        double highPrice = Double.POSITIVE_INFINITY;
        int[] few = {0, n};
        double fewCost = 0;
        double lowPrice = 0;
        int[] many = null;
        double manyCost = 0;
        double price = firstPrice(k);
        for (int pass = 0; pass < MAX_PASSES && price > 0; pass++) {
            int clusters = solve(price);
            if (clusters == k) {
                return path(clusters);
            }
            if (clusters > k) {
                lowPrice = price;
                many = path(clusters);
                manyCost = best[n] - price * clusters;
            } else {
                highPrice = price;
                few = path(clusters);
                fewCost = best[n] - price * clusters;
            }
            if (many == null || highPrice == Double.POSITIVE_INFINITY) {
                // Where ties keep the number as it is, go on faster and faster.
                double haste = pass < 4 ? 1 : StrictMath.pow(clusters > k ? 2 : 0.5, pass - 3);
                price = rescaled(price, clusters, k) * haste;
            } else if (highPrice - lowPrice <= 1e-13 * highPrice) {
                break;
            } else {
                // At this price one cluster more costs as much as one less, and what lies between them no more.
                double middle = many.length - few.length == 2 ? (fewCost - manyCost) / 2 : 0;
                price = middle > lowPrice && middle < highPrice && pass < MAX_COARSE_PASSES
                        ? middle
                        : between(pass, lowPrice, many.length - 1, highPrice, few.length - 1, k);
            }
        }
        int[] spliced = many == null ? null : splice(few, many, k);
        return spliced != null ? spliced : split(few, k);
    }

    /**
     * A price that yields about {@code k} clusters: found on fewer points where there are many. Taking every few points
     * together shows how wide clusters are about; then each of these is cut into a few parts, which spoils hardly
     * anything even where points are rare.
     */
    private double firstPrice(int k) {
        double price = 1.8 * points.cost(0, n) / ((double) k * k * k);
        int step = n / (COARSE * k);
        if (step < 2) {
            return price;
        }
        ScalarKMeans coarse = new ScalarKMeans(points.grouped(every(step)), checkpoint);
        int clusters = 0;
        for (int pass = 0; pass < MAX_COARSE_PASSES && price > 0; pass++) {
            clusters = coarse.solve(price);
            price = rescaled(price, clusters, k);
            if (Math.abs(clusters - k) <= k / 8) {
                break;
            }
        }
        int[] parts = parts(coarse.path(clusters), step);
        return price > 0 ? new ScalarKMeans(points.grouped(parts), checkpoint).middlePrice(price, k) : price;
    }

    private int[] every(int step) {
        int[] starts = new int[(n + step - 1) / step + 1];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = Math.min(i * step, n);
        }
        return starts;
    }

    /** Where the parts of clusters begin, whose boundaries count {@code step} points each. */
    private int[] parts(int[] boundaries, int step) {
        int[] starts = new int[boundaries.length * COARSE];
        int count = 0;
        for (int c = 0; c + 1 < boundaries.length; c++) {
            int from = boundaries[c] * step;
            int to = Math.min(boundaries[c + 1] * step, n);
            int parts = Math.min(COARSE, to - from);
            for (int part = 0; part < parts; part++) {
                starts[count++] = from + (int) ((long) (to - from) * part / parts);
            }
        }
        starts[count++] = n;
        return Arrays.copyOf(starts, count);
    }

    /**
     * The middle of the prices that yield {@code k} clusters, given about that. Where so many clusters are followed by
     * fewer, the price is the difference of what they cost; so the middle follows from the costs of one cluster more
     * and one less, and where these do not come up, about from those of a few more and less.
     */
    private double middlePrice(double price, int k) {
        int few = 0;
        double fewCost = 0;
        double cost = Double.NaN;
        int many = Integer.MAX_VALUE;
        double manyCost = 0;
        for (int pass = 0; pass < MAX_COARSE_PASSES && price > 0; pass++) {
            int clusters = solve(price);
            double found = best[n] - price * clusters;
            boolean news = clusters > few && clusters < many && (clusters != k || Double.isNaN(cost));
            if (clusters == k) {
                cost = found;
            } else if (clusters < k && clusters > few) {
                few = clusters;
                fewCost = found;
            } else if (clusters > k && clusters < many) {
                many = clusters;
                manyCost = found;
            }
            if (few == 0 || many == Integer.MAX_VALUE) {
                int distance = Math.max(1, k / 32);
                price = rescaled(price, clusters, few == 0 ? k - distance : k + distance);
            } else if (Double.isNaN(cost) || many - few == 2) {
                price = (fewCost - manyCost) / (many - few);
                if (many - few == 2 || !news) {
                    return price;
                }
            } else {
                double above = (fewCost - cost) / (k - few);
                double below = (cost - manyCost) / (many - k);
                if (!news) {
                    return 0.5 * (above + below);
                }
                price = k - few > 1 ? above : below;
            }
        }
        return price;
    }

    /** The price at which {@code k} instead of {@code clusters} are to be expected. */
    private static double rescaled(double price, double clusters, int k) {
        double ratio = clusters / k;
        return price * ratio * ratio * ratio;
    }

    /** The next price to try, strictly between two that yield too many and too few clusters. */
    private static double between(int pass, double low, int many, double high, int few, int k) {
        double middle = 0.5 * (low + high);
        if (pass > 25) {
            return middle;
        }
        double price;
        if (pass % 4 == 3) {
            price = Math.sqrt(low) * Math.sqrt(high);
        } else {
            double share = (StrictMath.log(many) - StrictMath.log(k)) / (StrictMath.log(many) - StrictMath.log(few));
            share = Math.min(0.95, Math.max(0.05, share));
            price = low * StrictMath.exp(share * StrictMath.log(high / low));
        }
        return price > low && price < high ? price : middle;
    }

    /** Finds the cheapest partition at a price per cluster and returns its number of clusters. */
    private int solve(double price) {
        double[] weight = points.weight;
        double[] sum = points.sum;
        double[] square = points.square;
        int head = 0;
        int tail = 1;
        best[0] = 0;
        start[0] = -square[0];
        candidate[0] = 0;
        validFrom[0] = 1;
        for (int row = 1; row <= n; row++) {
            if (row % CHECK_INTERVAL == 0) {
                checkpoint.run();
            }
            while (head + 1 < tail && validFrom[head + 1] <= row) {
                head++;
            }
            int from = candidate[head];
            double s = sum[row] - sum[from];
            best[row] = best[from] + price + (square[row] - square[from]) - s * s / (weight[row] - weight[from]);
            start[row] = best[row] - square[row];
            last[row] = from;
            if (row < n) {
                tail = enqueue(row, head, tail);
            }
        }
        int clusters = 0;
        for (int row = n; row > 0; row = last[row]) {
            clusters++;
        }
        return clusters;
    }

    /**
     * Adds a beginning to the queue and drops those at its end that it beats from their first row on. Once a later
     * beginning is better it stays better, so the queue is ordered by row.
     */
    private int enqueue(int row, int head, int tail) {
        double[] weight = points.weight;
        double[] sum = points.sum;
        double sumHere = sum[row];
        double weightHere = weight[row];
        double startHere = start[row];
        while (tail > head) {
            int previous = candidate[tail - 1];
            double sumThere = sum[previous];
            double weightThere = weight[previous];
            double startThere = start[previous];
            int low = Math.max(validFrom[tail - 1], row + 1);
            if (cost(startHere, sum[low] - sumHere, weight[low] - weightHere)
                    < cost(startThere, sum[low] - sumThere, weight[low] - weightThere)) {
                tail--;
                continue;
            }
            // The first row at which the newcomer wins, mostly near: gallop, then bisect. Ties go to the former.
            int step = 1;
            int high = -1;
            while (high < 0 || high - low > 1) {
                int middle = high < 0 ? Math.min(low + step, n) : (low + high) >>> 1;
                if (cost(startHere, sum[middle] - sumHere, weight[middle] - weightHere)
                        < cost(startThere, sum[middle] - sumThere, weight[middle] - weightThere)) {
                    high = middle;
                } else if (middle == n) {
                    return tail;
                } else {
                    low = middle;
                    step <<= 1;
                }
            }
            candidate[tail] = row;
            validFrom[tail] = high;
            return tail + 1;
        }
        candidate[tail] = row;
        validFrom[tail] = row + 1;
        return tail + 1;
    }

    /** What the choice of a cluster's beginning costs, whose points have this sum and weight. */
    private static double cost(double start, double sum, double weight) {
        return start - sum * sum / weight;
    }

    private int[] path(int clusters) {
        int[] boundaries = new int[clusters + 1];
        int row = n;
        for (int c = clusters; c >= 0; c--) {
            boundaries[c] = row;
            row = last[row];
        }
        return boundaries;
    }

    /** Follows {@code many} and then, from where one of its clusters lies within one of {@code few}, {@code few}. */
    private static int[] splice(int[] few, int[] many, int k) {
        int fewClusters = few.length - 1;
        int extra = k - fewClusters;
        for (int i = 0; i < fewClusters && i + extra + 1 < many.length; i++) {
            int cut = i + extra;
            if (few[i] <= many[cut] && many[cut + 1] <= few[i + 1]) {
                int[] boundaries = new int[k + 1];
                System.arraycopy(many, 0, boundaries, 0, cut + 1);
                System.arraycopy(few, i + 1, boundaries, cut + 1, fewClusters - i);
                return boundaries;
            }
        }
        return null;
    }

    /**
     * Halves clusters until there are k. Needed only where differences of cost drown in rounding, so that no price
     * separates the partitions any more.
     */
    private int[] split(int[] boundaries, int k) {
        while (boundaries.length - 1 < k) {
            int cluster = 0;
            int at = -1;
            double gain = -1;
            for (int c = 0; c + 1 < boundaries.length; c++) {
                for (int cut = boundaries[c] + 1; cut < boundaries[c + 1]; cut++) {
                    double saved = points.cost(boundaries[c], boundaries[c + 1])
                            - points.cost(boundaries[c], cut)
                            - points.cost(cut, boundaries[c + 1]);
                    if (saved > gain || at < 0) {
                        gain = saved;
                        cluster = c;
                        at = cut;
                    }
                }
            }
            int[] more = new int[boundaries.length + 1];
            System.arraycopy(boundaries, 0, more, 0, cluster + 1);
            more[cluster + 1] = at;
            System.arraycopy(boundaries, cluster + 1, more, cluster + 2, boundaries.length - cluster - 1);
            boundaries = more;
        }
        return boundaries;
    }
}
