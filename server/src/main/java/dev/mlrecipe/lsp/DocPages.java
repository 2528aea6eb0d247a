package dev.mlrecipe.lsp;

import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.DiagnosticPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Where the page of a finding's code can be read. */
@FunctionalInterface
interface DocPages {

    /** The address of a code's page; empty if there is none. */
    Optional<String> of(String code);

    /** Pages at {@code <base>/<code>.md}, for example on a web site. */
    static DocPages at(String base) {
        String folder = base.endsWith("/") ? base : base + "/";
        return code -> Optional.of(folder + code + ".md");
    }

    /** The pages that the product carries, in a folder from where anything can open them: see {@link #write}. */
    static DocPages in(Path folder) {
        return code -> Code.of(code).map(known -> DocumentUri.of(folder.resolve(known.word() + ".md")));
    }

    /** Writes the pages that the product carries to a folder, where they differ. */
    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Code code : Code.values()) {
            Path page = folder.resolve(code.word() + ".md");
            String text = DiagnosticPages.text(code);
            if (!Files.isRegularFile(page) || !Files.readString(page).equals(text)) {
                Path fresh = Files.createTempFile(folder, "new-", ".md");
                Files.writeString(fresh, text);
                Files.move(fresh, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
