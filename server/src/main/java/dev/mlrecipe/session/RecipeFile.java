package dev.mlrecipe.session;

import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads recipes from disk. */
public final class RecipeFile {
    /** A thousand times what a large recipe takes. */
    private static final long LARGEST = 16 << 20;

    private RecipeFile() {}

    /** @throws InputException if there is no recipe in UTF-8 at {@code file} */
    public static Text read(Path file) throws InputException {
        if (!Files.exists(file)) {
            throw new InputException(file + ": no such file");
        }
        if (Files.isDirectory(file)) {
            throw new InputException(file + ": a folder; give a recipe, a YAML file such as Net.mlrecipe.yaml");
        }
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + ": not a regular file");
        }
        try {
            long size = Files.size(file);
            if (size > LARGEST) {
                throw new InputException(
                        file + ": " + size + " bytes are no recipe; at most " + LARGEST + " are read");
            }
            return Text.of(decode(file, Files.readAllBytes(file)));
        } catch (InputException known) {
            throw known;
        } catch (IOException problem) {
            throw new InputException(file + ": cannot be read: " + FileProblems.describe(problem), problem);
        }
    }

    private static String decode(Path file, byte[] bytes) throws InputException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new InputException(
                    file + ": byte " + in.position() + " is not UTF-8; recipes are text files in UTF-8");
        }
        return out.flip().toString();
    }
}
