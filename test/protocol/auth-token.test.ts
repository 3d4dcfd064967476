import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/errors.ts';
import { authTokenProtocols } from '../../src/protocol/endpoint.ts';

const PREFIX = 'base64url.bearer.phx.';

describe('an auth token', () => {
  it('is asked for as the second of two subprotocols, in base64 without padding', () => {
    expect(authTokenProtocols('s3cret')).toEqual(['phoenix', `${PREFIX}czNjcmV0`]);
    expect(authTokenProtocols('1234')).toEqual(['phoenix', `${PREFIX}MTIzNA`]);
  });

  it('is written in the standard alphabet, which the server reads', () => {
    expect(authTokenProtocols('>>>')).toEqual(['phoenix', `${PREFIX}Pj4+`]);
  });

  it('is refused where that alphabet would need a slash', () => {
    const refused = () => authTokenProtocols('ab?');
    expect(refused).toThrow(ConfigurationError);
    expect(refused).toThrow(/authToken .*base64/);
  });

  it('reaches the server whole as UTF-8, in a legal subprotocol, or is refused without being quoted', () => {
    const token = fc
      .oneof(fc.string(), fc.string({ unit: 'binary', minLength: 1 }))
      .filter((text) => !/\p{Surrogate}/u.test(text));
    fc.assert(
      fc.property(token, (value) => {
        const base64 = Buffer.from(value).toString('base64').replaceAll('=', '');
        if (base64.includes('/')) {
          expect(() => authTokenProtocols(value)).toThrow(ConfigurationError);
          return;
        }
        const [, bearer = ''] = authTokenProtocols(value);
        expect(bearer).toMatch(/^[!#$%&'*+\-.0-9A-Z^_`|a-z~]+$/);
        expect(Buffer.from(bearer.slice(PREFIX.length), 'base64').toString()).toBe(value);
      }),
    );
  });

  it('is not quoted by its own refusal', () => {
    expect(() => authTokenProtocols('hunter2???')).toThrow(/^(?!.*hunter2)/);
  });

  it('may be longer than a call may have arguments', () => {
    expect(authTokenProtocols('a'.repeat(300_000))[1]).toHaveLength(PREFIX.length + 400_000);
  });
});
