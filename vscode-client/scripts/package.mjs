// Packs the extension: without arguments the plain package, with --all also those for one platform, which carry a Java
// runtime and the executor, or those for the targets that are named.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { executor } from './executor.mjs';
import { TARGETS, runtime } from './runtime.mjs';
import { root, run } from './tools.mjs';

const PLAIN = 'plain';
const FILES = ['README.md', 'images', 'language-configuration.json', 'syntaxes', 'dist', 'server'];
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Packs for these targets; returns the files. */
export function packages(targets) {
    return targets.map(target => {
        const folder = path.join(root, 'target/package', target);
        const file = path.join(root, 'target', `mlrecipe${target === PLAIN ? '' : `-${target}`}-${manifest.version}.vsix`);
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        for (const name of FILES.filter(name => existsSync(path.join(root, name)))) {
            cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
        }
        for (const name of ['LICENSE', 'NOTICE', 'CHANGELOG.md']) {
            cpSync(path.join(root, '..', name), path.join(folder, name));
        }
        const { scripts, dependencies, devDependencies, ...rest } = manifest;
        writeFileSync(path.join(folder, 'package.json'), JSON.stringify(rest, null, 2));
        writeFileSync(path.join(folder, '.vscodeignore'), '');
        if (target !== PLAIN) {
            cpSync(runtime(target), path.join(folder, 'runtime'), { recursive: true });
            cpSync(executor(target), path.join(folder, 'server/mlrecipe-executor.jar'));
        }
        run(process.execPath, [path.join(root, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies',
            '--allow-missing-repository', '--no-rewrite-relative-links', '--out', file,
            ...(target === PLAIN ? [] : ['--target', target])], { cwd: folder });
        return file;
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const [first, ...more] = process.argv.slice(2);
    packages(first === undefined ? [PLAIN] : first === '--all' ? [PLAIN, ...TARGETS] : [first, ...more]);
}
