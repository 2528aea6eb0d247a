/** A section of the settings. */
export interface Section {
    get<T>(key: string): T | undefined;
}

/** What the server is told of the user; the server's documentation says what each means. */
export interface InitializationOptions {
    readonly profile: 'vscode';
    readonly trusted: boolean;
    readonly autoSave: boolean;
    readonly status: true;
    readonly outputRoots?: readonly string[];
    readonly plugins?: string;
    readonly cacheFolder?: string;
    readonly cacheSizeMB?: number;
    readonly docsBase?: string;
}

/**
 * @param settings the section `mlrecipe`: only settings of scope machine, which a workspace cannot bring
 * @param autoSave the setting `files.autoSave`
 */
export function initializationOptions(
    settings: Section,
    trusted: boolean,
    autoSave: string | undefined,
): InitializationOptions {
    const text = (key: string): string | undefined => {
        const value = settings.get<unknown>(key);
        return typeof value === 'string' && value.trim() !== '' ? value : undefined;
    };
    const roots = settings.get<unknown>('outputRoots');
    const size = settings.get<unknown>('cacheSizeMB');
    const [plugins, cacheFolder, docsBase] = [text('plugins'), text('cacheFolder'), text('docsBase')];
    return {
        profile: 'vscode',
        trusted,
        autoSave: savesByItself(autoSave),
        status: true,
        ...(Array.isArray(roots) && { outputRoots: roots.filter(root => typeof root === 'string') }),
        ...(plugins !== undefined && { plugins }),
        ...(cacheFolder !== undefined && { cacheFolder }),
        ...(typeof size === 'number' && { cacheSizeMB: size }),
        ...(docsBase !== undefined && { docsBase }),
    };
}

/** Whether the editor saves while the user types. */
export function savesByItself(autoSave: string | undefined): boolean {
    return autoSave !== undefined && autoSave !== 'off';
}

/** The settings that a running server cannot be told of. */
export const NEEDS_RESTART = ['java.home', 'server.memoryMB', 'outputRoots', 'plugins', 'cacheFolder', 'cacheSizeMB', 'docsBase']
    .map(key => `mlrecipe.${key}`);
