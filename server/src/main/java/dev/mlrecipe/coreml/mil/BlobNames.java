package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.proto.mil.BlobFileValue;
import dev.mlrecipe.coreml.proto.mil.Program;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** The weight files that a program refers to anywhere, blocks for other opsets included. */
final class BlobNames extends BlobReferences {
    private final Set<String> names = new TreeSet<>();

    private BlobNames() {}

    /** Names in alphabetical order. */
    static Set<String> of(Program program) throws IOException {
        BlobNames visit = new BlobNames();
        visit.program(program);
        return visit.names;
    }

    @Override
    BlobFileValue move(BlobFileValue reference) {
        names.add(reference.getFileName());
        return reference;
    }
}
