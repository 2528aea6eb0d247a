package dev.mlrecipe.suggest;

/** What rules are to reach. */
sealed interface Goal {

    /** Whether bytes and error are good enough. */
    boolean met(long bytes, double error);

    /** The least error in at most so many bytes. */
    record Within(long bytes) implements Goal {
        @Override
        public boolean met(long found, double error) {
            return found <= bytes;
        }
    }

    /** The least bytes with at most this error. */
    record Below(double error) implements Goal {
        @Override
        public boolean met(long bytes, double found) {
            return found <= error;
        }
    }
}
