import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

/** A Chromium without a window that loads nothing by itself. */
export function startChromium(): Promise<Browser> {
    return chromium.launch({
        executablePath: required('MLRECIPE_CHROMIUM'),
        headless: true,
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
    });
}

/** An environment variable that the script sets which runs the tests. */
export function required(name: string): string {
    const value = process.env[name];
    if (value === undefined) {
        throw new Error(`${name} is not set: run these tests with npm run e2e`);
    }
    return value;
}
