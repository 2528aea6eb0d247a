package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.form.Representation;
import java.util.Optional;

/** How one family of {@code constexpr_*} operations expresses representations. */
interface Generation {

    /** Why a form cannot be expressed, in one sentence; empty if it can. */
    Optional<String> illegal(Representation form);

    /**
     * The operations that expand a form; none for a dense one.
     *
     * @throws IllegalArgumentException or {@link ClassCastException} if the form is illegal
     */
    Chain chain(Representation form);
}
