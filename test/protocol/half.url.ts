/** The `URL` of React Native up to 0.79: it reads as little as it writes. */
class Throwing {
  constructor(readonly text: string) {}
  get href() {
    return this.text.endsWith('/') ? this.text : `${this.text}/`;
  }
  get protocol(): string {
    throw new Error('not implemented');
  }
  get searchParams() {
    return {
      getAll() {
        throw new Error('not implemented');
      },
    };
  }
}

/** The `URL` of React Native from 0.80 on: it reads, by expressions, and can not be written. */
class ReadOnly {
  constructor(readonly text: string) {}
  get href() {
    return this.text;
  }
  get protocol() {
    return this.text.match(/^([a-zA-Z][a-zA-Z\d+\-.]*):/)?.[0] ?? '';
  }
  get pathname() {
    return this.text.match(/https?:\/\/[^/]+(\/[^?#]*)?/)?.[1] ?? '/';
  }
  get searchParams() {
    return new URLSearchParams(this.text.split('?')[1]);
  }
}

/** One whose setters do nothing. */
class Deaf extends ReadOnly {
  override set protocol(_: string) {}
  override set pathname(_: string) {}
  set search(_: string) {}
  set hash(_: string) {}
}

/** One that keeps its scheme. */
class Fixed extends URL {
  override get protocol() {
    return super.protocol;
  }
  override set protocol(_: string) {}
}

/** One whose query can not be read. */
class Mute extends URL {
  override get searchParams() {
    return new URLSearchParams();
  }
}

export const halfUrls = [
  ['one that throws', Throwing],
  ['one that only reads', ReadOnly],
  ['one that is deaf', Deaf],
  ['one that keeps its scheme', Fixed],
  ['one that has no searchParams', Mute],
] as const;
