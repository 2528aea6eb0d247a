import { after, before, describe } from 'node:test';
import { required } from './chromium';
import { CodeServer } from './codeServer';
import { Files } from './files';
import { scene } from './scene';
import type { Workbench } from './workbench';

const TIMES = 15;

const RECIPE = `model: Net.mlpackage
target: iOS18
config_type: OpPalettizerConfig
global_config: {mode: kmeans, nbits: 4}
`;

/** Prints figures; nothing depends on them. */
describe('figures of the extension in a workbench', () => {
    let server: CodeServer;
    let workbench: Workbench;

    before(async () => {
        server = await CodeServer.start({ vsix: required('MLRECIPE_VSIX_BUNDLED'), trusted: true });
        const files = new Files(server.workspace);
        files.model('Net.mlpackage');
        files.write('a.mlrecipe.yaml', RECIPE);
        workbench = await server.open('a.mlrecipe.yaml');
    });

    after(() => server?.stop());

    scene('from an edit to its underline', () => workbench, async () => {
        await workbench.editor.locator('.codelens-decoration').first().waitFor();
        const times: number[] = [];
        for (let i = 0; i < TIMES; i++) {
            await workbench.goTo(4, 24);
            const start = performance.now();
            await workbench.page.keyboard.type('s');
            await workbench.errors.first().waitFor();
            times.push(performance.now() - start);
            await workbench.page.keyboard.press('Backspace');
            await workbench.errors.first().waitFor({ state: 'detached' });
        }
        times.sort((a, b) => a - b);
        const ms = (place: number): string => `${Math.round(times[place]!)} ms`;
        console.log(`edit to underline, ${TIMES} times: ${ms(0)} at least, ${ms(TIMES >> 1)} in the middle, ${ms(TIMES - 1)} at most`);
    });

    scene('activation', () => workbench, async () => {
        await workbench.command('Developer: Show Running Extensions');
        const row = workbench.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'mlrecipe' });
        await row.first().waitFor();
        console.log(`activation: ${(await row.first().innerText()).replaceAll(/\s+/g, ' ')}`);
    });
});
