package dev.mlrecipe.predict;

import dev.mlrecipe.data.DataFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Which devices there are, and how compressed weights run on them: {@code schema/devices.yaml}. */
public final class Devices {
    /**
     * A class of devices and the one that stands for it.
     *
     * @param word what names of such devices contain
     * @param usual whether predictions are made for it where a recipe names no device
     */
    private record DeviceClass(String word, String platform, String device, boolean usual) {}

    private static final List<DeviceClass> CLASSES = List.of(
            new DeviceClass("iphone", "iOS", "iPhone 15 Pro", true),
            new DeviceClass("ipad", "iOS", "iPad Pro M4", false),
            new DeviceClass("mac", "macOS", "MacBook Pro M3", true),
            new DeviceClass("watch", "watchOS", "Watch Series 10", true),
            new DeviceClass("tv", "tvOS", "Apple TV 4K 3", true),
            new DeviceClass("vision", "visionOS", "Vision Pro", true));

    private final List<Device> devices;
    private final List<Streaming> streams;
    private final List<Transfer> transfers;

    private Devices(List<Device> devices, List<Streaming> streams, List<Transfer> transfers) {
        this.devices = List.copyOf(devices);
        this.streams = List.copyOf(streams);
        this.transfers = List.copyOf(transfers);
    }

    /** The table that belongs to the product. */
    public static Devices load() {
        DataFile.Row file =
                DataFile.read("/mlrecipe/schema/devices.yaml", "sources", "chips", "streams", "transfers", "devices");
        Map<String, Chip> chips = new LinkedHashMap<>();
        file.rows("chips", Chip::of, Chip.KEYS).forEach(chip -> chips.put(chip.name(), chip));
        List<Device> devices = new ArrayList<>();
        file.rows("devices", row -> row, "names", "platform", "chip", "first", "newest").forEach(row -> {
            Fact chip = Fact.of(row, "chip");
            for (String name : row.words("names")) {
                devices.add(new Device(
                        name,
                        Objects.requireNonNull(chips.get(chip.is()), chip.is()),
                        row.word("platform"),
                        Fact.of(row, "first"),
                        Fact.of(row, "newest")));
            }
        });
        return new Devices(
                devices,
                file.rows("streams", Streaming::of, Streaming.KEYS),
                file.rows("transfers", Transfer::of, Transfer.KEYS));
    }

    /** All devices, in the order of the table. */
    public List<Device> all() {
        return devices;
    }

    /** The device with this name; case, spaces and brackets do not matter. */
    public Optional<Device> find(String name) {
        String wanted = plain(name);
        return devices.stream().filter(device -> plain(device.name()).equals(wanted)).findFirst();
    }

    /** A usual device of the same class as one that nothing is known of; empty if the name tells of no class. */
    public Optional<Device> standIn(String name) {
        String wanted = plain(name);
        return CLASSES.stream()
                .filter(kind -> wanted.contains(kind.word()))
                .findFirst()
                .flatMap(kind -> find(kind.device()));
    }

    /** The devices to predict for where nobody names one: a usual one for each of these platforms. */
    public List<Device> usual(Collection<String> platforms) {
        return platforms.stream()
                .distinct()
                .flatMap(platform -> CLASSES.stream().filter(kind -> kind.usual() && kind.platform().equals(platform)))
                .flatMap(kind -> find(kind.device()).stream())
                .toList();
    }

    /** What a unit gains from reading a weight of these kinds as it is stored; empty if it is expanded at load. */
    Optional<Streaming.Gain> gain(Unit unit, Chip chip, int specification, Set<Kind> kinds) {
        Set<Kind> time = EnumSet.noneOf(Kind.class);
        Set<Kind> memory = EnumSet.noneOf(Kind.class);
        for (Streaming stream : streams) {
            if (stream.unit() == unit && chip.generation() >= stream.generation() && specification >= stream.since()) {
                memory.addAll(stream.kinds());
                if (stream.gain() == Streaming.Gain.TIME) {
                    time.addAll(stream.kinds());
                }
            }
        }
        if (!kinds.isEmpty() && time.containsAll(kinds)) {
            return Optional.of(Streaming.Gain.TIME);
        }
        return !kinds.isEmpty() && memory.containsAll(kinds) ? Optional.of(Streaming.Gain.MEMORY) : Optional.empty();
    }

    /** Milliseconds from one unit to another. */
    double transfer(Unit from, Unit to) {
        return from == to
                ? 0
                : transfers.stream()
                        .filter(transfer -> transfer.between().containsAll(EnumSet.of(from, to)))
                        .mapToDouble(Transfer::is)
                        .findFirst()
                        .orElse(0);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
