package dev.mlrecipe.imports;

import dev.mlrecipe.python.Script;
import dev.mlrecipe.python.Statement;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which parts of a script have to do with compression, told by their words. */
final class Interest {
    private static final Pattern WORDS = Pattern.compile(
            "palettize_weights|quantize_weights|prune_weights|sparsify_weights|OptimizationConfig|\\bOp[A-Z]\\w*Config"
                    + "|set_global|set_op_type|set_op_name|(?:Palettizer|Quantizer|Pruner|Compressor)Config");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

    private final Script script;
    private final List<Statement.Def> functions = new ArrayList<>();
    private final Set<String> interesting = new HashSet<>();

    Interest(Script script) {
        this.script = script;
        for (Statement statement : script.statements()) {
            if (statement instanceof Statement.Def def) {
                functions.add(def);
            }
        }
        // Functions that call such functions, to any depth.
        boolean more = true;
        while (more) {
            more = false;
            for (Statement.Def def : functions) {
                more |= !interesting.contains(def.name()) && isOf(def.span()) && interesting.add(def.name());
            }
        }
    }

    /** Functions of the script that have to do with compression, in order. */
    List<Statement.Def> functions() {
        return functions.stream().filter(def -> interesting.contains(def.name())).toList();
    }

    boolean isOf(Span span) {
        String text = script.text().slice(span);
        if (WORDS.matcher(text).find()) {
            return true;
        }
        Matcher names = NAME.matcher(text);
        while (names.find()) {
            if (interesting.contains(names.group())) {
                return true;
            }
        }
        return false;
    }

    boolean isOf(List<Statement> statements) {
        return statements.stream().anyMatch(statement -> isOf(statement.span()));
    }

    /** Whether something is compressed there, and not only configured. */
    boolean compresses(List<Statement> statements) {
        return !statements.isEmpty()
                && script.text()
                        .slice(new Span(statements.getFirst().span().start(), statements.getLast().span().end()))
                        .contains("_weights(");
    }
}
