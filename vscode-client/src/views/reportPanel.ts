import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';

/**
 * The report's page in a panel. The page brings a content security policy that lets only its own scripts run and loads
 * nothing; its colours follow the editor's theme.
 */
export class ReportPanel implements vscode.Disposable {
    private panel: vscode.WebviewPanel | undefined;

    /** @param page a page that the server wrote */
    async show(page: vscode.Uri): Promise<void> {
        const html = await readFile(page.fsPath, 'utf8');
        if (this.panel === undefined) {
            this.panel = vscode.window.createWebviewPanel(
                'mlrecipe.report',
                'Report',
                { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
                { enableScripts: true, enableFindWidget: true, localResourceRoots: [], retainContextWhenHidden: true },
            );
            this.panel.onDidDispose(() => {
                this.panel = undefined;
            });
        } else {
            this.panel.reveal(undefined, true);
        }
        const model = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '';
        this.panel.title = `Report ${path.basename(model)}`.trim();
        this.panel.webview.html = html;
    }

    dispose(): void {
        this.panel?.dispose();
    }
}
