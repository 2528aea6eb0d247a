package dev.mlrecipe.coreml.mlpackage;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.mlpackage.Manifest.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A Core ML package: a folder with {@code Manifest.json} and the items that it names below {@code Data}. Nothing
 * outside the folder is ever read, whatever the manifest, the program or symbolic links say.
 */
public final class MlPackage {
    public static final String MANIFEST = "Manifest.json";

    private static final String DATA = "Data";
    private static final String AUTHOR = "com.apple.CoreML";
    private static final String WEIGHTS = "weights";
    private static final String MODEL_PATH = "@model_path/";
    private static final long MAX_MANIFEST_BYTES = 4 << 20;

    private final Path root;
    private final Manifest manifest;
    private final Path model;

    private MlPackage(Path root, Manifest manifest, Path model) {
        this.root = root;
        this.manifest = manifest;
        this.model = model;
    }

    /**
     * Reads the manifest and checks that every item exists inside the package.
     *
     * @throws ModelException if a rule of the format is broken
     */
    public static MlPackage open(Path root) throws IOException {
        Path file = root.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new ModelException(root, "a package must hold " + MANIFEST + ", found none");
        }
        if (Files.size(file) > MAX_MANIFEST_BYTES) {
            throw new ModelException(
                    file, Files.size(file) + " bytes, at most " + MAX_MANIFEST_BYTES + " expected");
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ModelException(file, "cannot be read: " + e.getMessage(), e);
        }
        Manifest manifest = Manifest.parse(file, bytes);
        for (Item item : manifest.items().values()) {
            inside(root, file, root.resolve(DATA), item.path());
        }
        Path model = inside(root, file, root.resolve(DATA), manifest.model().path());
        if (!Files.isRegularFile(model)) {
            throw new ModelException(file, "the model item \"" + manifest.model().path() + "\" is no file");
        }
        return new MlPackage(root, manifest, model);
    }

    /** Whether a folder has a manifest that names a model, whatever else may be wrong with it. */
    public static boolean isPackage(Path folder) throws IOException {
        Path manifest = folder.resolve(MANIFEST);
        if (!Files.isRegularFile(manifest) || Files.size(manifest) > MAX_MANIFEST_BYTES) {
            return false;
        }
        try {
            return ManifestJson.read(Files.readAllBytes(manifest)).has("rootModelIdentifier");
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }

    public Path root() {
        return root;
    }

    /** The file with the serialized model. */
    public Path model() {
        return model;
    }

    /**
     * The weight file that a program calls {@code name}: {@code @model_path/} and a path relative to the model file's
     * folder.
     *
     * @throws ModelException if there is no such file inside the package
     */
    public Path weightFile(String name) throws IOException {
        Path file = inside(root, model, model.getParent(), relative(name));
        if (!Files.isRegularFile(file)) {
            throw new ModelException(model, "weight file \"" + name + "\" is no file");
        }
        return file;
    }

    /** Resolves a slash-separated path, which must exist and may not leave the package. */
    private static Path inside(Path root, Path source, Path folder, String relative) throws IOException {
        Path path = resolve(source, folder, relative);
        if (!Files.exists(path)) {
            throw new ModelException(source, "\"" + relative + "\" does not exist in the package");
        }
        if (!path.toRealPath().startsWith(root.toRealPath())) {
            throw new ModelException(source, "\"" + relative + "\" leads out of the package");
        }
        return path;
    }

    private static Path resolve(Path source, Path folder, String relative) throws ModelException {
        Path path = folder;
        if (relative.indexOf('\\') >= 0 || relative.indexOf(':') >= 0) {
            throw new ModelException(source, "\"" + relative + "\": a relative path with slashes expected");
        }
        try {
            for (String step : relative.split("/", -1)) {
                if (step.isEmpty() || step.equals(".") || step.equals("..")) {
                    throw new ModelException(
                            source, "\"" + relative + "\": a path inside the package without \"..\" expected");
                }
                path = path.resolve(step);
            }
        } catch (InvalidPathException e) {
            throw new ModelException(source, "\"" + relative.replace('\0', '?') + "\" is no legal path", e);
        }
        return path;
    }

    /** Where the named weight file of a copy lies. */
    public Path weightFileIn(Path target, String name) throws ModelException {
        Path folder = modelIn(target).getParent();
        return resolve(model, folder, relative(name));
    }

    private String relative(String name) throws ModelException {
        if (!name.startsWith(MODEL_PATH)) {
            throw new ModelException(model, "weight file \"" + name + "\": a name below " + MODEL_PATH + " expected");
        }
        return name.substring(MODEL_PATH.length());
    }

    /** Where the model file of a copy lies. */
    public Path modelIn(Path target) {
        return target.resolve(root.relativize(model).toString());
    }

    /**
     * Creates a package with this package's items and identifiers, except the files that are to be written anew.
     *
     * @param target the new package, which must not exist
     * @param weightFiles names of the weight files that the caller writes; a manifest item is added if the package had
     *     none
     */
    public void copyTo(Path target, Set<String> weightFiles) throws IOException {
        Files.createDirectory(target);
        Set<Path> fresh = new HashSet<>();
        fresh.add(modelIn(target));
        for (String name : weightFiles) {
            fresh.add(weightFileIn(target, name));
        }
        for (Item item : manifest.items().values()) {
            Path from = inside(root, root.resolve(MANIFEST), root.resolve(DATA), item.path());
            copy(from, target, fresh);
        }
        for (Path file : fresh) {
            Files.createDirectories(file.getParent());
        }
        Files.write(target.resolve(MANIFEST), withWeights(!weightFiles.isEmpty()).toBytes());
    }

    private Manifest withWeights(boolean needed) {
        if (!needed || manifest.item(AUTHOR, WEIGHTS).isPresent()) {
            return manifest;
        }
        Path data = root.resolve(DATA);
        String folder = data.relativize(model).toString().replace('\\', '/');
        String path = folder.substring(0, folder.lastIndexOf('/') + 1) + WEIGHTS;
        String identifier = UUID.nameUUIDFromBytes((manifest.root() + "/" + path).getBytes(StandardCharsets.UTF_8))
                .toString();
        return manifest.with(identifier, new Item(path, WEIGHTS, AUTHOR, "CoreML Model Weights"));
    }

    private void copy(Path from, Path target, Set<Path> except) throws IOException {
        Path real = root.toRealPath();
        try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                if (!file.toRealPath().startsWith(real)) {
                    throw new ModelException(file, "leads out of the package");
                }
                Path copy = target.resolve(root.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (!except.contains(copy) && !Files.exists(copy)) {
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        } catch (UncheckedIOException e) {
            throw new ModelException(from, "cannot be read: " + e.getCause().getMessage(), e);
        }
    }
}
