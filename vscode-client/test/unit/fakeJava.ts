import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Folders of Java machines that are scripts. */
export class FakeJava {
    readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mlrecipe-java-'));
    private count = 0;

    constructor() {
        process.on('exit', () => fs.rmSync(this.folder, { recursive: true, force: true }));
    }

    /** Returns the program, which lies in `<home>/bin/java`. */
    script(body: string, home = `java-${this.count++}`, mode = 0o755): string {
        const file = path.join(this.folder, home, 'bin/java');
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode });
        return file;
    }

    saying(version: string, home?: string): string {
        return this.script(`echo 'openjdk version "${version}" 2025-07-15' >&2`, home);
    }

    /** Writes down its process id and stays. */
    hanging(): string {
        return this.script(`echo $$ >> '${path.join(this.folder, 'pids')}'\nexec sleep 60`);
    }

    notExecutable(): string {
        return this.script('', undefined, 0o644);
    }

    missing(): string {
        return path.join(this.folder, 'nowhere/bin/java');
    }

    /** Waits until none that hangs is left; returns the process ids of those that stay. */
    async left(): Promise<number[]> {
        for (let i = 0; i < 100 && this.running().length > 0; i++) {
            await new Promise(resolve => setTimeout(resolve, 50));
        }
        return this.running();
    }

    private running(): number[] {
        const pids = path.join(this.folder, 'pids');
        return (fs.existsSync(pids) ? fs.readFileSync(pids, 'utf8') : '')
            .split('\n')
            .filter(line => line !== '')
            .map(Number)
            .filter(pid => fs.existsSync(`/proc/${pid}`) && !fs.readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '));
    }
}

/** The folder of a Java's program. */
export function home(executable: string): string {
    return path.dirname(path.dirname(executable));
}
