import * as vscode from 'vscode';
import { LANGUAGE } from './recipeFiles';
import type { Status } from './server/protocol';

/** The recipe that the user looks at, or looked at last, and how it stands. */
export class CurrentRecipe implements vscode.Disposable {
    private readonly statuses = new Map<string, Status>();
    private readonly emitter = new vscode.EventEmitter<void>();
    private readonly listeners: vscode.Disposable[];
    private current: vscode.Uri | undefined;

    /** Another recipe is looked at, or something is new about it. */
    readonly onChange = this.emitter.event;

    constructor(onStatus: vscode.Event<Status>) {
        this.listeners = [
            onStatus(status => {
                this.statuses.set(key(status.uri), status);
                this.changed();
            }),
            vscode.window.onDidChangeActiveTextEditor(() => this.look()),
            vscode.workspace.onDidOpenTextDocument(() => this.look()),
            vscode.workspace.onDidCloseTextDocument(document => {
                this.statuses.delete(key(document.uri.toString()));
                if (this.current?.toString() === document.uri.toString()) {
                    this.current = undefined;
                    this.look();
                    this.changed();
                }
            }),
        ];
        this.look();
    }

    get uri(): vscode.Uri | undefined {
        return this.current;
    }

    /** Whether the editor that has the focus shows it. */
    get isShown(): boolean {
        return vscode.window.activeTextEditor?.document.languageId === LANGUAGE;
    }

    get status(): Status | undefined {
        return this.current === undefined ? undefined : this.statuses.get(key(this.current.toString()));
    }

    private look(): void {
        const document = vscode.window.activeTextEditor?.document;
        if (document?.languageId === LANGUAGE) {
            this.current = document.uri;
        }
        this.changed();
    }

    private changed(): void {
        void vscode.commands.executeCommand('setContext', 'mlrecipe.hasRecipe', this.current !== undefined);
        void vscode.commands.executeCommand('setContext', 'mlrecipe.running', this.status?.state === 'running');
        this.emitter.fire();
    }

    dispose(): void {
        this.listeners.forEach(listener => listener.dispose());
        this.emitter.dispose();
    }
}

/** Equal for the ways to write one address. */
function key(uri: string): string {
    return vscode.Uri.parse(uri).toString();
}
