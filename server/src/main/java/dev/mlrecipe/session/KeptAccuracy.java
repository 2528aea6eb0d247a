package dev.mlrecipe.session;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.LayerAccuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Accuracy in a file of {@link KeptResults}. */
final class KeptAccuracy {
    private static final int UNKNOWN = 0;
    private static final int NOT_MEASURED = 1;
    private static final int MEASURED = 2;

    private KeptAccuracy() {}

    static void write(Accuracy accuracy, DataOutputStream out) throws IOException {
        switch (accuracy) {
            case Accuracy.Unknown unknown -> out.writeByte(UNKNOWN);
            case Accuracy.NotMeasured not -> {
                out.writeByte(NOT_MEASURED);
                out.writeUTF(not.key());
                out.writeUTF(not.reason());
            }
            case Accuracy.Measured measured -> {
                out.writeByte(MEASURED);
                measured(measured, out);
            }
        }
    }

    private static void measured(Accuracy.Measured measured, DataOutputStream out) throws IOException {
        out.writeUTF(measured.key());
        out.writeInt(measured.samples());
        out.writeInt(measured.outputs().size());
        for (OutputAccuracy output : measured.outputs()) {
            out.writeUTF(output.output());
            out.writeDouble(output.snrDb());
            out.writeDouble(output.meanSnrDb());
            out.writeDouble(output.psnrDb());
            out.writeDouble(output.meanCosine());
            out.writeDouble(output.minCosine());
            KeptResults.write(output.agreement(), out);
            out.writeBoolean(output.labelled().isPresent());
            out.writeDouble(output.labelled().map(OutputAccuracy.Labelled::original).orElse(0.0));
            out.writeDouble(output.labelled().map(OutputAccuracy.Labelled::compressed).orElse(0.0));
        }
        out.writeInt(measured.layers().size());
        for (LayerAccuracy layer : measured.layers()) {
            out.writeUTF(layer.op());
            out.writeUTF(layer.type());
            out.writeDouble(layer.snrDb());
        }
        out.writeInt(measured.problems().size());
        for (String problem : measured.problems()) {
            out.writeUTF(problem);
        }
    }

    static Accuracy read(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case UNKNOWN -> new Accuracy.Unknown();
            case NOT_MEASURED -> new Accuracy.NotMeasured(in.readUTF(), in.readUTF());
            case MEASURED -> measured(in);
            default -> throw new IOException("no accuracy");
        };
    }

    private static Accuracy measured(DataInputStream in) throws IOException {
        String key = in.readUTF();
        int samples = in.readInt();
        List<OutputAccuracy> outputs = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            outputs.add(new OutputAccuracy(
                    in.readUTF(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    KeptResults.readDouble(in),
                    labelled(in)));
        }
        List<LayerAccuracy> layers = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            layers.add(new LayerAccuracy(in.readUTF(), in.readUTF(), in.readDouble()));
        }
        List<String> problems = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            problems.add(in.readUTF());
        }
        return new Accuracy.Measured(key, samples, outputs, layers, problems);
    }

    private static Optional<OutputAccuracy.Labelled> labelled(DataInputStream in) throws IOException {
        boolean present = in.readBoolean();
        OutputAccuracy.Labelled labelled = new OutputAccuracy.Labelled(in.readDouble(), in.readDouble());
        return present ? Optional.of(labelled) : Optional.empty();
    }
}
