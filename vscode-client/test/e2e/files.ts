import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { required } from './chromium';

/** Folders of the workspace that tests use; each test has models and outputs of its own. */
export class Files {
    constructor(readonly workspace: string) {}

    path(...names: string[]): string {
        return path.join(this.workspace, ...names);
    }

    /** Puts the model of the examples into the workspace. */
    model(name: string, source = 'DigitNet_iOS18.mlpackage'): void {
        this.example(path.join('models', source), name);
    }

    /** Puts something else of the examples into the workspace. */
    example(source: string, name: string): void {
        fs.cpSync(path.join(required('MLRECIPE_CLIENT'), '../examples', source), this.path(name), { recursive: true });
    }

    write(name: string, text: string): void {
        fs.mkdirSync(path.dirname(this.path(name)), { recursive: true });
        fs.writeFileSync(this.path(name), text);
    }

    read(name: string): string {
        return fs.readFileSync(this.path(name), 'utf8');
    }

    bytes(name: string): Buffer {
        return fs.readFileSync(this.path(name));
    }

    /** Locks a file as another process does that writes the same output. */
    async lock(name: string): Promise<{ release(): void }> {
        const script = 'import fcntl, sys\nfile = open(sys.argv[1], "w")\nfcntl.lockf(file, fcntl.LOCK_EX)\n'
            + 'print("locked", flush=True)\nsys.stdin.read()';
        const other = spawn('python3', ['-c', script, this.path(name)], { stdio: ['pipe', 'pipe', 'inherit'] });
        await once(other.stdout, 'data');
        return { release: () => other.stdin.end() };
    }

    exists(name: string): boolean {
        return fs.existsSync(this.path(name));
    }
}
