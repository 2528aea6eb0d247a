import { existsSync } from 'node:fs';
import type { Java, JavaPlace, RejectedJava } from './java';
import { OLDEST_JAVA } from './java';
import type { JavaVersion } from './javaVersion';
import { askVersion } from './javaVersion';

/** What a search found. */
export interface JavaSearch {
    /** The first that is new enough. */
    readonly java: Java | undefined;
    /** Those before it that are there, or that the user named, and cannot be used. */
    readonly rejected: readonly RejectedJava[];
}

/** Tries places in order. A place that was not asked for by name and where nothing lies is not worth a word. */
export async function searchJava(
    places: Iterable<JavaPlace>,
    ask: (executable: string) => Promise<JavaVersion> = askVersion,
): Promise<JavaSearch> {
    const rejected: RejectedJava[] = [];
    const seen = new Set<string>();
    for (const place of places) {
        const named = place.origin.startsWith('the setting') || place.origin === 'JAVA_HOME';
        if (seen.has(place.executable) || (!named && !existsSync(place.executable))) {
            continue;
        }
        seen.add(place.executable);
        const answer = await ask(place.executable);
        if ('version' in answer && answer.version >= OLDEST_JAVA) {
            return { java: { ...place, version: answer.version }, rejected };
        }
        const reason = 'version' in answer ? `is Java ${answer.version}` : answer.reason;
        rejected.push({ ...place, reason });
    }
    return { java: undefined, rejected };
}

/** What to tell a user without a Java. */
export function noJavaMessage(rejected: readonly RejectedJava[]): string {
    const seen = rejected.map(place => `${place.executable} ${place.reason}`).join('; ');
    return `mlrecipe needs Java ${OLDEST_JAVA} or newer and found none${seen === '' ? '' : ` (${seen})`}. `
        + 'Install one, or name its folder in the setting mlrecipe.java.home.';
}

/** What to tell a user whose setting does not work; undefined if it does, or if there is none. */
export function badSettingMessage(search: JavaSearch): string | undefined {
    const setting = search.rejected.find(place => place.origin.startsWith('the setting'));
    return setting === undefined || search.java === undefined
        ? undefined
        : `mlrecipe: ${setting.executable}, from ${setting.origin}, ${setting.reason}; Java ${OLDEST_JAVA} or newer expected. `
            + `Using ${search.java.origin} (Java ${search.java.version}).`;
}
