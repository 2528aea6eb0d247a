import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LanguageClientOptions, Middleware } from 'vscode-languageclient/node';
import type { Java } from '../java/java';
import { javaPlaces } from '../java/javaPlaces';
import { badSettingMessage, noJavaMessage, searchJava } from '../java/javaSearch';
import { initializationOptions } from './initializationOptions';
import { launch } from './launch';
import type { Status } from './protocol';
import { AUTO_SAVE_CHANGED, STATUS, TRUST_CHANGED } from './protocol';
import type { RecipeClient } from './recipeClient';

const JAVA_PAGE = 'https://adoptium.net/temurin/releases/';

/** The server: started when someone first needs it, and again when its process dies or the user wants it. */
export class Server implements vscode.Disposable {
    private client: Promise<RecipeClient | undefined> | undefined;
    private readonly statusEmitter = new vscode.EventEmitter<Status>();

    /** How a recipe stands. */
    readonly onStatus = this.statusEmitter.event;

    constructor(
        private readonly context: vscode.ExtensionContext,
        private readonly output: vscode.LogOutputChannel,
        private readonly middleware: Middleware,
    ) {}

    /** The running server; undefined if it cannot be started, which the user has been told. */
    start(): Promise<RecipeClient | undefined> {
        this.client ??= this.launch().catch((problem: unknown) => {
            this.client = undefined;
            this.output.error(String(problem));
            void vscode.window.showErrorMessage(`mlrecipe: the server does not start: ${String(problem)}`);
            return undefined;
        });
        return this.client;
    }

    /** The server, if it was started. */
    get running(): Promise<RecipeClient | undefined> {
        return this.client ?? Promise.resolve(undefined);
    }

    async restart(): Promise<void> {
        await this.stop();
        await this.start();
    }

    async stop(): Promise<void> {
        const client = await this.running;
        this.client = undefined;
        await client?.dispose().catch((problem: unknown) => this.output.warn(String(problem)));
    }

    /** Runs a command of the server; the user is told if it refuses. */
    async execute<T>(command: string, ...args: unknown[]): Promise<T | undefined> {
        const client = await this.start();
        try {
            return await client?.sendRequest<T>('workspace/executeCommand', { command, arguments: args });
        } catch (problem) {
            void vscode.window.showErrorMessage(`mlrecipe: ${problem instanceof Error ? problem.message : String(problem)}`);
            return undefined;
        }
    }

    async tellTrust(trusted: boolean): Promise<void> {
        await (await this.running)?.sendNotification(TRUST_CHANGED, { trusted });
    }

    async tellAutoSave(autoSave: boolean): Promise<void> {
        await (await this.running)?.sendNotification(AUTO_SAVE_CHANGED, { autoSave });
    }

    private async launch(): Promise<RecipeClient | undefined> {
        const java = await this.findJava();
        if (java === undefined) {
            this.client = undefined;
            return undefined;
        }
        const settings = vscode.workspace.getConfiguration('mlrecipe');
        const { command, args, cwd } = launch(this.context.extensionPath, java.executable, settings.get('server.memoryMB', 512));
        this.output.info(`starting the server with ${command} (Java ${java.version}, ${java.origin})`);
        const options: LanguageClientOptions = {
            documentSelector: [{ language: 'mlrecipe' }],
            outputChannel: this.output,
            middleware: this.middleware,
            initializationOptions: () => initializationOptions(
                vscode.workspace.getConfiguration('mlrecipe'),
                vscode.workspace.isTrusted,
                vscode.workspace.getConfiguration('files').get<string>('autoSave'),
            ),
        };
        // Most of the bundle, which a window without recipes never needs.
        const { RecipeClient } = await import('./recipeClient');
        const client = new RecipeClient('mlrecipe', 'mlrecipe', { command, args: [...args], options: { cwd } }, options);
        client.onNotification(STATUS, (status: Status) => this.statusEmitter.fire(status));
        await client.start();
        return client;
    }

    private async findJava(): Promise<Java | undefined> {
        const search = await searchJava(javaPlaces({
            platform: process.platform,
            env: process.env,
            home: os.homedir(),
            setting: vscode.workspace.getConfiguration('mlrecipe').get('java.home', ''),
            bundled: path.join(this.context.extensionPath, 'runtime'),
        }));
        const warning = badSettingMessage(search);
        if (warning !== undefined) {
            void vscode.window.showWarningMessage(warning);
        }
        if (search.java === undefined) {
            const message = noJavaMessage(search.rejected);
            this.output.error(message);
            void vscode.window.showErrorMessage(message, 'Get Java', 'Open Setting').then(choice => {
                if (choice === 'Get Java') {
                    void vscode.env.openExternal(vscode.Uri.parse(JAVA_PAGE));
                } else if (choice === 'Open Setting') {
                    void vscode.commands.executeCommand('workbench.action.openSettings', 'mlrecipe.java.home');
                }
            });
        }
        return search.java;
    }

    dispose(): void {
        void this.stop();
        this.statusEmitter.dispose();
    }
}
