import * as path from 'node:path';
import { after, before, describe } from 'node:test';
import { required } from './chromium';
import { CodeServer } from './codeServer';
import { Files } from './files';
import { scene } from './scene';
import type { Workbench } from './workbench';
import { until } from './workbench';

const RECIPE = `model: DigitNet.mlpackage
output: build/DigitNet_small.mlpackage
target: [iOS18, macOS15]

config_type: OpPalettizerConfig
global_config:
  mode: kmeans
  nbits: 4
op_type_configs:
  linear:        # the largest layers
    mode: kmeans
    nbits: 6

expect:
  min_ratio: 2.5
`;

const TOO_NEW = `model: DigitNet_iOS17.mlpackage
target: [iOS17, macOS14]
config_type: OpLinearQuantizerConfig
global_config:
  dtype: int4
`;

/** Takes the pictures of the documents. */
describe('pictures', () => {
    let server: CodeServer;
    let workbench: Workbench;

    before(async () => {
        server = await CodeServer.start({ vsix: required('MLRECIPE_VSIX_BUNDLED'), trusted: true });
        const files = new Files(server.workspace);
        files.model('DigitNet.mlpackage');
        files.model('DigitNet_iOS17.mlpackage', 'DigitNet_iOS17.mlpackage');
        files.write('int4.mlrecipe.yaml', TOO_NEW);
        files.write('small.mlrecipe.yaml', RECIPE);
        workbench = await server.open('int4.mlrecipe.yaml');
        await workbench.page.setViewportSize({ width: 1200, height: 640 });
    });

    after(() => server?.stop());

    /** Once nothing moves any more. */
    async function take(name: string): Promise<void> {
        await new Promise(resolve => setTimeout(resolve, 1000));
        await workbench.page.screenshot({ path: path.join(required('MLRECIPE_CLIENT'), 'images', `${name}.png`) });
    }

    /** Makes room for the view of layers, or gives it back. */
    async function fold(): Promise<void> {
        await workbench.page.locator('.pane-header', { hasText: 'workspace' }).click();
    }

    scene('finding', () => workbench, async () => {
        await workbench.errors.first().waitFor();
        await workbench.problems();
        await workbench.goTo(5, 12);
        await workbench.summon('Control+.', workbench.page.locator('.action-widget .monaco-list-row').first());
        await take('finding');
        await workbench.page.keyboard.press('Escape');
        await workbench.page.keyboard.press('Control+j');
    });

    scene('results', () => workbench, async () => {
        await workbench.open('small.mlrecipe.yaml');
        await until('a plan', async () => (await workbench.lenses()).includes('planned'));
        await workbench.save();
        await until('results', async () => (await workbench.lenses()).includes('Open report')
            && !(await workbench.lenses()).includes('planned'));
        await workbench.command('mlrecipe: Show Layers');
        await workbench.layers.first().waitFor();
        await fold();
        await workbench.page.mouse.move(350, 300);
        await workbench.page.mouse.down();
        await workbench.page.mouse.move(580, 300);
        await workbench.page.mouse.up();
        await take('results');
        await fold();
    });

    scene('new recipe', () => workbench, async () => {
        await workbench.menu('DigitNet.mlpackage', 'New Recipe from Model…');
        await workbench.pick('iOS18', 'iOS18');
        await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'int4 in blocks' }).waitFor();
        await take('new-recipe');
        await workbench.page.keyboard.press('Escape');
    });

    scene('report', () => workbench, async () => {
        await workbench.command('mlrecipe: Open Report');
        await workbench.webview().locator('#weights tbody tr').first().waitFor();
        await workbench.command('View: Toggle Primary Side Bar Visibility');
        await take('report');
    });
});
