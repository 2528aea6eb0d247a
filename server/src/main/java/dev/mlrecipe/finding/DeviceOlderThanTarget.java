package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** A device that never gets a system as new as the target asks for. */
public final class DeviceOlderThanTarget {
    private DeviceOlderThanTarget() {}

    /**
     * @param newest newest system of the device, for example {@code iOS18}
     * @param target what the recipe asks for
     */
    public static Finding of(Span where, String device, String newest, String target) {
        return Code.DEVICE_OLDER_THAN_TARGET.at(
                where,
                device + " has no newer system than " + newest + ", so it never runs a model for " + target
                        + "; predictions for it are beside the point");
    }
}
