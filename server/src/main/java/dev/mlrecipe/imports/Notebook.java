package dev.mlrecipe.imports;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notebooks of Jupyter as scripts: the cells with code in their order. Commands of IPython ({@code %time}, {@code !pip})
 * are no Python and are left out. A file that breaks off gives what was read before.
 */
final class Notebook {
    /** Commands for a whole cell, of which the rest is Python. */
    private static final Set<String> WRAPPERS = Set.of("time", "timeit", "capture", "prun");

    private static final Pattern WHOLE = Pattern.compile("\\s*%%(\\w+).*");
    private static final Pattern COMMAND = Pattern.compile("(\\s*)(?:%\\w|!|\\?).*|(\\s*)[\\w.]+\\?{1,2}\\s*");
    private static final Pattern ASSIGNED = Pattern.compile("(\\s*[\\w, ]+=\\s*)(?:%\\w|!).*");

    private final List<Cells.Cell> cells = new ArrayList<>();
    private final StringBuilder script = new StringBuilder();
    private int lines;
    private int number;

    private Notebook() {}

    static ImportSource script(ImportSource file) {
        Notebook notebook = new Notebook();
        try (JsonParser json = new JsonFactory().createParser(file.text().content())) {
            json.nextToken();
            notebook.top(json);
        } catch (IOException brokenOff) {
            // What was read before counts.
        }
        return file.with(Text.of(notebook.script.toString()), new Cells(notebook.cells));
    }

    /** The object around: its cells, in older notebooks within worksheets. */
    private void top(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_ARRAY && key.equals("cells")) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    cell(json);
                }
            } else if (value == JsonToken.START_ARRAY && key.equals("worksheets")) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    top(json);
                }
            } else {
                json.skipChildren();
            }
        }
    }

    private void cell(JsonParser json) throws IOException {
        number++;
        boolean code = false;
        StringBuilder source = new StringBuilder();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            if (key.equals("cell_type")) {
                code = "code".equals(json.getValueAsString());
                json.skipChildren();
            } else if (key.equals("source") || key.equals("input")) {
                text(json, value, source);
            } else {
                json.skipChildren();
            }
        }
        if (code) {
            add(source.toString());
        }
    }

    /** A text, or the list of its lines. */
    private static void text(JsonParser json, JsonToken value, StringBuilder source) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            source.append(json.getText());
        } else if (value == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_STRING) {
                    source.append(json.getText());
                } else {
                    json.skipChildren();
                }
            }
        }
    }

    private void add(String source) {
        cells.add(new Cells.Cell(number, lines + 1));
        boolean first = true;
        boolean python = true;
        boolean continued = false;
        for (String line : source.split("\\R", -1)) {
            Matcher whole = WHOLE.matcher(line);
            if (first && whole.matches()) {
                python = WRAPPERS.contains(whole.group(1));
                line = "";
            }
            first &= line.isBlank();
            boolean command = continued || COMMAND.matcher(line).matches();
            continued = command && line.endsWith("\\");
            script.append(!python ? "" : command ? pass(line) : assigned(line)).append('\n');
            lines++;
        }
    }

    /** A block may have nothing but the command. */
    private static String pass(String line) {
        return line.substring(0, line.length() - line.stripLeading().length()) + "pass";
    }

    private static String assigned(String line) {
        Matcher assigned = ASSIGNED.matcher(line);
        return assigned.matches() ? assigned.group(1) + "..." : line;
    }
}
