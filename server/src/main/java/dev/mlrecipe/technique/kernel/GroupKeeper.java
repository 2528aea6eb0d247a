package dev.mlrecipe.technique.kernel;

import java.io.IOException;
import java.util.Arrays;

/** Keeps what a rule leaves of each group of channels; a group is decided when the walk enters it. */
public final class GroupKeeper implements Keeper {

    /** What a rule does to one group. */
    public interface Rule {
        /** Sets 1 for pruned elements, counted row-major within the group; all are 0 before. NaN is never pruned. */
        void prune(long group, byte[] pruned) throws IOException;
    }

    private final ChannelGroups groups;
    private final Rule rule;
    private final byte[] pruned;
    private long nextGroup;
    private int position;
    private int size;

    public GroupKeeper(ChannelGroups groups, Rule rule) {
        this.groups = groups;
        this.rule = rule;
        this.pruned = new byte[Math.toIntExact(groups.size() * groups.width())];
    }

    @Override
    public void keep(float[] values, int count, byte[] keep) throws IOException {
        for (int done = 0; done < count; ) {
            if (position == size) {
                enter();
            }
            int n = Math.min(count - done, size - position);
            for (int i = 0; i < n; i++) {
                int zero = values[done + i] == 0 ? 1 : 0;
                keep[done + i] = (byte) (1 - (zero | pruned[position + i]));
            }
            done += n;
            position += n;
        }
    }

    private void enter() throws IOException {
        Arrays.fill(pruned, (byte) 0);
        rule.prune(nextGroup, pruned);
        size = Math.toIntExact(groups.channels(nextGroup) * groups.width());
        position = 0;
        nextGroup++;
    }
}
