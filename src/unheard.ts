/** Does nothing. Only builds with the export condition `development` warn. */
export function warnUnheard(_room: object, _host: object, _error: Error): void {}
