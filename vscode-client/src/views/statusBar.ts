import * as vscode from 'vscode';
import type { CurrentRecipe } from '../currentRecipe';
import type { Status } from '../server/protocol';

const ICONS: Record<Status['state'], string> = {
    planned: '$(layers)',
    measured: '$(pass)',
    blocked: '$(error)',
    running: '$(sync~spin)',
    failed: '$(error)',
    cancelled: '$(circle-slash)',
    noModel: '$(layers)',
};

/** Ratio, target and state of the recipe that is being edited. */
export class StatusBar implements vscode.Disposable {
    private readonly item = vscode.window.createStatusBarItem('mlrecipe.status', vscode.StatusBarAlignment.Right, 100);
    private readonly listener: vscode.Disposable;

    constructor(private readonly recipe: CurrentRecipe) {
        this.item.name = 'Core ML Recipe';
        this.item.command = 'mlrecipe.showLayers';
        this.listener = recipe.onChange(() => this.show());
        this.show();
    }

    private show(): void {
        const status = this.recipe.status;
        if (!this.recipe.isShown) {
            this.item.hide();
            return;
        }
        this.item.text = status === undefined ? '$(loading~spin) mlrecipe' : words(status);
        this.item.tooltip = status === undefined ? 'mlrecipe: the server starts' : `mlrecipe: ${status.message}`;
        this.item.backgroundColor = status?.state === 'blocked' || status?.state === 'failed'
            ? new vscode.ThemeColor('statusBarItem.errorBackground')
            : undefined;
        this.item.show();
    }

    dispose(): void {
        this.listener.dispose();
        this.item.dispose();
    }
}

function words(status: Status): string {
    return [ICONS[status.state], status.ratio === '' ? 'mlrecipe' : status.ratio, status.target].filter(word => word !== '').join(' ');
}
