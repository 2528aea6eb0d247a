package dev.mlrecipe.technique.kernel;

import java.io.IOException;
import java.util.BitSet;

/** Keeps what a rule leaves of each group of channels; groups are decided one after the other as the walk enters them. */
public final class GroupKeeper implements Keeper {

    /** What a rule does to one group. */
    public interface Rule {
        /** Sets the bits of pruned elements, counted row-major within the group. */
        void prune(long group, BitSet pruned) throws IOException;
    }

    private final ChannelGroups groups;
    private final Rule rule;
    private final BitSet pruned = new BitSet();
    private long nextGroup;
    private int position;
    private int size;

    public GroupKeeper(ChannelGroups groups, Rule rule) {
        this.groups = groups;
        this.rule = rule;
    }

    @Override
    public void keep(float[] values, int count, byte[] keep) throws IOException {
        for (int i = 0; i < count; i++) {
            if (position == size) {
                enter();
            }
            boolean zeroed = values[i] == 0 || pruned.get(position) && !Float.isNaN(values[i]);
            keep[i] = (byte) (zeroed ? 0 : 1);
            position++;
        }
    }

    private void enter() throws IOException {
        pruned.clear();
        rule.prune(nextGroup, pruned);
        size = Math.toIntExact(groups.channels(nextGroup) * groups.width());
        position = 0;
        nextGroup++;
    }
}
