import * as path from 'node:path';

/** How the server's process is started. */
export interface Launch {
    readonly command: string;
    readonly args: readonly string[];
    /** Nothing in a workspace may change how the process behaves. */
    readonly cwd: string;
}

/** @param memoryMB most memory of the heap */
export function launch(extensionFolder: string, java: string, memoryMB: number): Launch {
    const folder = path.join(extensionFolder, 'server');
    const memory = Number.isFinite(memoryMB) ? Math.max(128, Math.floor(memoryMB)) : 512;
    return {
        command: java,
        args: [
            // The serial collector starts fastest and idles smallest; memory is given back after runs.
            '-XX:+UseSerialGC', '-Xms16m', `-Xmx${memory}m`, '-XX:MinHeapFreeRatio=10', '-XX:MaxHeapFreeRatio=25',
            // A server that is out of memory ends and is started again rather than limping on.
            '-XX:+ExitOnOutOfMemoryError',
            // Standard output belongs to the protocol.
            '-XX:-UsePerfData', '-Xlog:disable', '-Xlog:all=error:stderr', '-Xshare:auto',
            '-jar', path.join(folder, 'mlrecipe.jar'), 'lsp',
        ],
        cwd: folder,
    };
}
