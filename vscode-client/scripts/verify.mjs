// Everything that Maven does here: installs what the lockfile names, compiles, tests, packs, and tries the packages.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 11)) {
    console.error(`SKIPPED: the VS Code extension needs Node 20.11 or newer to be built, this is ${process.version}`);
    process.exit(process.env.CI === 'true' ? 1 : 0);
}

function run(command, ...args) {
    const shell = process.platform === 'win32' && command === 'npm';
    const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell });
    if (status !== 0) {
        console.error(`${command} ${args.join(' ')}: ${error ? error.message : `ended with ${status}`}`);
        process.exit(1);
    }
}

const lock = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
const stamp = path.join(root, 'node_modules/.installed');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    run('npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
    writeFileSync(stamp, lock);
}
run(process.execPath, path.join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', '.');
for (const script of ['build', 'unit-tests', 'e2e-tests']) {
    run(process.execPath, path.join(root, 'scripts', `${script}.mjs`));
}
