/** A value in a function, such as params and responses. Serialised snapshots leave functions out, so they do not show it. */
export type Hidden<T> = () => T;
