// Runs the tests in a VS Code in a browser; --pictures takes the pictures of the documents, --bench measures.
import { compileTests, onPath, runTests, skip } from './tools.mjs';
import { packages } from './package.mjs';
import { workbench } from './workbench.mjs';

const chromium = onPath('chromium', 'chromium-browser', 'google-chrome', 'chrome');
if (chromium === undefined) {
    skip('there is no chromium on the PATH, so the extension was not tried in a workbench');
}
const { node, program, reason } = workbench();
if (reason !== undefined) {
    skip(`${reason}, so the extension was not tried in a workbench`);
}
const mode = process.argv[2];
const [plain, bundled] = await packages(['plain', `${process.platform}-${process.arch}`]);
const ending = mode === '--bench' ? '.bench.ts' : mode === '--pictures' ? '.pictures.ts' : '.test.ts';
runTests(await compileTests('e2e', ending), {
    MLRECIPE_CHROMIUM: chromium,
    MLRECIPE_WORKBENCH: program,
    MLRECIPE_WORKBENCH_NODE: node,
    MLRECIPE_VSIX_PLAIN: plain,
    MLRECIPE_VSIX_BUNDLED: bundled,
});
