package dev.mlrecipe.lsp;

import dev.mlrecipe.session.Boundary;
import dev.mlrecipe.session.RealPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * What a recipe that was merely opened may touch: it writes inside its own folder of the workspace only, and in a
 * workspace that is not trusted it reads there only. Paths count as they really are, behind links.
 *
 * @param root folder of the workspace that holds the recipe, or the recipe's own
 * @param outputRoots folders that the user lets recipes write into as well
 * @param trusted whether the user trusts the workspace
 */
record WorkspaceBoundary(Path root, List<Path> outputRoots, boolean trusted) implements Boundary {
    WorkspaceBoundary {
        outputRoots = List.copyOf(outputRoots);
    }

    @Override
    public Optional<String> forbidsReading(Path model) {
        if (isRemote(model)) {
            return Optional.of("lies on another machine; files there are not read from an editor");
        }
        Path real = RealPaths.real(model);
        if (!trusted && !real.startsWith(RealPaths.real(root))) {
            return Optional.of("lies outside the workspace " + root + ", which is not trusted");
        }
        return isDevice(real)
                ? Optional.of("is a device or a pipe, a file or package expected")
                : Optional.empty();
    }

    @Override
    public Optional<String> forbidsOutput(Path output) {
        if (isRemote(output)) {
            return Optional.of("lies on another machine");
        }
        Path real = RealPaths.real(output);
        if (isDevice(real)) {
            return Optional.of("is a device or a pipe");
        }
        Path own = RealPaths.real(root);
        boolean inside = real.startsWith(own) && !real.equals(own)
                || outputRoots.stream().map(RealPaths::real).anyMatch(real::startsWith);
        return inside
                ? Optional.empty()
                : Optional.of("lies outside " + root + ": from an editor, recipes write inside their workspace only"
                        + " (the user option outputRoots allows other folders)");
    }

    /** A share of Windows. Looking at one would already connect. */
    private static boolean isRemote(Path path) {
        String text = path.toString().replace('\\', '/');
        return text.startsWith("//");
    }

    private static boolean isDevice(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).isOther();
        } catch (IOException absent) {
            return false;
        }
    }
}
