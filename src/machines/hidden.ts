/** A value that no serialised snapshot shows, because functions are left out of those: params and responses. */
export type Hidden<T> = () => T;
