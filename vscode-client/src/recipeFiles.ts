import * as vscode from 'vscode';

export const LANGUAGE = 'mlrecipe';

/** Treats YAML files as recipes that the setting `mlrecipe.recipeFiles` names. */
export class RecipeFiles implements vscode.Disposable {
    private readonly listeners: vscode.Disposable[];

    constructor() {
        this.listeners = [
            vscode.workspace.onDidOpenTextDocument(document => void this.adopt(document)),
            vscode.workspace.onDidChangeConfiguration(change => {
                if (change.affectsConfiguration('mlrecipe.recipeFiles')) {
                    this.adoptAll();
                }
            }),
        ];
        this.adoptAll();
    }

    private adoptAll(): void {
        vscode.workspace.textDocuments.forEach(document => void this.adopt(document));
    }

    private async adopt(document: vscode.TextDocument): Promise<void> {
        const globs = vscode.workspace.getConfiguration('mlrecipe', document).get<unknown>('recipeFiles', []);
        if (document.languageId === 'yaml' && Array.isArray(globs)) {
            const filters = globs.filter(glob => typeof glob === 'string').map(pattern => ({ pattern }));
            if (filters.length > 0 && vscode.languages.match(filters, document) > 0) {
                await vscode.languages.setTextDocumentLanguage(document, LANGUAGE);
            }
        }
    }

    dispose(): void {
        this.listeners.forEach(listener => listener.dispose());
    }
}

/** The recipe that a command is about: the one that was clicked, else the one that is being edited. */
export function chosenRecipe(argument: unknown): vscode.Uri | undefined {
    if (argument instanceof vscode.Uri) {
        return argument;
    }
    if (typeof argument === 'string') {
        return vscode.Uri.parse(argument);
    }
    const editor = vscode.window.activeTextEditor;
    return editor?.document.languageId === LANGUAGE ? editor.document.uri : undefined;
}
