import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** What a user does with a workbench, and sees in it. */
export class Workbench {
    constructor(readonly page: Page) {}

    get editor(): Locator {
        return this.page.locator('.part.editor .editor-instance .monaco-editor').first();
    }

    get errors(): Locator {
        return this.editor.locator('.squiggly-error');
    }

    /** Lenses, as one text. */
    async lenses(): Promise<string> {
        return (await this.editor.locator('.codelens-decoration').allTextContents()).join('\n');
    }

    /** One of the lenses with this text, from above. */
    lens(text: string, index: number): Locator {
        return this.editor.locator('.codelens-decoration a', { hasText: text }).nth(index);
    }

    /** The editor's text with its inlay hints, without the lenses. */
    async text(): Promise<string> {
        return (await this.editor.locator('.view-lines .view-line').allTextContents()).join('\n').replaceAll('\u00a0', ' ');
    }

    private get input(): Locator {
        return this.page.locator('.quick-input-widget input[type=text]');
    }

    /** Presses a key until something shows: one that comes while the focus moves is lost. */
    async summon(key: string, shown: Locator): Promise<void> {
        for (let i = 0; i < 5; i++) {
            await this.page.keyboard.press(key);
            if (await shown.waitFor({ timeout: 4_000 }).then(() => true, () => false)) {
                return;
            }
            await this.page.keyboard.press('Escape');
        }
        assert.fail(`${key} shows nothing`);
    }

    /** Runs a command by its title. */
    async command(title: string): Promise<void> {
        await this.summon('F1', this.input);
        await this.pick(`>${title}`, title);
    }

    async open(file: string): Promise<void> {
        await this.summon('Control+p', this.input);
        await this.pick(file, file);
        await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
        await this.page.locator('.tabs-container .tab.active', { hasText: file }).waitFor();
        await this.editor.locator('.view-line').first().waitFor();
    }

    /** Types into the input at the top and takes the first row with this text. */
    async pick(typed: string, row: string): Promise<void> {
        await this.input.waitFor();
        await this.input.fill(typed);
        await this.page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first().waitFor();
        await this.page.keyboard.press('Enter');
    }

    /** Puts the cursor somewhere; both numbers from 1. */
    async goTo(line: number, column: number): Promise<void> {
        await this.summon('Control+g', this.input);
        await this.input.fill(`:${line}:${column}`);
        await this.page.keyboard.press('Enter');
        await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    }

    async save(): Promise<void> {
        await this.page.keyboard.press('Control+s');
    }

    /** Rows of the Problems view, which fills a little after it is there and after what it shows has changed. */
    async problems(): Promise<string[]> {
        if (!(await this.page.locator('.markers-panel').isVisible())) {
            await this.command('Problems: Focus on Problems View');
            await this.page.locator('.markers-panel').waitFor();
        }
        const rows = this.page.locator('.markers-panel .monaco-list-row');
        let seen: string[] | undefined;
        for (;;) {
            const now = await rows.evaluateAll(all =>
                all.map(row => row.getAttribute('aria-label') ?? row.textContent ?? ''));
            if (isDeepStrictEqual(now, seen)) {
                return now;
            }
            seen = now;
            await new Promise(resolve => setTimeout(resolve, 500));
        }
    }

    /** What completion offers at the cursor, in its order. */
    async suggestions(): Promise<string[]> {
        const rows = this.page.locator('.suggest-widget.visible .monaco-list-row');
        await this.summon('Control+Space', rows.first());
        return rows.evaluateAll(all => all.map(row => row.getAttribute('aria-label') ?? ''));
    }

    /** Takes the quick fix with this text at the cursor. */
    async fix(title: string): Promise<void> {
        const action = this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
        await this.summon('Control+.', action);
        await action.click();
    }

    /** The page in the panel of a web view. */
    webview(): FrameLocator {
        return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    }

    /** Chooses from the menu of a file in the Explorer. */
    async menu(file: string, choice: string): Promise<void> {
        await this.command('View: Show Explorer');
        await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).first().click({ button: 'right' });
        const item = this.page.locator('.monaco-menu .action-item', { hasText: choice }).first();
        // A menu that has just opened takes no click.
        for (let i = 0; i < 5; i++) {
            await item.click();
            if (await item.waitFor({ state: 'hidden', timeout: 2_000 }).then(() => true, () => false)) {
                return;
            }
        }
        assert.fail(`the menu stays open: ${choice}`);
    }

    /** Where the cursor is, as the status bar says it. */
    async cursor(): Promise<string> {
        return this.page.locator('[id="status.editor.selection"]').innerText();
    }

    get statusBar(): Locator {
        return this.page.locator('[id="mlrecipe.mlrecipe.mlrecipe.status"]');
    }

    /** Rows of the view of layers. */
    get layers(): Locator {
        return this.page.locator('.pane', { hasText: 'Core ML Layers' }).locator('.monaco-list-row');
    }

    async notifications(): Promise<string[]> {
        return this.page.locator('.notification-list-item-message').allTextContents();
    }
}

/** Looks again and again until something holds. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, patienceMs = 40_000): Promise<void> {
    const end = Date.now() + patienceMs;
    while (!(await holds())) {
        assert.ok(Date.now() < end, `expected within ${patienceMs / 1000} s: ${what}`);
        await new Promise(resolve => setTimeout(resolve, 50));
    }
}
