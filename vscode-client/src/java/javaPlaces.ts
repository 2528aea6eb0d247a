import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import type { JavaPlace } from './java';

/** What decides where to look. */
export interface Machine {
    readonly platform: NodeJS.Platform;
    readonly env: NodeJS.ProcessEnv;
    readonly home: string;
    /** The user's setting `mlrecipe.java.home`. */
    readonly setting: string;
    /** Where the extension has its own runtime, if it has one. */
    readonly bundled: string;
}

/** The places where a Java may be, best first: the setting, the bundled runtime, `JAVA_HOME`, `PATH`, usual folders. */
export function* javaPlaces(machine: Machine): Generator<JavaPlace> {
    const setting = machine.setting.trim().replace(/^~(?=[/\\]|$)/, machine.home);
    if (setting !== '') {
        yield { executable: isProgram(setting) ? setting : inHome(machine, setting), origin: 'the setting mlrecipe.java.home' };
    }
    yield { executable: inHome(machine, machine.bundled), origin: 'the bundled runtime' };
    const javaHome = machine.env['JAVA_HOME'];
    if (javaHome !== undefined && javaHome !== '') {
        yield { executable: inHome(machine, javaHome), origin: 'JAVA_HOME' };
    }
    for (const folder of pathFolders(machine)) {
        yield { executable: path.join(folder, program(machine)), origin: 'PATH' };
    }
    for (const folder of usualFolders(machine)) {
        yield { executable: inHome(machine, folder), origin: 'the usual folders' };
    }
}

function program(machine: Machine): string {
    return machine.platform === 'win32' ? 'java.exe' : 'java';
}

function isProgram(file: string): boolean {
    return /^java(\.exe)?$/i.test(path.basename(file));
}

function inHome(machine: Machine, home: string): string {
    return path.join(home, 'bin', program(machine));
}

/** Relative entries would lead into the workspace. The stub of macOS shows a dialog where no Java is installed. */
function pathFolders(machine: Machine): string[] {
    const value = machine.env['PATH'] ?? machine.env['Path'] ?? '';
    return value
        .split(machine.platform === 'win32' ? ';' : ':')
        .filter(folder => path.isAbsolute(folder))
        .filter(folder => machine.platform !== 'darwin' || path.normalize(folder) !== '/usr/bin');
}

function usualFolders(machine: Machine): string[] {
    return patterns(machine).flatMap(pattern => matching(pattern.split('/')));
}

/** Folders with `*` for any part of a name. */
function patterns(machine: Machine): string[] {
    const home = machine.home.replaceAll('\\', '/');
    switch (machine.platform) {
        case 'win32': {
            const programs = [machine.env['ProgramFiles'], machine.env['ProgramW6432'], `${home}/AppData/Local/Programs`]
                .filter(folder => folder !== undefined)
                .map(folder => folder.replaceAll('\\', '/'));
            const vendors = ['Java', 'Eclipse Adoptium', 'Microsoft', 'Amazon Corretto', 'Zulu', 'BellSoft', 'OpenJDK'];
            return [
                ...programs.flatMap(folder => vendors.map(vendor => `${folder}/${vendor}/*`)),
                `${home}/.jdks/*`,
                `${home}/scoop/apps/*jdk*/current`,
            ];
        }
        case 'darwin':
            return [
                '/Library/Java/JavaVirtualMachines/*/Contents/Home',
                `${home}/Library/Java/JavaVirtualMachines/*/Contents/Home`,
                '/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home',
                '/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home',
                `${home}/.sdkman/candidates/java/*`,
            ];
        default:
            return [
                '/usr/lib/jvm/*', '/usr/lib64/jvm/*', '/usr/java/*', '/opt/java/*', '/opt/jdk*', '/usr/local/openjdk-*',
                `${home}/.sdkman/candidates/java/*`, `${home}/.jdks/*`, `${home}/.asdf/installs/java/*`,
                `${home}/.local/share/mise/installs/java/*`,
            ];
    }
}

/** Newest names first, as far as names tell. */
function matching(parts: readonly string[]): string[] {
    const star = parts.findIndex(part => part.includes('*'));
    if (star < 0) {
        return [parts.join('/')];
    }
    const parent = `${parts.slice(0, star).join('/')}/`;
    const name = new RegExp(`^${parts[star]!.split('*').map(escape).join('.*')}$`);
    return entries(parent)
        .filter(entry => name.test(entry))
        .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
        .flatMap(entry => matching([...parts.slice(0, star), entry, ...parts.slice(star + 1)]));
}

function escape(text: string): string {
    return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

function entries(folder: string): string[] {
    try {
        return readdirSync(folder);
    } catch {
        return [];
    }
}
