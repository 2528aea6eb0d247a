package dev.mlrecipe.coreml.program;

import dev.mlrecipe.coreml.blob.BlobFile;
import java.io.IOException;

/** The weight files of a program, by the names that the program uses. Safe for concurrent use. */
public interface WeightFiles {

    /**
     * The weight file that the program calls {@code name}, for example {@code @model_path/weights/weight.bin}.
     *
     * @throws dev.mlrecipe.coreml.ModelException if there is no such file, or it is no weight file
     */
    BlobFile file(String name) throws IOException;
}
