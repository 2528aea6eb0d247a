package dev.mlrecipe.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * A regular expression as a nondeterministic automaton whose states are walked side by side (Thompson 1968; Pike's
 * virtual machine): a test takes at most program length times name length steps, whatever the expression.
 */
final class RegexProgram {
    /** Instructions of a program, and steps of its making. */
    static final int MAX_SIZE = 4_000;

    /** One instruction; jumps are indices of instructions. */
    private sealed interface Op {
        record Read(RegexItem.Chars chars) implements Op {}

        record Fork(int first, int second) implements Op {}

        record Jump(int to) implements Op {}

        record AtStart() implements Op {}

        record AtEnd() implements Op {}

        record Accept() implements Op {}
    }

    private final List<Op> program = new ArrayList<>();
    private int work;

    private RegexProgram() {}

    /** @throws IllegalArgumentException if the program would be too long, as for nested counts */
    static RegexProgram of(RegexItem item) {
        RegexProgram program = new RegexProgram();
        program.emit(item);
        program.program.add(new Op.Accept());
        return program;
    }

    private void emit(RegexItem item) {
        if (++work > MAX_SIZE) {
            throw new IllegalArgumentException("the pattern is too large; its counts multiply to more than " + MAX_SIZE);
        }
        switch (item) {
            case RegexItem.Chars chars -> program.add(new Op.Read(chars));
            case RegexItem.Start start -> program.add(new Op.AtStart());
            case RegexItem.End end -> program.add(new Op.AtEnd());
            case RegexItem.Sequence sequence -> sequence.items().forEach(this::emit);
            case RegexItem.Choice choice -> emitChoice(choice.items());
            case RegexItem.Repeat repeat -> emitRepeat(repeat);
        }
    }

    private void emitChoice(List<RegexItem> items) {
        List<Integer> exits = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            boolean last = i == items.size() - 1;
            int fork = program.size();
            if (!last) {
                program.add(new Op.Jump(fork));
            }
            emit(items.get(i));
            if (!last) {
                exits.add(program.size());
                program.add(new Op.Jump(0));
                program.set(fork, new Op.Fork(fork + 1, program.size()));
            }
        }
        exits.forEach(exit -> program.set(exit, new Op.Jump(program.size())));
    }

    private void emitRepeat(RegexItem.Repeat repeat) {
        for (int i = 0; i < repeat.min(); i++) {
            emit(repeat.item());
        }
        if (repeat.max() == RegexItem.Repeat.UNLIMITED) {
            int fork = program.size();
            program.add(new Op.Jump(fork));
            emit(repeat.item());
            program.add(new Op.Jump(fork));
            program.set(fork, new Op.Fork(fork + 1, program.size()));
            return;
        }
        List<Integer> forks = new ArrayList<>();
        for (int i = repeat.min(); i < repeat.max(); i++) {
            forks.add(program.size());
            program.add(new Op.Jump(0));
            emit(repeat.item());
        }
        forks.forEach(fork -> program.set(fork, new Op.Fork(fork + 1, program.size())));
    }

    /** Whether the whole name matches. */
    boolean matches(String name) {
        Walk walk = new Walk(name);
        walk.enter(0, 0);
        for (int i = 0; i < name.length(); i++) {
            walk.read(i);
        }
        return walk.accepted;
    }

    /** The states that are alive at one position of a name. */
    private final class Walk {
        private final String name;
        private final int[] enteredAt = new int[program.size()];
        private final int[] stack = new int[2 * program.size() + 2];
        private int[] alive = new int[program.size()];
        private int[] before = new int[program.size()];
        private int count;
        private boolean accepted;

        Walk(String name) {
            this.name = name;
        }

        void read(int i) {
            int[] states = alive;
            int states0 = count;
            alive = before;
            before = states;
            count = 0;
            accepted = false;
            for (int s = 0; s < states0; s++) {
                if (((Op.Read) program.get(states[s])).chars().has(name.charAt(i))) {
                    enter(states[s] + 1, i + 1);
                }
            }
        }

        /** Follows all jumps from a state; every state is entered once per position. */
        void enter(int state, int position) {
            int depth = 0;
            stack[depth++] = state;
            while (depth > 0) {
                int s = stack[--depth];
                if (enteredAt[s] == position + 1) {
                    continue;
                }
                enteredAt[s] = position + 1;
                switch (program.get(s)) {
                    case Op.Read read -> alive[count++] = s;
                    case Op.Accept accept -> accepted = position == name.length();
                    case Op.Jump jump -> stack[depth++] = jump.to();
                    case Op.Fork fork -> {
                        stack[depth++] = fork.second();
                        stack[depth++] = fork.first();
                    }
                    case Op.AtStart start -> {
                        if (position == 0) {
                            stack[depth++] = s + 1;
                        }
                    }
                    case Op.AtEnd end -> {
                        if (position == name.length()) {
                            stack[depth++] = s + 1;
                        }
                    }
                }
            }
        }
    }
}
