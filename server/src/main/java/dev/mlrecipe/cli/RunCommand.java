package dev.mlrecipe.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.report.Ink;
import dev.mlrecipe.report.TextTable;
import dev.mlrecipe.report.TextTable.Align;
import dev.mlrecipe.samples.StackedArrays;
import dev.mlrecipe.samples.StackedArrays.Stacked;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.SampleRun;
import dev.mlrecipe.session.Techniques;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe run}. */
@Command(
        name = "run",
        description = {
            "Run a model on samples and write its outputs as arrays of NumPy, the samples along axis 0. Needs the executor",
            "(docs/executor.md says what it computes and where it comes from).",
            "",
            "  mlrecipe run Net.mlpackage --data samples/ -o outputs.npz",
            "  mlrecipe run Net.mlpackage --data images.npy --samples 100 --seed 1 -o logits.npy",
            ""
        },
        footer = ExitCode.HELP)
final class RunCommand implements Callable<Integer> {
    private static final String NPY = ".npy";
    private static final String NPZ = ".npz";

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "MODEL", description = "A .mlpackage with an ML program.")
    private Path model;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description = "A file or folder of samples: .npy, .npz, .json, .png or .jpg, as `data` of a recipe takes them;"
                    + " may be repeated.")
    private List<Path> data;

    @Option(names = "--samples", paramLabel = "N", description = "How many samples to take at most. Default: all.")
    private int samples = Integer.MAX_VALUE;

    @Option(names = "--seed", paramLabel = "N", description = "Chooses the samples where there are more. Default: 0.")
    private long seed;

    @Option(names = "--function", paramLabel = "NAME", description = "Default: the one that runs by default.")
    private String function;

    @Option(
            names = "--round-float16",
            description = "Round values that the program stores as float16 to float16. Default: everything is float32.")
    private boolean roundHalves;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the outputs as .npz, a single one as .npy, or with - as .npz to standard output.")
    private String output;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write names, types and shapes of the outputs as JSON to FILE, or to standard output with -.")
    private String json;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Samples at the same time; default: one per processor. The outputs are the same for any number.")
    private Integer threads;

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        int count = ThreadsOption.count(threads, spec);
        if (samples < 1) {
            throw new ParameterException(spec.commandLine(), "--samples must be 1 or more, found " + samples);
        }
        requireOutput();
        SampleRun.Request request = new SampleRun.Request(
                data,
                samples,
                seed,
                Optional.ofNullable(function),
                roundHalves,
                output != null && output.endsWith(NPY));
        Progress progress = ProgressLine.of(console, ResultFile.STDOUT.equals(json) || ResultFile.STDOUT.equals(output));
        try (Techniques techniques = main.techniques();
                Interrupts interrupts = new Interrupts(console);
                SampleRun run = SampleRun.of(
                        model, request, main.toolbox(techniques), count, progress, interrupts.cancellation())) {
            write(run.arrays());
            interrupts.completed();
            return tell(run, console);
        }
    }

    private void requireOutput() throws InputException {
        List<Path> inputs = new ArrayList<>(data);
        inputs.add(model);
        ResultFile.requireHarmless("--output", output, inputs);
        ResultFile.requireHarmless("--json", json, inputs);
        if (output == null || output.equals(ResultFile.STDOUT)) {
            if (output != null && output.equals(json)) {
                throw new ParameterException(
                        spec.commandLine(), "--output - and --json - would mix on standard output; give one a file");
            }
        } else if (!output.endsWith(NPY) && !output.endsWith(NPZ)) {
            throw new ParameterException(
                    spec.commandLine(), "--output " + output + ": .npz, .npy or - expected");
        }
    }

    private void write(StackedArrays arrays) throws IOException {
        if (output == null || arrays.arrays().isEmpty()) {
            return;
        }
        if (output.equals(ResultFile.STDOUT)) {
            try (OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
                arrays.writeArchive(out);
            }
        } else if (output.endsWith(NPY)) {
            String only = arrays.arrays().getFirst().name();
            ResultFile.write(Path.of(output), out -> arrays.writeArray(only, out));
        } else {
            ResultFile.write(Path.of(output), arrays::writeArchive);
        }
    }

    private int tell(SampleRun run, Console console) throws IOException {
        List<Stacked> arrays = run.arrays().arrays();
        SampleRun.Result result = run.result();
        if (!ResultFile.STDOUT.equals(json) && !ResultFile.STDOUT.equals(output)) {
            TextTable table = new TextTable()
                    .column("output", Align.LEFT)
                    .column("type", Align.LEFT)
                    .column("shape", Align.LEFT);
            arrays.forEach(array -> table.row(Ink.PLAIN, array.name(), array.type(), array.shape().toString()));
            console.result(table.render(console.terminal())
                    + "\n" + result.samples() + (result.samples() == 1 ? " sample" : " samples")
                    + (output == null || arrays.isEmpty() ? "" : ", written to " + output) + "\n");
        }
        ResultFile.json(json, document(arrays, result), console);
        for (Unsupported operation : result.unsupported()) {
            console.note(model + ": " + operation.line());
        }
        if (!result.missing().isEmpty()) {
            console.error(model + ": without these operations there is no " + String.join(", ", result.missing()));
        }
        return arrays.isEmpty() ? ExitCode.FAILED : result.missing().isEmpty() ? ExitCode.FINE : ExitCode.FINDINGS;
    }

    /** {@code schema/run.schema.json}. */
    private ObjectNode document(List<Stacked> arrays, SampleRun.Result result) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", 1);
        root.put("model", model.toString());
        root.put("function", result.function());
        root.put("samples", result.samples());
        ArrayNode outputs = root.putArray("outputs");
        for (Stacked array : arrays) {
            ArrayNode shape = outputs.addObject().put("name", array.name()).put("type", array.type()).putArray("shape");
            for (long dim : array.shape().toArray()) {
                shape.add(dim);
            }
        }
        ArrayNode missing = root.putArray("missing");
        result.missing().forEach(missing::add);
        ArrayNode unsupported = root.putArray("unsupported");
        for (Unsupported operation : result.unsupported()) {
            unsupported.addObject()
                    .put("operation", operation.op())
                    .put("type", operation.type())
                    .put("reason", operation.reason());
        }
        return root;
    }
}
