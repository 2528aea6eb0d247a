package dev.mlrecipe.intellij;

import com.intellij.ide.trustedProjects.TrustedProjectsListener;
import com.intellij.openapi.project.Project;
import com.redhat.devtools.lsp4ij.LanguageServerManager;
import com.redhat.devtools.lsp4ij.server.LanguageServerException;

/** Starts a project's server again when the user trusts the project, or no longer: it asks only at its start. */
public final class TrustListener implements TrustedProjectsListener {

    @Override
    public void onProjectTrusted(Project project) {
        restart(project);
    }

    @Override
    public void onProjectUntrusted(Project project) {
        restart(project);
    }

    private static void restart(Project project) {
        try {
            LanguageServerManager.StartOptions asItWas = new LanguageServerManager.StartOptions().setWillEnable(false);
            LanguageServerManager.getInstance(project).start(RecipeServerFactory.ID, asItWas);
        } catch (LanguageServerException disabled) {
            // The user wants no server.
        }
    }
}
