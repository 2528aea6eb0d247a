package dev.mlrecipe.cli;

/**
 * Runs the usual commands on recipes, one after the other in one process, so that an archive made of this process holds
 * what each of them loads. The launcher runs it once after a build.
 */
public final class Rehearsal {
    private Rehearsal() {}

    /** @param recipes recipes that compress small models; their outputs are written */
    public static void main(String[] recipes) {
        Main.run("version");
        for (String recipe : recipes) {
            Main.run("check", recipe);
            Main.run("plan", recipe);
            Main.run("compress", "--no-cache", recipe);
        }
    }
}
