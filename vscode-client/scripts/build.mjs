// Bundles the extension into dist/, with the server's jar beside it.
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';

const root = path.join(import.meta.dirname, '..');
const MOST_BYTES = 300_000;

/** What vscode-languageclient brings for abilities that the server does not have: a third of its size. */
const UNUSED = [
    'callHierarchy', 'colorProvider', 'declaration', 'diagnostic', 'executeCommand', 'fileOperations', 'formatting',
    'implementation', 'inlineCompletion', 'inlineValue', 'linkedEditingRange', 'moniker', 'notebook', 'semanticTokens',
    'signatureHelp', 'textDocumentContent', 'typeDefinition', 'typeHierarchy', 'workspaceSymbol',
];

/** Puts features that do nothing in the place of these. */
const withoutUnused = {
    name: 'without-unused-features',
    setup(build) {
        const files = new RegExp(`vscode-language(client|server-protocol)/lib/common/(protocol\\.)?(${UNUSED.join('|')})\\.js$`);
        build.onLoad({ filter: /vscode-language/ }, ({ path: file }) => files.test(file.replaceAll('\\', '/')) ? {
            contents: `
                class Unused { fillClientCapabilities() {} initialize() {} getState() { return { kind: 'static' }; } clear() {} }
                module.exports = new Proxy({}, { get: (_, name) => name === '__esModule' ? true : Unused });`,
            loader: 'js',
        } : undefined);
        // The version of VS Code, which package.json asks for already.
        build.onLoad({ filter: /[/\\]semver[/\\]functions[/\\]/ }, () => ({ contents: 'module.exports = () => true;' }));
    },
};

/** One copy of TypeScript's helpers for modules instead of one in each file. */
const sharedHelpers = {
    name: 'shared-helpers',
    setup(build) {
        const helper = /^var (__\w+) = \(this && this\.\1\) \|\| [\s\S]*?^\}.*;$/gm;
        build.onResolve({ filter: /^shared-helpers$/ }, ({ path: name }) => ({ path: name, namespace: name }));
        build.onLoad({ filter: /./, namespace: 'shared-helpers' }, () => ({ contents: `
            exports.__importStar = module => module.__esModule ? module : { ...module, default: module };
            exports.__importDefault = module => module.__esModule ? module : { default: module };
            exports.__createBinding = () => {};
            exports.__setModuleDefault = () => {};
            exports.__exportStar = (module, target) => {
                for (const name of Object.keys(module).filter(name => name !== 'default' && !(name in target))) {
                    Object.defineProperty(target, name, { enumerable: true, get: () => module[name] });
                }
            };` }));
        build.onLoad({ filter: /[/\\]vscode-[a-z-]+[/\\].*\.js$/ }, ({ path: file }) => {
            const source = readFileSync(file, 'utf8');
            const names = [...source.matchAll(helper)].map(match => match[1]);
            const shared = names.length === 0 ? '' : `const { ${names.join(', ')} } = require('shared-helpers');\n`;
            return { contents: shared + source.replace(helper, ''), loader: 'js' };
        });
    },
};

await esbuild.build({
    entryPoints: [path.join(root, 'src/extension.ts')],
    outfile: path.join(root, 'dist/extension.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [withoutUnused, sharedHelpers],
});
const bytes = statSync(path.join(root, 'dist/extension.js')).size;
if (bytes >= MOST_BYTES) {
    console.error(`dist/extension.js has ${bytes} bytes, less than ${MOST_BYTES} expected`);
    process.exit(1);
}
const jar = path.join(root, '../server/target/mlrecipe.jar');
if (!existsSync(jar)) {
    console.error(`${jar} is missing: build it first, mvn -pl server -am package -DskipTests`);
    process.exit(1);
}
mkdirSync(path.join(root, 'server'), { recursive: true });
copyFileSync(jar, path.join(root, 'server/mlrecipe.jar'));
