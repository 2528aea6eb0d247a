package com.intellij.ide.impl;

import com.intellij.openapi.project.Project;

/** In place of the signature: trusts what a test wants. */
public final class TrustedProjects {
    public static boolean trusted = true;
    public static boolean known = true;

    private TrustedProjects() {}

    public static boolean isTrusted(Project project) {
        if (!known) {
            throw new NoSuchMethodError("as in a platform that has dropped it");
        }
        return trusted;
    }
}
