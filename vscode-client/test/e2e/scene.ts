import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { required } from './chromium';
import type { Workbench } from './workbench';

/** A test in a workbench; a picture of one that fails is left in `target/failures`. */
export function scene(what: string, workbench: () => Workbench, play: (workbench: Workbench) => Promise<void>): void {
    test(what, { timeout: 90_000 }, async () => {
        try {
            await play(workbench());
        } catch (failure) {
            const folder = path.join(required('MLRECIPE_CLIENT'), 'target/failures');
            fs.mkdirSync(folder, { recursive: true });
            await workbench().page.screenshot({ path: path.join(folder, `${what.replaceAll(/\W+/g, '-')}.png`) });
            throw failure;
        }
    });
}
