import { spawn } from 'node:child_process';

/** What running `java -version` tells. */
export type JavaVersion = { readonly version: number } | { readonly reason: string };

const PATIENCE_MS = 10_000;

/** Runs a Java to learn its major version: files beside it may lie. One that hangs is ended. */
export function askVersion(executable: string, patienceMs = PATIENCE_MS): Promise<JavaVersion> {
    return new Promise(resolve => {
        const process = spawn(executable, ['-version'], { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
        let said = '';
        const hear = (chunk: Buffer): void => {
            said += chunk.toString('utf8');
        };
        process.stdout.on('data', hear);
        process.stderr.on('data', hear);
        const answer = (result: JavaVersion): void => {
            clearTimeout(timer);
            resolve(result);
        };
        const timer = setTimeout(() => {
            process.kill('SIGKILL');
            process.stdout.destroy();
            process.stderr.destroy();
            answer({ reason: `said nothing within ${patienceMs / 1000} s` });
        }, patienceMs);
        process.on('error', (problem: NodeJS.ErrnoException) => {
            answer({ reason: problem.code === 'ENOENT' ? 'does not exist' : `cannot be run (${problem.code ?? problem.message})` });
        });
        process.on('close', () => {
            const version = majorVersion(said);
            answer(version === undefined ? { reason: 'is not a Java' } : { version });
        });
    });
}

/** The major version in what `java -version` prints: 8 of `"1.8.0_292"`, 21 of `"21.0.8"` and `"21-ea"`. */
export function majorVersion(said: string): number | undefined {
    const match = /version "(?:1\.)?(\d+)/.exec(said);
    return match?.[1] === undefined ? undefined : Number(match[1]);
}
