package dev.mlrecipe.coreml.raise;

/** What raising does about indices that are computed while the model runs and may be negative. */
public enum Indices {
    /** Operations in front add the dimension to negative ones, so that they mean what they meant. */
    GUARD,
    /** They are taken at the user's word never to be negative. */
    TRUST
}
