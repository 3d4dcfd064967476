/** What stands in a file, what is to stand there instead, and what is wrong then. */
export type Mistake = readonly [find: string, put: string, wrong: string];

/** Mistakes by the path of their file under src. */
export type Mistakes = Readonly<Record<string, readonly Mistake[]>>;
