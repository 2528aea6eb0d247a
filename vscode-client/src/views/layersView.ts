import * as vscode from 'vscode';
import type { CurrentRecipe } from '../currentRecipe';
import type { Layer, LayerGroup, Layers } from '../server/protocol';
import { LAYERS } from '../server/protocol';
import type { Server } from '../server/server';

type Item = { readonly group: LayerGroup } | { readonly layer: Layer };

const ICONS: Record<Layer['state'], vscode.ThemeIcon> = {
    measured: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
    planned: new vscode.ThemeIcon('circle-large-outline'),
    skipped: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
    left: new vscode.ThemeIcon('dash'),
};

/** The layers of the current recipe's model, below the rules that decide about them; a click goes to the rule. */
export class LayersView implements vscode.TreeDataProvider<Item>, vscode.Disposable {
    private readonly emitter = new vscode.EventEmitter<void>();
    private readonly view: vscode.TreeView<Item>;
    private readonly listeners: vscode.Disposable[];
    private layers: Layers | undefined;
    private uri: vscode.Uri | undefined;

    readonly onDidChangeTreeData = this.emitter.event;

    constructor(private readonly recipe: CurrentRecipe, private readonly server: Server) {
        this.view = vscode.window.createTreeView('mlrecipe.layers', { treeDataProvider: this, showCollapseAll: true });
        this.listeners = [
            this.view,
            recipe.onChange(() => void this.refresh()),
            this.view.onDidChangeVisibility(() => void this.refresh()),
        ];
    }

    private async refresh(): Promise<void> {
        const uri = this.recipe.uri;
        if (!this.view.visible || uri === undefined || this.recipe.status === undefined) {
            return;
        }
        const client = await this.server.running;
        const layers = await client
            ?.sendRequest<Layers | null>(LAYERS, { textDocument: { uri: uri.toString() } })
            .catch(() => undefined);
        if (this.recipe.uri?.toString() === uri.toString()) {
            this.layers = layers ?? undefined;
            this.uri = uri;
            this.view.message = this.layers === undefined ? this.recipe.status?.message : this.layers.summary;
            this.emitter.fire();
        }
    }

    getChildren(item?: Item): Item[] {
        if (item === undefined) {
            return (this.layers?.groups ?? []).map(group => ({ group }));
        }
        return 'group' in item ? item.group.layers.map(layer => ({ layer })) : [];
    }

    getTreeItem(item: Item): vscode.TreeItem {
        const [label, source] = 'group' in item ? [item.group.title, item.group] : [item.layer.name, item.layer];
        const tree = new vscode.TreeItem(
            label,
            'group' in item ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
        );
        tree.description = source.detail;
        if ('layer' in item) {
            tree.iconPath = ICONS[item.layer.state];
            tree.tooltip = item.layer.facts;
        }
        if (source.range !== undefined) {
            tree.command = { command: 'mlrecipe.goToRule', title: 'Go to Rule', arguments: [this.uri?.toString(), source.range] };
        }
        return tree;
    }

    dispose(): void {
        this.listeners.forEach(listener => listener.dispose());
        this.emitter.dispose();
    }
}
