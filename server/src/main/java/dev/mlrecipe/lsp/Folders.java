package dev.mlrecipe.lsp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folders of the workspace, and what the user has set for each. Belongs to the state thread. */
final class Folders {
    /** The key of settings for what lies in no folder. */
    static final String NONE = "";

    private final List<DocumentUri> all = new ArrayList<>();
    private final Map<String, Settings> settings = new HashMap<>();

    List<DocumentUri> all() {
        return List.copyOf(all);
    }

    void change(List<DocumentUri> added, List<DocumentUri> removed) {
        removed.forEach(gone -> all.removeIf(folder -> folder.key().equals(gone.key())));
        all.addAll(added);
    }

    /** The innermost folder that holds a file. */
    Optional<DocumentUri> around(DocumentUri place) {
        return all.stream()
                .filter(place::isBelow)
                .max(Comparator.comparingInt(folder -> folder.key().length()));
    }

    /** What is set for a file. */
    Settings settings(DocumentUri place) {
        return settings.getOrDefault(
                around(place).map(DocumentUri::key).orElse(NONE), settings.getOrDefault(NONE, Settings.STANDARD));
    }

    /**
     * Returns whether they were others before.
     *
     * @param newest settings by key of the folder, or {@link #NONE}
     */
    boolean setSettings(Map<String, Settings> newest) {
        if (newest.equals(settings)) {
            return false;
        }
        settings.clear();
        settings.putAll(newest);
        return true;
    }
}
