import type { Range } from 'vscode-languageclient/node';

/** How a recipe stands; sent after every change of it. */
export interface Status {
    readonly uri: string;
    readonly state: 'planned' | 'measured' | 'blocked' | 'running' | 'failed' | 'cancelled' | 'noModel';
    /** Such as `3.98x`; empty where nothing is known. */
    readonly ratio: string;
    readonly target: string;
    /** One line on how it stands. */
    readonly message: string;
}

/** A weight of the model and what becomes of it. */
export interface Layer {
    readonly name: string;
    readonly state: 'measured' | 'planned' | 'skipped' | 'left';
    /** Ratio, unit and time in short. */
    readonly detail: string;
    /** Everything, in one line. */
    readonly facts: string;
    /** The key that decides about it. */
    readonly range?: Range;
}

/** Layers that one rule decides about, or none. */
export interface LayerGroup {
    readonly title: string;
    readonly detail: string;
    readonly range?: Range;
    readonly layers: readonly Layer[];
}

/** The layers of a recipe's model, in the recipe's order of rules. */
export interface Layers {
    readonly summary: string;
    readonly groups: readonly LayerGroup[];
}

/** What can be chosen for a new recipe. */
export interface RecipeChoices {
    /** What the model is, in one line. */
    readonly model: string;
    readonly targets: readonly { readonly word: string; readonly detail: string }[];
    readonly goals: readonly { readonly word: string; readonly title: string; readonly detail: string; readonly becomes: string }[];
}

/** A recipe that does not exist yet. */
export interface NewRecipe {
    readonly uri: string;
    readonly text: string;
}

/** The names of what the protocol does not know. */
export const STATUS = 'mlrecipe/status';
export const TRUST_CHANGED = 'mlrecipe/trustChanged';
export const AUTO_SAVE_CHANGED = 'mlrecipe/autoSaveChanged';
export const LAYERS = 'mlrecipe/layers';
