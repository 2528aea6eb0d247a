import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { required } from './chromium';
import { CodeServer } from './codeServer';
import { Files } from './files';
import { scene } from './scene';
import type { Workbench } from './workbench';
import { until } from './workbench';

const RECIPE = `model: Net.mlpackage
output: out/Net.mlpackage
target: iOS18
config_type: OpPalettizerConfig
global_config: {mode: kmeans, nbits: 4}
`;

describe('a folder that is not trusted, the server on a Java of the machine', () => {
    let server: CodeServer;
    let files: Files;
    let workbench: Workbench;

    before(async () => {
        server = await CodeServer.start({ vsix: required('MLRECIPE_VSIX_PLAIN'), trusted: false });
        files = new Files(server.workspace);
        files.model('Net.mlpackage');
        files.write('a.mlrecipe.yaml', RECIPE);
        workbench = await server.open('a.mlrecipe.yaml');
    });

    after(() => server?.stop());

    scene('is checked and never run', () => workbench, async () => {
        await until('a planned ratio', async () => (await workbench.lenses()).includes('planned'));
        assert.doesNotMatch(server.languageServerProgram(), /extensions/);
        await workbench.goTo(5, 20);
        await workbench.page.keyboard.type('s');
        await workbench.errors.first().waitFor();
        await workbench.page.keyboard.press('Backspace');
        await workbench.errors.first().waitFor({ state: 'detached' });
        await workbench.save();
        await workbench.command('mlrecipe: Compress Now');
        await until('a refusal', async () => (await workbench.notifications()).some(text => text.includes('not trusted')));
        assert.ok(!files.exists('out'));
    });

    scene('runs once it is trusted', () => workbench, async () => {
        await workbench.command('Workspaces: Manage Workspace Trust');
        await workbench.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust/ }).first().click();
        await workbench.open('a.mlrecipe.yaml');
        await workbench.command('mlrecipe: Compress Now');
        await until('the output', () => files.exists('out/Net.mlpackage/Manifest.json'));
    });
});
