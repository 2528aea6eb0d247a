package dev.mlrecipe.availability;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words for minimum deployment targets. */
public final class Targets {
    private static final Pattern SHAPE = Pattern.compile(
            "(?:(?:coremltools|ct)\\.)?(?:target\\.)?([a-z][a-z ]{0,20}?)[ _-]?v?([0-9]{1,4}(?:[._][0-9]{1,4}){0,3})\\+?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,4}){0,3}");

    private final Availability availability;

    public Targets(Availability availability) {
        this.availability = availability;
    }

    /** What a word for a target means. */
    public sealed interface Reading {

        /**
         * A target.
         *
         * @param target what is meant
         * @param normal whether it is written in its normal form, {@code target.word()}
         */
        record Known(Target target, boolean normal) implements Reading {}

        /**
         * No target.
         *
         * @param problem what is wrong, for a message
         * @param nearest targets that may be meant, best first
         */
        record Unknown(String problem, List<Target> nearest) implements Reading {
            public Unknown {
                nearest = List.copyOf(nearest);
            }
        }
    }

    /** Reads {@code iOS17}, and also {@code ct.target.iOS17}, {@code ios17}, {@code iPadOS17} and {@code iOS 17.4}. */
    public Reading parse(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        Matcher matcher = SHAPE.matcher(lower);
        if (!matcher.matches()) {
            return shapeless(lower);
        }
        Optional<Platform> platform = platform(matcher.group(1).replace(" ", ""));
        if (platform.isEmpty()) {
            return new Reading.Unknown("no such platform; expected " + platformWords(), List.of());
        }
        String version = matcher.group(2).replace('_', '.');
        if (platform.get().name().equals("macOS") && version.startsWith("10.16")) {
            version = "11";
        }
        Optional<Target> target = platform.get().of(version);
        if (target.isPresent()) {
            return new Reading.Known(target.get(), target.get().word().equals(word));
        }
        return missingVersion(platform.get(), version);
    }

    /** All targets, in the order of the table, newest first within a platform: for completion. */
    public List<Target> all() {
        return availability.platforms().stream()
                .flatMap(p -> p.targets().reversed().stream())
                .toList();
    }

    private Reading shapeless(String lower) {
        if (NUMBER.matcher(lower).matches()) {
            List<Target> meant = availability.platforms().stream()
                    .flatMap(p -> p.of(lower).stream())
                    .toList();
            return new Reading.Unknown("the platform is missing; expected " + example(meant), meant);
        }
        Optional<Platform> platform = platform(lower.replace(" ", ""));
        if (platform.isPresent()) {
            List<Target> meant = platform.get().targets().reversed();
            return new Reading.Unknown("the version is missing; expected " + example(meant), meant);
        }
        return new Reading.Unknown("not a target; expected a platform and its version such as iOS18", List.of());
    }

    private static Reading missingVersion(Platform platform, String version) {
        List<Target> targets = platform.targets();
        Target oldest = targets.getFirst();
        Target newest = targets.getLast();
        if (Platform.compareVersions(version, oldest.version()) < 0) {
            String problem = "Core ML starts with " + oldest.word();
            return new Reading.Unknown(problem, List.of(oldest));
        }
        if (Platform.compareVersions(version, newest.version()) > 0) {
            return new Reading.Unknown("the newest known version is " + newest.word(), List.of(newest));
        }
        Target below = targets.stream()
                .filter(t -> Platform.compareVersions(t.version(), version) < 0)
                .reduce((older, newer) -> newer)
                .orElse(oldest);
        Target above = targets.stream()
                .filter(t -> Platform.compareVersions(t.version(), version) > 0)
                .findFirst()
                .orElse(newest);
        String problem = "there is no " + platform.name() + " " + version + ": " + below.word() + " was followed by "
                + above.word();
        return new Reading.Unknown(problem, List.of(above, below));
    }

    private static String example(List<Target> targets) {
        return targets.isEmpty() ? "a word such as iOS18" : targets.getFirst().word();
    }

    private String platformWords() {
        return String.join(", ", availability.platforms().stream().map(Platform::name).toList());
    }

    private Optional<Platform> platform(String lower) {
        return availability.platforms().stream()
                .filter(p -> p.name().toLowerCase(Locale.ROOT).equals(lower)
                        || p.also().contains(lower))
                .findFirst();
    }
}
