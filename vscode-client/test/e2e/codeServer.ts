import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { required, startChromium } from './chromium';
import { Workbench } from './workbench';

/** Settings that keep a workbench quiet, so that tests see only what they are about. */
const QUIET = {
    'workbench.startupEditor': 'none',
    'workbench.tips.enabled': false,
    'workbench.welcomePage.walkthroughs.openOnInstall': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.colorTheme': 'Default Light Modern',
    'telemetry.telemetryLevel': 'off',
    'extensions.autoUpdate': false,
    'extensions.autoCheckUpdates': false,
    'extensions.ignoreRecommendations': true,
    'update.mode': 'none',
    'git.enabled': false,
    'chat.disableAIFeatures': true,
    'editor.accessibilitySupport': 'off',
    'editor.minimap.enabled': false,
    'editor.wordBasedSuggestions': 'off',
    'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
    'files.autoSave': 'off',
    'window.restoreWindows': 'none',
};

export interface Setup {
    readonly vsix: string;
    /** Whether the folder counts as trusted without a question. */
    readonly trusted: boolean;
    readonly settings?: Record<string, unknown>;
    readonly env?: NodeJS.ProcessEnv;
}

/** A VS Code on folders of its own, with the extension installed and an empty workspace. */
export class CodeServer {
    private constructor(
        readonly folder: string,
        private readonly port: number,
        private readonly process: ChildProcess,
        private readonly browser: Browser,
        private readonly context: BrowserContext,
    ) {}

    static async start(setup: Setup): Promise<CodeServer> {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mlrecipe-e2e-'));
        for (const name of ['data/User', 'extensions', 'home', 'workspace']) {
            fs.mkdirSync(path.join(folder, name), { recursive: true });
        }
        fs.writeFileSync(path.join(folder, 'data/User/settings.json'), JSON.stringify({
            ...QUIET,
            'security.workspace.trust.enabled': !setup.trusted,
            'security.workspace.trust.startupPrompt': 'never',
            'security.workspace.trust.banner': 'never',
            'mlrecipe.cacheFolder': path.join(folder, 'cache'),
            ...setup.settings,
        }, null, 2));
        const env: NodeJS.ProcessEnv = {
            ...process.env,
            HOME: path.join(folder, 'home'),
            XDG_CONFIG_HOME: path.join(folder, 'home/.config'),
            XDG_DATA_HOME: path.join(folder, 'home/.local/share'),
            ...setup.env,
        };
        for (const name of ['VSCODE_IPC_HOOK_CLI', 'PORT', 'PASSWORD', 'NODE_OPTIONS', 'NODE_TEST_CONTEXT']) {
            delete env[name];
        }
        const node = required('MLRECIPE_WORKBENCH_NODE');
        const program = [
            required('MLRECIPE_WORKBENCH'), '--config', path.join(folder, 'config.yaml'),
            '--user-data-dir', path.join(folder, 'data'), '--extensions-dir', path.join(folder, 'extensions'),
        ];
        const installed = spawnSync(node, [...program, '--install-extension', setup.vsix], { env, encoding: 'utf8' });
        if (installed.status !== 0) {
            throw new Error(`${setup.vsix} cannot be installed: ${installed.stdout}${installed.stderr}`);
        }
        const port = await freePort();
        const log = fs.openSync(path.join(folder, 'log'), 'w');
        const server = spawn(node, [
            ...program, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check',
            '--disable-getting-started-override', '--disable-proxy', '--ignore-last-opened',
            ...(setup.trusted ? ['--disable-workspace-trust'] : []),
        ], { env, stdio: ['ignore', log, log], detached: true });
        const [browser] = await Promise.all([startChromium(), answers(port, server, path.join(folder, 'log'))]);
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
        return new CodeServer(folder, port, server, browser, context);
    }

    /** The folder that the workbench shows. */
    get workspace(): string {
        return path.join(this.folder, 'workspace');
    }

    /** Shows the workspace with a file open. */
    async open(file: string): Promise<Workbench> {
        const page = await this.context.newPage();
        page.setDefaultTimeout(30_000);
        const payload = [['openFile', `vscode-remote://127.0.0.1:${this.port}${path.join(this.workspace, file)}`], ['skipWelcome', 'true']];
        const query = new URLSearchParams({ folder: this.workspace, payload: JSON.stringify(payload) });
        await page.goto(`http://127.0.0.1:${this.port}/?${query.toString()}`, { waitUntil: 'commit' });
        await page.locator('.part.editor .monaco-editor .view-line').first().waitFor({ timeout: 60_000 });
        return new Workbench(page);
    }

    /** Process ids of the language server; usually one. */
    languageServers(): number[] {
        return fs.readdirSync('/proc')
            .filter(name => /^\d+$/.test(name))
            .filter(pid => commandLine(pid).includes(`${path.join(this.folder, 'extensions')}/`) && commandLine(pid).includes('mlrecipe.jar'))
            .map(Number);
    }

    /** The program that the language server runs on. */
    languageServerProgram(): string {
        return commandLine(String(this.languageServers()[0])).split('\0')[0] ?? '';
    }

    async stop(): Promise<void> {
        await this.browser.close();
        const ended = new Promise(resolve => this.process.once('exit', resolve));
        process.kill(-this.process.pid!, 'SIGTERM');
        await ended;
        if (process.env['MLRECIPE_KEEP'] === undefined) {
            fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
        }
    }
}

function commandLine(pid: string): string {
    try {
        return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
        return '';
    }
}

function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const server = net.createServer();
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => {
            const { port } = server.address() as net.AddressInfo;
            server.close(() => resolve(port));
        });
    });
}

async function answers(port: number, server: ChildProcess, log: string): Promise<void> {
    for (let i = 0; i < 300; i++) {
        if (server.exitCode !== null) {
            break;
        }
        if (await fetch(`http://127.0.0.1:${port}/healthz`).then(answer => answer.ok, () => false)) {
            return;
        }
        await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`the workbench does not start: ${fs.readFileSync(log, 'utf8')}`);
}
