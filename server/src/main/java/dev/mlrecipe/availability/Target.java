package dev.mlrecipe.availability;

import dev.mlrecipe.coreml.Opset;

/**
 * A minimum deployment target, for example {@code iOS18}.
 *
 * @param platform the platform in its usual spelling: iOS, macOS, watchOS, tvOS, visionOS
 * @param version the version as written in the normal form, for example {@code 18} or {@code 10.15}
 * @param specification newest Core ML specification version that the target loads
 */
public record Target(String platform, String version, int specification) {

    /** The normal form, for example {@code iOS18}. */
    public String word() {
        return platform + version;
    }

    /** Whether the target can load ML programs of this opset. */
    public boolean loads(Opset opset) {
        return specification >= opset.specification();
    }
}
