package dev.mlrecipe.predict;

/**
 * What a kernel asks of a unit, whatever the constants of the cost model are.
 *
 * @param multiplyAdds multiply-adds
 * @param valueBytes bytes of values that it reads and writes
 * @param largestValue bytes of the largest of them
 * @param weightBytes bytes of weights that the unit reads every time, in the form in which it reads them
 * @param expandedBytes those of them that it expands on the way
 * @param tables tables that it changes between
 * @param density share of the elements of its largest weight that it must multiply
 * @param depthwise whether every result depends on one input channel only
 * @param int8 whether both factors of its products are 8-bit integers
 * @param single whether it computes with 32-bit numbers
 */
record Load(
        double multiplyAdds,
        double valueBytes,
        double largestValue,
        double weightBytes,
        double expandedBytes,
        double tables,
        double density,
        boolean depthwise,
        boolean int8,
        boolean single) {

    static Load of(Kernel kernel, Unit unit, Storage storage) {
        double bytes = 0;
        double expanded = 0;
        double tables = 0;
        double most = 0;
        double density = 1;
        for (StoredWeight weight : kernel.streamed()) {
            boolean asStored = storage.readAsStored(weight, unit);
            long read = asStored ? weight.storedBytes() : weight.denseBytes();
            bytes += read;
            expanded += asStored ? read : 0;
            tables += asStored && weight.tables() > 1 ? weight.tables() : 0;
            if (weight.elements() > most) {
                most = weight.elements();
                density = asStored ? weight.density() : 1;
            }
        }
        return new Load(
                kernel.multiplyAdds(),
                kernel.valueBytes(),
                kernel.largestValue(),
                bytes,
                expanded,
                tables,
                density,
                kernel.depthwise(),
                kernel.int8(),
                kernel.single());
    }

    /** Whether there is nothing to do, because others do it. */
    boolean idle() {
        return valueBytes == 0 && weightBytes == 0;
    }
}
