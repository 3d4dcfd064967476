/** Says nothing: only a build with the export condition `development` does. */
export function warnUnheard(_room: object, _host: object, _error: Error): void {}
