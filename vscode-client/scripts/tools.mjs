// What the scripts share.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';

export const root = path.join(import.meta.dirname, '..');

/** Runs a program to its end; one that fails ends this one. */
export function run(command, args, { cwd = root, env = process.env } = {}) {
    const { status, error } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
    if (status !== 0) {
        console.error(`${command} ${args.join(' ')}: ${error?.message ?? `ended with ${status}`}`);
        process.exit(1);
    }
}

/** npm is a script for a shell on Windows. */
export function npm(args, cwd = root) {
    if (process.platform === 'win32') {
        run('cmd', ['/c', 'npm', ...args], { cwd });
    } else {
        run('npm', args, { cwd });
    }
}

/** The first of these programs on the PATH. */
export function onPath(...names) {
    const folders = (process.env.PATH ?? '').split(path.delimiter);
    return folders.flatMap(folder => names.map(name => path.join(folder, name))).find(isProgram);
}

function isProgram(file) {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

/** Says loudly that something was not tested; in CI that is a failure. */
export function skip(reason) {
    console.error(`SKIPPED: ${reason}`);
    process.exit(process.env.CI === 'true' ? 1 : 0);
}

/** Compiles the tests of a folder; returns the files to give to Node. */
export async function compileTests(folder, ending) {
    const output = path.join(root, 'target', folder);
    rmSync(output, { recursive: true, force: true });
    mkdirSync(output, { recursive: true });
    const source = path.join(root, 'test', folder);
    const names = readdirSync(source).filter(name => name.endsWith(ending));
    await esbuild.build({
        entryPoints: names.map(name => path.join(source, name)),
        outdir: output,
        outExtension: { '.js': '.mjs' },
        bundle: true,
        platform: 'node',
        target: 'node20',
        format: 'esm',
        packages: 'external',
        sourcemap: 'inline',
        logLevel: 'warning',
    });
    return names.map(name => path.join(output, name.replace(/\.ts$/, '.mjs')));
}

/** Runs compiled tests one after the other. */
export function runTests(files, env = {}) {
    run(process.execPath, ['--enable-source-maps', '--test', '--test-concurrency=1', '--test-reporter=spec', ...files],
        { env: { ...process.env, MLRECIPE_CLIENT: root, ...env } });
}
