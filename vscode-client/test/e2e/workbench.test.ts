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

/** A configuration of coremltools. */
const PLAIN = `config_type: OpLinearQuantizerConfig
global_config:
  dtype: int4
`;

/** A sweep around coremltools. */
const SCRIPT = `import coremltools as ct
import coremltools.optimize.coreml as cto

model = ct.models.MLModel("Net.mlpackage")
for nbits in (4, 6):
    op = cto.OpPalettizerConfig(mode="kmeans", nbits=nbits)
    cto.palettize_weights(model, cto.OptimizationConfig(global_config=op)).save(f"out/Net_{nbits}bit.mlpackage")
`;

/** Three outputs of one model. */
const VARIANTS = `model: Net.mlpackage
output: out/Sweep.mlpackage
target: iOS18
config_type: OpPalettizerConfig
global_config: {mode: kmeans, nbits: 4}
variants:
  four: {}
  six: {global_config: {nbits: 6}}
  eight: {global_config: {nbits: 8}}
`;

/** Measures what the outputs are worth. */
const MEASURED = `model: Net.mlpackage
output: out/Measured.mlpackage
target: iOS18
data: {path: digits.npy, labels: labels.npy}
config_type: OpPalettizerConfig
global_config: {mode: kmeans, nbits: 4}
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
        files.write('configs/plain.yaml', PLAIN);
        files.write('sweep.py', SCRIPT);
        files.write('variants.mlrecipe.yaml', VARIANTS);
        files.write('measured.mlrecipe.yaml', MEASURED);
        files.example('data/digits.npy', 'digits.npy');
        files.example('data/digit_labels.npy', 'labels.npy');
        workbench = await server.open('too-new.mlrecipe.yaml');
    });

    after(() => server?.stop());

    scene('underlines an option that the target lacks', () => workbench, async () => {
        await workbench.errors.first().waitFor({ timeout: 30_000 });
        await until('what is wrong with it', async () =>
            (await workbench.problems()).some(row => row.includes('int4') && row.includes('iOS18')));
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
        await until('results', async () => (await workbench.problems()).some(row => /SNR \d+/.test(row)));
    });

    scene('shows the report beside the recipe', () => workbench, async () => {
        await workbench.command('mlrecipe: Open Report');
        const page = workbench.webview();
        await page.locator('#weights tbody tr').first().waitFor();
        assert.ok(await page.locator('#weights tbody tr').count() > 3);
        await until('a chart', async () => await page.locator('#bytes').evaluate(canvas => canvas.clientHeight) > 50);
    });

    scene('fills the view of layers, from which a click leads to the rule', () => workbench, async () => {
        await workbench.command('mlrecipe: Show Layers');
        const largest = workbench.layers.filter({ hasText: 'linear_0' });
        await largest.waitFor();
        assert.match(await largest.innerText(), /\d\.\d+x, (Neural Engine|GPU|CPU), [\d.e-]+ ms/);
        await workbench.layers.filter({ hasText: 'global_config' }).waitFor();
        await workbench.goTo(1, 1);
        await largest.click();
        await until('the cursor at the rule', async () => (await workbench.cursor()).startsWith('Ln 5, Col '));
    });

    scene('says in the status bar how the recipe stands', () => workbench, async () => {
        await until('ratio and target', async () => /\d\.\d+x iOS18/.test(await workbench.statusBar.innerText()));
    });

    scene('starts a server again that was killed, and nothing is lost', () => workbench, async () => {
        const [killed] = server.languageServers();
        process.kill(killed!, 'SIGKILL');
        await until('another server', () => server.languageServers().some(pid => pid !== killed));
        await until('the measured results', async () => (await workbench.lenses()).includes('Open report')
            && !(await workbench.lenses()).includes('planned'));
        await workbench.goTo(7, 10);
        await workbench.page.keyboard.type('4');
        await workbench.errors.first().waitFor();
        await workbench.page.keyboard.press('Backspace');
        await workbench.errors.first().waitFor({ state: 'detached' });
    });

    scene('cancels a run; the former output stays', () => workbench, async () => {
        const before = files.bytes('out/Net.mlpackage/Data/com.apple.CoreML/weights/weight.bin');
        await workbench.open('a.mlrecipe.yaml');
        await workbench.goTo(7, 11);
        await workbench.page.keyboard.press('Backspace');
        await workbench.page.keyboard.type('6');
        const other = await files.lock('out/.Net.mlpackage.lock');
        await workbench.save();
        await workbench.statusBar.locator('.codicon-sync').waitFor();
        await workbench.command('mlrecipe: Cancel Compression');
        await workbench.statusBar.locator('.codicon-circle-slash').waitFor();
        other.release();
        await until('a word about it', async () =>
            (await workbench.problems()).some(row => row.includes('cancelled')));
        assert.deepEqual(files.bytes('out/Net.mlpackage/Data/com.apple.CoreML/weights/weight.bin'), before);
    });

    scene('makes a recipe for a model that checks clean', () => workbench, async () => {
        await workbench.menu('Net.mlpackage', 'New Recipe from Model…');
        await workbench.pick('iOS18', 'iOS18');
        await workbench.pick('GPU', 'int4 in blocks');
        await workbench.page.locator('.tab.active', { hasText: 'Net-gpu.mlrecipe.yaml' }).waitFor();
        await until('a plan', async () => (await workbench.lenses()).includes('planned'));
        assert.match(await workbench.text(), /model: Net\.mlpackage/);
        const problems = await workbench.problems();
        assert.ok(!problems.some(row => row.includes('Net-gpu')), problems.join('\n'));
    });

    scene('makes a recipe of a script, with a variant for each model that it saves', () => workbench, async () => {
        await workbench.menu('sweep.py', 'New Recipe from Script…');
        await workbench.page.locator('.tab.active', { hasText: 'sweep.mlrecipe.yaml' }).waitFor();
        await until('a plan', async () => (await workbench.lenses()).includes('planned'));
        assert.match(await workbench.text(), /model: Net\.mlpackage/);
        assert.match(await workbench.text(), /output: out\/Net_6bit\.mlpackage/);
        const problems = await workbench.problems();
        assert.ok(!problems.some(row => row.includes('sweep')), problems.join('\n'));
    });

    scene('has a lens for each variant, of which a click makes only that one', () => workbench, async () => {
        await workbench.open('variants.mlrecipe.yaml');
        await until('a plan of each', async () => (await workbench.lenses()).split('planned').length > 3);
        await workbench.lens('planned: ', 1).click();
        await until('its report', async () => (await workbench.lenses()).includes('Open report'));
        assert.ok(files.exists('out/Sweep-six.mlpackage/Manifest.json'));
        assert.ok(!files.exists('out/Sweep-four.mlpackage') && !files.exists('out/Sweep-eight.mlpackage'));
        const problems = await workbench.problems();
        assert.equal(problems.filter(row => row.includes('lowest SNR')).length, 1, problems.join('\n'));
    });

    scene('measures accuracy with the executor that the package brings', () => workbench, async () => {
        await workbench.open('measured.mlrecipe.yaml');
        await until('a plan', async () => (await workbench.lenses()).includes('planned'));
        await workbench.save();
        await until('the accuracy of both models', async () =>
            /logits \d+\.\d dB, accuracy 99\.\d %/.test(await workbench.lenses()));
    });

    scene('takes further files as recipes, and plans anew, when the settings say so', () => workbench, async () => {
        await workbench.open('plain.yaml');
        assert.equal(await workbench.errors.count(), 0);
        files.write('.vscode/settings.json', JSON.stringify({
            'mlrecipe.recipeFiles': ['**/configs/*.yaml'],
            'mlrecipe.defaultTarget': 'iOS17',
        }));
        await workbench.errors.first().waitFor();
        files.write('.vscode/settings.json', JSON.stringify({
            'mlrecipe.recipeFiles': ['**/configs/*.yaml'],
            'mlrecipe.defaultTarget': 'iOS18',
        }));
        await workbench.errors.first().waitFor({ state: 'detached' });
    });
});
