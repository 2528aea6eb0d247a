package dev.mlrecipe.bench;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes large ML programs for measurements, with float16 weights that look trained. Memory does not grow with them, and
 * the same arguments give the same bytes.
 */
public final class LargePackages {
    private LargePackages() {}

    /** Arguments: variant, package to make, and optionally the factor by which its matrices shrink. */
    public static void main(String[] arguments) throws IOException {
        Optional<Variant> variant = arguments.length == 0
                ? Optional.empty()
                : Arrays.stream(Variant.values())
                        .filter(v -> v.word().equals(arguments[0]))
                        .findFirst();
        Optional<Double> factor = arguments.length == 3 ? factor(arguments[2]) : Optional.of(1.0);
        if (variant.isEmpty() || factor.isEmpty() || arguments.length < 2 || arguments.length > 3) {
            String variants = Arrays.stream(Variant.values()).map(Variant::word).collect(Collectors.joining("|"));
            System.err.println("usage: LargePackages " + variants + " TARGET.mlpackage [FACTOR, 0 < FACTOR <= 4]");
            System.exit(2);
        }
        try {
            write(variant.orElseThrow(), Path.of(arguments[1]), factor.orElseThrow());
        } catch (FileAlreadyExistsException exists) {
            System.err.println(arguments[1] + " exists already");
            System.exit(2);
        }
    }

    /** Makes a package at {@code target}, which must not exist. */
    static void write(Variant variant, Path target, double factor) throws IOException {
        try (PackageBuilder builder = new PackageBuilder(target)) {
            variant.build(builder, new Variant.Size(factor));
        }
    }

    private static Optional<Double> factor(String text) {
        try {
            return Optional.of(Double.parseDouble(text)).filter(factor -> factor > 0 && factor <= 4);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
