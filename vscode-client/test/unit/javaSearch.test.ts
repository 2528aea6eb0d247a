import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import { askVersion } from '../../src/java/javaVersion';
import { javaPlaces } from '../../src/java/javaPlaces';
import type { Machine } from '../../src/java/javaPlaces';
import type { JavaSearch } from '../../src/java/javaSearch';
import { badSettingMessage, noJavaMessage, searchJava } from '../../src/java/javaSearch';
import { FakeJava, home } from './fakeJava';

/** A machine without a Java of its own. */
function machine(java: FakeJava, parts: Partial<Machine>): Machine {
    return { platform: 'linux', env: {}, home: java.folder, setting: '', bundled: path.join(java.folder, 'none'), ...parts };
}

/** Looks where nothing of the machine that runs the tests lies. */
function search(of: Machine): Promise<JavaSearch> {
    const own = [...javaPlaces(of)].filter(place => !place.executable.startsWith('/usr/') && !place.executable.startsWith('/opt/'));
    return searchJava(own, executable => askVersion(executable, 2000));
}

test('the setting wins over everything', async () => {
    const java = new FakeJava();
    const [setting, bundled, other] = [java.saying('21.0.8'), java.saying('25'), java.saying('23')];
    const found = await search(machine(java, {
        setting: home(setting), bundled: home(bundled), env: { JAVA_HOME: home(other), PATH: path.dirname(other) },
    }));
    assert.deepEqual(found.java, { executable: setting, origin: 'the setting mlrecipe.java.home', version: 21 });
});

test('the setting may name the program, and the home folder by ~', async () => {
    const java = new FakeJava();
    const setting = java.saying('21.0.8', 'mine');
    assert.equal((await search(machine(java, { setting }))).java?.executable, setting);
    assert.equal((await search(machine(java, { setting: '~/mine' }))).java?.executable, setting);
});

test('then come the bundled runtime, JAVA_HOME, PATH and the usual folders', async () => {
    const java = new FakeJava();
    const bundled = java.saying('25');
    const javaHome = java.saying('24');
    const onPath = java.saying('23');
    const usual = java.saying('22', '.sdkman/candidates/java/22-tem');
    const env = { JAVA_HOME: home(javaHome), PATH: `/nowhere:${path.dirname(onPath)}` };
    assert.equal((await search(machine(java, { bundled: home(bundled), env }))).java?.executable, bundled);
    assert.equal((await search(machine(java, { env }))).java?.executable, javaHome);
    assert.equal((await search(machine(java, { env: { PATH: env.PATH } }))).java?.executable, onPath);
    assert.equal((await search(machine(java, {}))).java?.executable, usual);
});

test('goes past a Java that is too old, and past one that hangs', async () => {
    const java = new FakeJava();
    const [old, hanging, good] = [java.saying('17.0.16'), java.hanging(), java.saying('21.0.8')];
    const env = { JAVA_HOME: home(old), PATH: `${path.dirname(hanging)}:${path.dirname(good)}` };
    const found = await search(machine(java, { env }));
    assert.equal(found.java?.executable, good);
    assert.deepEqual(found.rejected.map(place => place.reason), ['is Java 17', 'said nothing within 2 s']);
    assert.deepEqual(await java.left(), []);
});

test('the newest of the usual folders comes first', async () => {
    const java = new FakeJava();
    java.saying('21.0.8', '.jdks/temurin-21.0.8');
    const newest = java.saying('25.0.1', '.jdks/temurin-25.0.1');
    java.saying('9.0.1', '.jdks/temurin-9.0.1');
    assert.equal((await search(machine(java, {}))).java?.executable, newest);
});

test('a relative entry of PATH leads into the workspace and is not looked at', () => {
    const java = new FakeJava();
    const places = [...javaPlaces(machine(java, { env: { PATH: '.:bin:/abs' } }))].filter(place => place.origin === 'PATH');
    assert.deepEqual(places.map(place => place.executable), ['/abs/java']);
});

test('the stub of macOS, which shows a dialog, is not run', () => {
    const java = new FakeJava();
    const places = [...javaPlaces(machine(java, { platform: 'darwin', env: { PATH: '/usr/bin:/opt/homebrew/bin' } }))];
    assert.deepEqual(
        places.filter(place => place.origin === 'PATH').map(place => place.executable), ['/opt/homebrew/bin/java']);
});

test('without a Java the message says what was seen and what to do', async () => {
    const java = new FakeJava();
    const old = java.saying('17.0.16');
    const found = await search(machine(java, { env: { JAVA_HOME: home(old) } }));
    assert.equal(found.java, undefined);
    assert.equal(
        noJavaMessage(found.rejected),
        `mlrecipe needs Java 21 or newer and found none (${old} is Java 17). `
            + 'Install one, or name its folder in the setting mlrecipe.java.home.');
});

test('a setting that does not work is told of, with what is used instead', async () => {
    const java = new FakeJava();
    const good = java.saying('21.0.8');
    const found = await search(machine(java, { setting: '/nowhere', env: { JAVA_HOME: home(good) } }));
    assert.equal(
        badSettingMessage(found),
        'mlrecipe: /nowhere/bin/java, from the setting mlrecipe.java.home, does not exist; Java 21 or newer expected. '
            + 'Using JAVA_HOME (Java 21).');
    assert.equal(badSettingMessage(await search(machine(java, { setting: home(good) }))), undefined);
});
