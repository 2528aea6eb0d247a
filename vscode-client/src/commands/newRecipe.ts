import * as vscode from 'vscode';
import type { NewRecipe, RecipeChoices } from '../server/protocol';
import type { Server } from '../server/server';

/** Asks for target and goal, and opens a recipe for a model beside it. */
export async function newRecipe(server: Server, clicked: unknown): Promise<void> {
    const model = clicked instanceof vscode.Uri ? clicked : await askModel();
    const choices = model && await server.execute<RecipeChoices>('mlrecipe.recipeChoices', model.toString());
    if (model === undefined || choices === undefined) {
        return;
    }
    const target = await vscode.window.showQuickPick(
        choices.targets.map(({ word, detail }) => ({ label: word, description: detail })),
        { title: `New recipe: ${choices.model}`, placeHolder: 'The oldest system that the result must run on', matchOnDescription: true },
    );
    if (target === undefined) {
        return;
    }
    const fitting = await server.execute<RecipeChoices>('mlrecipe.recipeChoices', model.toString(), target.label);
    const goal = fitting && await vscode.window.showQuickPick(
        fitting.goals.map(({ word, title, detail, becomes }) => ({ word, label: title, description: becomes, detail })),
        { title: `New recipe: ${choices.model}, ${target.label}`, placeHolder: 'What the result is for', matchOnDetail: true },
    );
    const recipe = goal && await server.execute<NewRecipe>('mlrecipe.newRecipe', model.toString(), target.label, goal.word);
    if (recipe !== undefined) {
        await write([recipe]);
    }
}

/** Creates recipes, all or none, and shows the first. */
export async function write(recipes: readonly NewRecipe[]): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    for (const { uri, text } of recipes) {
        edit.createFile(vscode.Uri.parse(uri), { ignoreIfExists: false, contents: Buffer.from(text, 'utf8') });
    }
    await vscode.workspace.applyEdit(edit);
    const first = recipes[0];
    if (first !== undefined) {
        await vscode.window.showTextDocument(vscode.Uri.parse(first.uri));
    }
}

/** A model of the workspace. Packages are folders, so they show by a file that each has. */
async function askModel(): Promise<vscode.Uri | undefined> {
    const most = 500;
    const [packages, files] = await Promise.all([
        vscode.workspace.findFiles('**/*.mlpackage/Manifest.json', undefined, most),
        vscode.workspace.findFiles('**/*.mlmodel', '**/*.mlpackage/**', most),
    ]);
    const models = [...packages.map(manifest => vscode.Uri.joinPath(manifest, '..')), ...files]
        .map(uri => ({ label: vscode.workspace.asRelativePath(uri), uri }))
        .sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
    if (models.length === 0) {
        void vscode.window.showInformationMessage('mlrecipe: there is no .mlpackage or .mlmodel in this workspace.');
        return undefined;
    }
    return (await vscode.window.showQuickPick(models, { title: 'New recipe', placeHolder: 'The model to compress' }))?.uri;
}
