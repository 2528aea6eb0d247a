import type { DynamicFeature, StaticFeature } from 'vscode-languageclient/node';
import { LanguageClient } from 'vscode-languageclient/node';

/**
 * The client of the server. It leaves commands alone: the extension offers them itself, so that they are there before
 * the server is.
 */
export class RecipeClient extends LanguageClient {
    override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
        const method = 'registrationType' in feature ? feature.registrationType.method : undefined;
        if (method !== 'workspace/executeCommand') {
            super.registerFeature(feature);
        }
    }
}
