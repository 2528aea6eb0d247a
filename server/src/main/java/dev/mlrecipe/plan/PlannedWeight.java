package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Weight;

/**
 * One weight and what will happen to it.
 *
 * @param weight the weight
 * @param decision what happens
 */
public record PlannedWeight(Weight weight, Decision decision) {}
