package dev.mlrecipe.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.suggest.Group.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupsTest {
    /** Three layers with two matrices each, and a table. */
    private static List<Weight> transformer() {
        List<Weight> weights = new ArrayList<>();
        weights.add(NamedWeights.of(0, "word_weight_to_fp16", 4096, "gather_0:gather"));
        for (int layer = 0; layer < 3; layer++) {
            String name = "layers_" + layer;
            int number = weights.size();
            weights.add(NamedWeights.of(number, name + "_q_weight_to_fp16", 64, "linear_" + number + ":linear"));
            number++;
            weights.add(NamedWeights.of(number, name + "_up_weight_to_fp16", 256, "linear_" + number + ":linear"));
        }
        return weights;
    }

    private static Optional<Group> catching(List<Group> groups, Integer... members) {
        return groups.stream().filter(group -> group.members().equals(List.of(members))).findFirst();
    }

    @Test
    void layersOfOneKindAndAllOfOneLayerHavePatterns() {
        List<Group> groups = Groups.of(transformer(), transformer());
        Group queries = catching(groups, 1, 3, 5).orElseThrow();
        assertEquals(Kind.PATTERN, queries.kind());
        assertTrue(queries.text().contains("q"), queries.text());
        Group second = catching(groups, 3, 4).orElseThrow();
        assertEquals("layers_1*", second.text());
    }

    @Test
    void operationTypesAndSizesAreTold() {
        List<Group> groups = Groups.of(transformer(), transformer());
        assertEquals(
                new Group(Kind.GLOBAL, "2048", List.of(0, 1, 2, 3, 4, 5, 6)), groups.getFirst());
        assertEquals(Kind.OP_TYPE, catching(groups, 1, 2, 3, 4, 5, 6).orElseThrow().kind());
        assertEquals(new Group(Kind.GLOBAL, "4096", List.of(0, 2, 4, 6)), catching(groups, 0, 2, 4, 6).orElseThrow());
    }

    @Test
    void everyWeightHasAGroupOfItsOwnAndNoTwoGroupsAreAlike() {
        List<Group> groups = Groups.of(transformer(), transformer());
        for (int weight = 0; weight < 7; weight++) {
            assertTrue(catching(groups, weight).isPresent(), "weight " + weight);
        }
        assertEquals(groups.size(), groups.stream().map(Group::members).distinct().count());
    }

    @Test
    void usersOfASharedWeightAreNotMadeToDisagree() {
        List<Weight> weights = List.of(
                NamedWeights.of(0, "shared", 512, "embed:gather", "head:linear"),
                NamedWeights.of(1, "other", 512, "head_2:linear"),
                NamedWeights.of(2, "third", 512, "body:conv"));
        List<Group> groups = Groups.of(weights, weights);
        assertTrue(groups.stream().noneMatch(group -> group.text().equals("linear")), groups.toString());
        assertTrue(groups.stream().noneMatch(group -> group.text().equals("head*")), groups.toString());
        assertTrue(catching(groups, 2).isPresent());
    }
}
