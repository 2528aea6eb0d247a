import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askVersion, majorVersion } from '../../src/java/javaVersion';
import { FakeJava } from './fakeJava';

test('reads the version in what Java machines print', () => {
    const said = {
        'openjdk version "21.0.8" 2025-07-15 LTS': 21,
        'openjdk version "25" 2025-09-16': 25,
        'openjdk version "22-ea" 2024-03-19': 22,
        'java version "1.8.0_292"': 8,
        'openjdk version "11.0.28"': 11,
        'Picked up JAVA_TOOL_OPTIONS: -Dversion=9\nopenjdk version "17.0.16" 2025-07-15': 17,
    };
    for (const [text, version] of Object.entries(said)) {
        assert.equal(majorVersion(text), version, text);
    }
    assert.equal(majorVersion('No Java runtime present, requesting install.'), undefined);
});

test('asks a Java by running it', async () => {
    const java = new FakeJava();
    assert.deepEqual(await askVersion(java.saying('21.0.8')), { version: 21 });
    assert.deepEqual(await askVersion(java.saying('1.8.0_292')), { version: 8 });
});

test('says what is wrong with what is no Java', async () => {
    const java = new FakeJava();
    assert.deepEqual(await askVersion(java.missing()), { reason: 'does not exist' });
    assert.deepEqual(await askVersion(java.notExecutable()), { reason: 'cannot be run (EACCES)' });
    assert.deepEqual(await askVersion(java.script('echo hello')), { reason: 'is not a Java' });
    assert.deepEqual(await askVersion(java.script('exit 1')), { reason: 'is not a Java' });
});

test('ends a Java that hangs', async () => {
    const java = new FakeJava();
    assert.deepEqual(await askVersion(java.hanging(), 200), { reason: 'said nothing within 0.2 s' });
    assert.deepEqual(await java.left(), []);
});
