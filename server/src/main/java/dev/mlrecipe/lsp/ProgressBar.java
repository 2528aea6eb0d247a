package dev.mlrecipe.lsp;

import dev.mlrecipe.engine.Progress;
import org.eclipse.lsp4j.WorkDoneProgressBegin;
import org.eclipse.lsp4j.WorkDoneProgressEnd;
import org.eclipse.lsp4j.WorkDoneProgressReport;

/** What the client shows of a run, with a button to cancel it. Belongs to the state thread. */
final class ProgressBar {
    private final Client client;
    private final String token;
    private final String title;
    private boolean begun;
    private boolean ended;

    /** @param token names the bar when the client cancels */
    ProgressBar(Client client, String token, String title) {
        this.client = client;
        this.token = token;
        this.title = title;
    }

    String token() {
        return token;
    }

    /** Asks for the bar. Until the client has agreed, nothing may be sent to it. */
    void begin() {
        if (client.showsProgress()) {
            client.createProgress(token, () -> {
                if (!ended) {
                    WorkDoneProgressBegin begin = new WorkDoneProgressBegin();
                    begin.setTitle(title);
                    begin.setCancellable(true);
                    begin.setPercentage(0);
                    client.progress(token, begin);
                    begun = true;
                }
            });
        }
    }

    void advance(Progress.State state) {
        boolean writing = state.phase() == Progress.Phase.WRITING;
        int percentage = writing || state.totalBytes() == 0 ? 100 : (int) (100 * state.bytes() / state.totalBytes());
        String done = state.weights() + " of " + state.totalWeights();
        String message = switch (state.phase()) {
            case CALIBRATING -> "calibrating, " + done + " runs";
            case RUNNING -> "running the model, " + done + " runs";
            case MEASURING_ACCURACY -> "measuring accuracy, " + done + " runs";
            case MEASURING, COMPRESSING -> done + " layers";
            case WRITING -> "writing";
        };
        report(message, percentage);
    }

    void say(String message) {
        report(message, null);
    }

    private void report(String message, Integer percentage) {
        if (begun && !ended) {
            WorkDoneProgressReport report = new WorkDoneProgressReport();
            report.setMessage(message);
            report.setPercentage(percentage);
            report.setCancellable(true);
            client.progress(token, report);
        }
    }

    void end(String message) {
        if (begun && !ended) {
            WorkDoneProgressEnd end = new WorkDoneProgressEnd();
            end.setMessage(message);
            client.progress(token, end);
        }
        ended = true;
    }
}
