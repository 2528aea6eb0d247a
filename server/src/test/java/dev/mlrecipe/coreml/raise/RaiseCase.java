package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.program.ProgramText;
import dev.mlrecipe.coreml.program.Programs;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A program and what raising makes of it, as a fixture says.
 *
 * @param title what it shows
 * @param from opset of the program
 * @param to the opset wanted
 * @param indices what is done about computed indices
 * @param program the program as text
 * @param expected the raised program and notes on changes, or the reasons why not
 */
public record RaiseCase(String title, Opset from, Opset to, Indices indices, String program, String expected) {
    private static final Path FOLDER = Repository.path("server/src/test/resources/raise");

    /** All fixtures. */
    public static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    /** The cases of a fixture. */
    public static List<RaiseCase> read(Path file) throws IOException {
        List<RaiseCase> cases = new ArrayList<>();
        for (String block : Files.readString(file).split("(?m)^(?=## )")) {
            String[] head = block.split("\n", 3);
            String[] words = head[1].split(" ");
            String[] halves = head[2].split("(?m)^-->\\n", 2);
            cases.add(new RaiseCase(
                    head[0].substring(3),
                    Opset.ofWord(words[0]).orElseThrow(),
                    Opset.ofWord(words[2]).orElseThrow(),
                    words.length > 3 ? Indices.valueOf(words[3].toUpperCase(Locale.ROOT)) : Indices.GUARD,
                    halves[0],
                    halves.length > 1 ? halves[1].stripTrailing() + "\n" : ""));
        }
        return cases;
    }

    /** The fixture's text of this case. */
    String render(String outcome) {
        String trust = indices == Indices.TRUST ? " trust" : "";
        return "## " + title + "\n" + from.word() + " to " + to.word() + trust + "\n" + program + "-->\n" + outcome;
    }

    /** The program itself. */
    public Program parsed() throws IOException {
        return ProgramText.parse(from.word(), program);
    }

    /** What raising makes of it. */
    public ProgramRaise.Raised raised() throws IOException {
        ValueReader values = new ValueReader(Path.of("model.mlmodel"), Programs.NO_FILES);
        return ProgramRaise.raise(parsed(), values, from, to, indices);
    }

    /** The case with this title. */
    public static RaiseCase titled(String title) {
        try {
            for (Path file : files()) {
                for (RaiseCase raise : read(file)) {
                    if (raise.title.equals(title)) {
                        return raise;
                    }
                }
            }
            throw new IllegalArgumentException("no case \"" + title + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it takes to raise the program, whatever the opset. */
    public Raising raising() {
        try {
            return new RaiseCase(title, from, Opset.COREML9, indices, program, expected).raised().raising();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The raised program and notes on changes, or the reasons why not. */
    String outcome() throws IOException {
        ProgramRaise.Raised raised = raised();
        StringBuilder out = new StringBuilder();
        if (raised.raising().safe()) {
            out.append(ProgramText.print(raised.program()));
        }
        for (Change change : raised.raising().changes()) {
            out.append("# ").append(change.op()).append(", ").append(change.since().word()).append(", ")
                    .append(change.kind().name().toLowerCase(Locale.ROOT)).append(": ").append(change.what()).append('\n');
        }
        for (Refusal refusal : raised.raising().refusals()) {
            out.append("refused in ").append(refusal.since().word()).append(": ").append(refusal.line()).append('\n');
        }
        return out.toString();
    }
}
