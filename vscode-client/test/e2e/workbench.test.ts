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
global_config:
  mode: kmeans
  nbits: 4
`;

/** The target lacks the type. */
const TOO_NEW = `model: Older.mlpackage
target: [iOS17, macOS14]
config_type: OpLinearQuantizerConfig
global_config:
  dtype: int4
`;

describe('a recipe in a workbench, the server on the bundled runtime', () => {
    let server: CodeServer;
    let files: Files;
    let workbench: Workbench;

    before(async () => {
        server = await CodeServer.start({ vsix: required('MLRECIPE_VSIX_BUNDLED'), trusted: true });
        files = new Files(server.workspace);
        files.model('Net.mlpackage');
        files.model('Older.mlpackage', 'DigitNet_iOS17.mlpackage');
        files.write('a.mlrecipe.yaml', RECIPE);
        files.write('too-new.mlrecipe.yaml', TOO_NEW);
        workbench = await server.open('too-new.mlrecipe.yaml');
    });

    after(() => server?.stop());

    scene('underlines an option that the target lacks', () => workbench, async () => {
        await workbench.errors.first().waitFor({ timeout: 30_000 });
        const problems = await workbench.problems();
        assert.ok(problems.some(row => row.includes('int4') && row.includes('iOS18')), problems.join('\n'));
        assert.match(server.languageServerProgram(), /extensions\/mlrecipe[^/]*\/runtime\/bin\/java$/);
    });

    scene('offers what the target can load first', () => workbench, async () => {
        await workbench.goTo(5, 10);
        const offered = await workbench.suggestions();
        await workbench.page.keyboard.press('Escape');
        const place = (word: string): number => offered.findIndex(row => row.startsWith(word));
        assert.ok(place('int8') >= 0 && place('int8') < place('int4'), offered.join('\n'));
    });

    scene('fixes it', () => workbench, async () => {
        await workbench.goTo(5, 12);
        await workbench.fix('int8');
        await workbench.errors.first().waitFor({ state: 'detached' });
        assert.match(await workbench.text(), /dtype:\s*int8/);
    });

    scene('compresses on save, and shows what was measured', () => workbench, async () => {
        await workbench.open('a.mlrecipe.yaml');
        await until('a planned ratio', async () => (await workbench.lenses()).includes('planned'));
        await workbench.save();
        await until('the output', () => files.exists('out/Net.mlpackage/Manifest.json'));
        await until('a measured ratio', async () => /Open report/.test(await workbench.lenses())
            && !(await workbench.lenses()).includes('planned'));
        assert.match(await workbench.lenses(), /\d\.\d+x/);
        const problems = await workbench.problems();
        assert.ok(problems.some(row => /SNR \d+/.test(row)), problems.join('\n'));
    });

    scene('shows the report beside the recipe', () => workbench, async () => {
        await workbench.command('mlrecipe: Open Report');
        const page = workbench.webview();
        await page.locator('#weights tbody tr').first().waitFor();
        assert.ok(await page.locator('#weights tbody tr').count() > 3);
        await until('a chart', async () => await page.locator('#bytes').evaluate(canvas => canvas.clientHeight) > 50);
    });
});
