import * as vscode from 'vscode';
import type { Range } from 'vscode-languageclient/node';
import { chosenRecipe } from '../recipeFiles';
import type { Server } from '../server/server';
import { importScript } from './importScript';
import { newRecipe } from './newRecipe';

/** The commands of the extension; most are passed on to the server. */
export function registerCommands(server: Server, output: vscode.LogOutputChannel): vscode.Disposable[] {
    const register = (name: string, run: (...args: unknown[]) => unknown): vscode.Disposable =>
        vscode.commands.registerCommand(`mlrecipe.${name}`, run);
    const onRecipe = (name: string): vscode.Disposable => register(name, async (argument, more) => {
        const uri = chosenRecipe(argument);
        if (uri === undefined) {
            void vscode.window.showInformationMessage('mlrecipe: open a recipe first.');
            return;
        }
        // The server knows only documents that are open.
        await vscode.workspace.openTextDocument(uri);
        await server.execute(`mlrecipe.${name}`, uri.toString(), ...(typeof more === 'string' ? [more] : []));
    });
    return [
        onRecipe('compress'),
        onRecipe('cancel'),
        onRecipe('openReport'),
        onRecipe('exportCoremltools'),
        onRecipe('suggest'),
        register('clearCache', () => server.execute('mlrecipe.clearCache')),
        register('newRecipe', model => newRecipe(server, model)),
        register('import', script => importScript(server, script)),
        register('restartServer', () => server.restart()),
        register('showOutput', () => output.show(true)),
        register('showLayers', () => vscode.commands.executeCommand('mlrecipe.layers.focus')),
        register('goToRule', (uri, range) => goToRule(uri as string, range as Range)),
    ];
}

async function goToRule(uri: string, range: Range): Promise<void> {
    const { start, end } = range;
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
}
