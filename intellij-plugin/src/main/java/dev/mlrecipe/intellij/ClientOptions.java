package dev.mlrecipe.intellij;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.intellij.ide.impl.TrustedProjects;
import com.intellij.openapi.project.Project;
import com.redhat.devtools.lsp4ij.settings.GlobalLanguageServerSettings;
import com.redhat.devtools.lsp4ij.settings.LanguageServerSettings.LanguageServerDefinitionSettings;

/** {@code initializationOptions}: what the user has set, and what kind of client this is. */
final class ClientOptions {
    private ClientOptions() {}

    static JsonObject of(Project project) {
        return of(chosen(project), isTrusted(project));
    }

    /**
     * @param chosen what the user has set; anything, null for nothing
     * @param trusted whether the user trusts the project; the user may trust less by setting it, never more
     */
    static JsonObject of(Object chosen, boolean trusted) {
        JsonObject options = chosen instanceof JsonObject set ? set.deepCopy() : new JsonObject();
        JsonElement wanted = options.get("trusted");
        boolean refused = wanted != null && wanted.isJsonPrimitive() && !wanted.getAsBoolean();
        options.addProperty("trusted", trusted && !refused);
        options.addProperty("profile", "intellij");
        // IntelliJ saves when its window loses focus and before much else; it cannot be asked whether it does.
        options.addProperty("autoSave", true);
        return options;
    }

    /** Set by the user for all projects; a project's own settings are not asked. */
    private static Object chosen(Project project) {
        LanguageServerDefinitionSettings settings =
                GlobalLanguageServerSettings.getInstance().getLanguageServerSettings(RecipeServerFactory.ID);
        return settings == null ? null : settings.getLanguageServerInitializationOptions(project);
    }

    /** In a platform without this question nothing is trusted: recipes are checked and not run. */
    private static boolean isTrusted(Project project) {
        try {
            return TrustedProjects.isTrusted(project);
        } catch (LinkageError unknown) {
            return false;
        }
    }
}
