package dev.mlrecipe.predict;

import java.util.Optional;

/**
 * How weights lie in the memory of a device.
 *
 * @param chip its chip
 * @param specification Core ML specification of its system
 * @param devices what reads which form
 */
record Storage(Chip chip, int specification, Devices devices) {

    /** Whether a unit reads a weight as it is stored every time it runs, and gains from that. */
    boolean readAsStored(StoredWeight weight, Unit unit) {
        return gain(weight, unit).filter(gain -> gain == Streaming.Gain.TIME).isPresent();
    }

    /** Bytes of a weight that lie in memory while the model is loaded, if {@code unit} uses it. */
    long residentBytes(StoredWeight weight, Unit unit) {
        return gain(weight, unit).isPresent() ? weight.storedBytes() : weight.denseBytes();
    }

    private Optional<Streaming.Gain> gain(StoredWeight weight, Unit unit) {
        return devices.gain(unit, chip, specification, weight.kinds());
    }
}
