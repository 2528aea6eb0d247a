import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { initializationOptions, NEEDS_RESTART } from '../../src/server/initializationOptions';
import { launch } from '../../src/server/launch';

const manifest = JSON.parse(readFileSync(path.join(process.env['MLRECIPE_CLIENT']!, 'package.json'), 'utf8'));
const properties: Record<string, { scope: string; description?: string; markdownDescription?: string }> =
    Object.assign({}, ...manifest.contributes.configuration.map((group: { properties: object }) => group.properties));

function section(values: Record<string, unknown>): { get<T>(key: string): T | undefined } {
    return { get: <T>(key: string) => values[key] as T | undefined };
}

test('tells the server of trust, autosave and what the user has set', () => {
    assert.deepEqual(
        initializationOptions(
            section({ outputRoots: ['/out', 1], plugins: '/jars', cacheFolder: ' ', cacheSizeMB: 0 }), false, 'afterDelay'),
        {
            profile: 'vscode', trusted: false, autoSave: true, status: true,
            outputRoots: ['/out'], plugins: '/jars', cacheSizeMB: 0,
        });
});

test('autosave that is off, or unknown, is none', () => {
    assert.equal(initializationOptions(section({}), true, 'off').autoSave, false);
    assert.equal(initializationOptions(section({}), true, undefined).autoSave, false);
    assert.equal(initializationOptions(section({}), true, 'onFocusChange').autoSave, true);
});

test('settings that run code or let recipes do more cannot come from a workspace', () => {
    for (const key of NEEDS_RESTART) {
        assert.equal(properties[key]?.scope, 'machine', key);
    }
});

test('offers just the settings that the server reads for a folder, as its schema for JetBrains IDEs lists them', () => {
    const schema = JSON.parse(readFileSync(
        path.join(process.env['MLRECIPE_CLIENT']!, '../intellij-plugin/template/settings.schema.json'), 'utf8'));
    const offered = Object.keys(properties).filter(key => properties[key]?.scope === 'resource');
    assert.deepEqual(
        offered.filter(key => key !== 'mlrecipe.recipeFiles').sort(), Object.keys(schema.properties).sort());
});

test('every setting says what it is for, and in which scope', () => {
    for (const [key, property] of Object.entries(properties)) {
        assert.ok((property.description ?? property.markdownDescription ?? '').endsWith('.'), key);
        assert.ok(['machine', 'resource', 'window'].includes(property.scope), key);
    }
});

test('a folder that is not trusted is supported in a limited way, and nothing is reported beside the YAML extension', () => {
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    assert.deepEqual(manifest.contributes.languages.map((language: { id: string }) => language.id), ['mlrecipe']);
    assert.equal(manifest.contributes.yamlValidation, undefined);
});

test('the server runs in its own folder, with the memory that the user gives it', () => {
    const { command, args, cwd } = launch('/extension', '/jdk/bin/java', 1024);
    assert.equal(command, '/jdk/bin/java');
    assert.ok(args.includes('-Xmx1024m'));
    assert.deepEqual(args.slice(-3), ['-jar', path.join('/extension/server/mlrecipe.jar'), 'lsp']);
    assert.equal(cwd, path.join('/extension/server'));
    assert.ok(launch('/extension', 'java', 5).args.includes('-Xmx128m'));
});
