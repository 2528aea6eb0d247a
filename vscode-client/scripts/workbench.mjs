// Puts a VS Code that runs in a browser under target/workbench, from npm alone: nothing is compiled, no script is run.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm, root } from './tools.mjs';

const source = path.join(root, 'test/e2e/workbench');
const target = path.join(root, 'target/workbench');

/** Returns what starts it: a Node and the program, or a reason why there is none. */
export function workbench() {
    const platform = `${process.platform}-${process.arch}`;
    if (!['linux-x64', 'linux-arm64'].includes(platform)) {
        return { reason: `no VS Code for a browser on ${platform}` };
    }
    const lock = readFileSync(path.join(source, 'package-lock.json'), 'utf8');
    const stamp = path.join(target, 'installed');
    if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
        console.log('installing a VS Code for the browser into target/workbench');
        rmSync(target, { recursive: true, force: true });
        mkdirSync(target, { recursive: true });
        for (const file of ['package.json', 'package-lock.json']) {
            copyFileSync(path.join(source, file), path.join(target, file));
        }
        npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], target);
        const code = path.join(target, 'node_modules/code-server/lib/vscode');
        npm(['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'], code);
        // A third of it, which no test uses.
        for (const unused of ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot']) {
            rmSync(path.join(code, unused), { recursive: true, force: true });
        }
        writeFileSync(stamp, lock);
    }
    return {
        node: path.join(target, `node_modules/node-${platform}/bin/node`),
        program: path.join(target, 'node_modules/code-server/out/node/entry.js'),
    };
}
