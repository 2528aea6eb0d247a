package dev.mlrecipe.samples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads files of labels, and again only if their size, their time or their identity on disk has changed. The files that
 * were asked for last are remembered. Safe for concurrent use.
 */
public final class LabelFiles {
    /** So many bytes of files are remembered, at most. */
    private static final long MOST = 2 * Labels.LARGEST;

    /** What a file takes beside its bytes. */
    private static final long ENTRY = 4096;

    private final Map<File, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    private record File(String name, Path path) {}

    /**
     * @param labels null where it holds none
     * @param problem null where it holds labels
     */
    private record Known(FileStamp stamp, Labels labels, String problem) {
        Labels get() throws SamplesException {
            if (labels == null) {
                throw new SamplesException(problem);
            }
            return labels;
        }
    }

    /**
     * The labels of a file; see {@link Labels#read}.
     *
     * @param name what to call it: its path as a recipe would write it
     * @throws SamplesException if it holds no labels
     */
    public Labels read(String name, Path path) throws IOException {
        FileStamp before;
        try {
            before = FileStamp.of(path);
        } catch (IOException absent) {
            return Labels.read(name, path);
        }
        File file = new File(name, path);
        Known found = known(file);
        if (found == null || !found.stamp().equals(before)) {
            found = look(file, before);
            keep(file, found);
        }
        return found.get();
    }

    private static Known look(File file, FileStamp stamp) throws IOException {
        try {
            return new Known(stamp, Labels.read(file.name(), file.path()), null);
        } catch (SamplesException wrong) {
            return new Known(stamp, null, wrong.getMessage());
        }
    }

    private synchronized Known known(File file) {
        return known.get(file);
    }

    private synchronized void keep(File file, Known fresh) {
        known.remove(file);
        if (!fresh.stamp().settled() || fresh.stamp().size() > Labels.LARGEST) {
            return;
        }
        known.put(file, fresh);
        long bytes = known.values().stream().mapToLong(one -> one.stamp().size() + ENTRY).sum();
        for (Iterator<Known> eldest = known.values().iterator(); bytes > MOST; eldest.remove()) {
            bytes -= eldest.next().stamp().size() + ENTRY;
        }
    }
}
