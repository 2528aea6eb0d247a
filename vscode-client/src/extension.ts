import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { registerCommands } from './commands/commands';
import { CurrentRecipe } from './currentRecipe';
import { LANGUAGE, RecipeFiles } from './recipeFiles';
import { NEEDS_RESTART, savesByItself } from './server/initializationOptions';
import { Server } from './server/server';
import { LayersView } from './views/layersView';
import { ReportPanel } from './views/reportPanel';
import { StatusBar } from './views/statusBar';

/** Puts the parts together. The server is started by the first recipe that is opened, not here. */
export function activate(context: vscode.ExtensionContext): void {
    const output = vscode.window.createOutputChannel('mlrecipe', { log: true });
    const report = new ReportPanel();
    const server = new Server(context, output, middleware(report));
    const recipe = new CurrentRecipe(server.onStatus);
    context.subscriptions.push(
        output, report, server, recipe,
        new StatusBar(recipe),
        new LayersView(recipe, server),
        new RecipeFiles(),
        ...registerCommands(server, output),
        vscode.workspace.onDidGrantWorkspaceTrust(() => void server.tellTrust(true)),
        vscode.workspace.onDidChangeConfiguration(change => void configurationChanged(change, server)),
        vscode.workspace.onDidOpenTextDocument(document => startFor(document, server)),
    );
    // Starting processes takes a moment, for which other extensions need not wait.
    setImmediate(() => vscode.workspace.textDocuments.forEach(document => startFor(document, server)));
}

function startFor(document: vscode.TextDocument, server: Server): void {
    if (document.languageId === LANGUAGE) {
        void server.start();
    }
}

/** Reports open beside the recipe. A definition in a report would show its source. */
function middleware(report: ReportPanel): Middleware {
    return {
        provideDefinition: async (document, position, token, next) => {
            const places = await next(document, position, token);
            return Array.isArray(places)
                ? places.filter((place): place is vscode.Location => 'uri' in place && !isPage(place.uri.path))
                : places;
        },
        window: {
            showDocument: async (params, token, next) => {
                const uri = vscode.Uri.parse(params.uri);
                if (params.external === true && uri.scheme === 'file' && isPage(uri.path)) {
                    await report.show(uri);
                    return { success: true };
                }
                return next(params, token);
            },
        },
    };
}

function isPage(path: string): boolean {
    return path.endsWith('.html');
}

async function configurationChanged(change: vscode.ConfigurationChangeEvent, server: Server): Promise<void> {
    if (change.affectsConfiguration('files.autoSave')) {
        await server.tellAutoSave(savesByItself(vscode.workspace.getConfiguration('files').get('autoSave')));
    }
    const running = await server.running;
    const restarts = NEEDS_RESTART.some(key => change.affectsConfiguration(key));
    if (restarts && running === undefined) {
        vscode.workspace.textDocuments.forEach(document => startFor(document, server));
    } else if (restarts) {
        const choice = await vscode.window.showInformationMessage(
            'mlrecipe: the setting takes effect when the server starts again.', 'Restart Server');
        if (choice !== undefined) {
            await server.restart();
        }
    }
}
