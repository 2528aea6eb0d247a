package dev.mlrecipe.calibrate.moments;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.graph.Product;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which products tell what a weight is multiplied with.
 *
 * @param products at least one; all of the same features
 */
public record Needed(Weight weight, List<Product> products) {
    /** Features of one weight, at most: their moments take 2 bytes times the square of this number. */
    public static final long MOST_FEATURES = 1 << 14;

    public Needed {
        products = List.copyOf(products);
    }

    /** Looks through a model. */
    public static final class Finder {
        private final Map<List<String>, Product> products = new HashMap<>();
        private final String function;

        public Finder(CoreMlModel model) {
            this.function = model.index().functions().isEmpty() ? "" : model.index().functions().get(0);
            model.products().forEach(product -> products.put(List.of(product.op(), product.parameter()), product));
        }

        /** What is needed for a weight; empty if its inputs cannot be seen: see {@link #obstacle}. */
        public Optional<Needed> find(Weight weight) {
            return obstacle(weight).isPresent() ? Optional.empty() : Optional.of(new Needed(weight, all(weight)));
        }

        /** Why a weight's inputs cannot be seen, in words that follow its name. */
        public Optional<String> obstacle(Weight weight) {
            List<Product> found = all(weight);
            if (found.isEmpty()) {
                return Optional.of(weight.consumers().isEmpty()
                        ? "nothing uses it"
                        : weight.consumers().get(0).opType() + " does not multiply it");
            }
            Product first = found.get(0);
            if (first.features() > MOST_FEATURES) {
                return Optional.of(first.features() + " inputs, at most " + MOST_FEATURES + " are looked at");
            }
            boolean agree = found.stream()
                    .allMatch(other -> other.features() == first.features()
                            && other.transposed() == first.transposed()
                            && groups(other) == groups(first));
            return agree ? Optional.empty() : Optional.of("its operations multiply it in different ways");
        }

        private List<Product> all(Weight weight) {
            return weight.consumers().stream()
                    .filter(consumer -> consumer.function().equals(function))
                    .map(this::product)
                    .flatMap(Optional::stream)
                    .toList();
        }

        private Optional<Product> product(Consumer consumer) {
            return Optional.ofNullable(products.get(List.of(consumer.op(), consumer.input())));
        }
    }

    /** Groups of inputs. */
    int groups() {
        return groups(products.get(0));
    }

    int features() {
        return Math.toIntExact(products.get(0).features());
    }

    private static int groups(Product product) {
        return product.source().window().map(Product.Window::groups).orElse(1);
    }
}
