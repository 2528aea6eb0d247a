/** The oldest Java that runs the server. */
export const OLDEST_JAVA = 21;

/** Where a Java may be, and who says so. */
export interface JavaPlace {
    /** The program itself. */
    readonly executable: string;
    /** For messages, such as `JAVA_HOME`. */
    readonly origin: string;
}

/** A Java that runs the server. */
export interface Java extends JavaPlace {
    /** Major version. */
    readonly version: number;
}

/** A Java that was looked at in vain. */
export interface RejectedJava extends JavaPlace {
    readonly reason: string;
}
