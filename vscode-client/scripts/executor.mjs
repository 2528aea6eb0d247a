// Brings the executor for a platform: a jar with the native libraries of that platform alone.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './tools.mjs';

/** ONNX Runtime's names of the targets of VS Code. */
const NATIVES = {
    'darwin-arm64': 'osx-aarch64',
    'darwin-x64': 'osx-x64',
    'linux-arm64': 'linux-aarch64',
    'linux-x64': 'linux-x64',
    'win32-x64': 'win-x64',
};

/** Returns the jar: for the platform at hand what was built, for others it is built here. */
export function executor(target) {
    const built = path.join(root, '../executor/target/mlrecipe-executor.jar');
    if (target === `${process.platform}-${process.arch}` && existsSync(built)) {
        return built;
    }
    const jar = path.join(root, 'target/executors', target, 'mlrecipe-executor.jar');
    const args = ['-q', '-ntp', '-pl', 'executor', '-am', 'package', '-DskipTests',
        `-Dexecutor.natives=${NATIVES[target]}`, `-Dexecutor.jar=${jar}`];
    if (process.platform === 'win32') {
        run('cmd', ['/c', 'mvn', ...args], { cwd: path.join(root, '..') });
    } else {
        run('mvn', args, { cwd: path.join(root, '..') });
    }
    return jar;
}
