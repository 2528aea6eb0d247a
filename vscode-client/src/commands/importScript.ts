import * as vscode from 'vscode';
import type { NewRecipe } from '../server/protocol';
import type { Server } from '../server/server';
import { write } from './newRecipe';

/** Writes the recipes of a Python script or notebook beside it. The script is read, never run. */
export async function importScript(server: Server, clicked: unknown): Promise<void> {
    const script = clicked instanceof vscode.Uri ? clicked : await askScript();
    const recipes = script && await server.execute<NewRecipe[]>('mlrecipe.import', script.toString());
    if (recipes === undefined || recipes.length === 0) {
        return;
    }
    await write(recipes);
    if (recipes.length > 1) {
        void vscode.window.showInformationMessage(`mlrecipe: ${recipes.length} recipes, for the models that the script makes.`);
    }
}

/** The script of the editor, or one of the workspace. */
async function askScript(): Promise<vscode.Uri | undefined> {
    const shown = vscode.window.activeTextEditor?.document;
    const notebook = vscode.window.activeNotebookEditor?.notebook.uri;
    if (notebook !== undefined || shown?.languageId === 'python') {
        return notebook ?? shown?.uri;
    }
    const most = 500;
    const scripts = (await vscode.workspace.findFiles('**/*.{py,ipynb}', '**/{site-packages,node_modules}/**', most))
        .map(uri => ({ label: vscode.workspace.asRelativePath(uri), uri }))
        .sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
    if (scripts.length === 0) {
        void vscode.window.showInformationMessage('mlrecipe: there is no Python script or notebook in this workspace.');
        return undefined;
    }
    return (await vscode.window.showQuickPick(scripts, { title: 'New recipe', placeHolder: 'The script to import' }))?.uri;
}
