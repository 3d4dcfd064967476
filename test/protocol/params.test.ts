import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/errors.ts';
import { type ConnectParams, endpointUrl, type ParamValue } from '../../src/protocol/endpoint.ts';
import { params } from './params.ts';
import { type Decoded, decodeQuery } from './plug.ts';

const vsn = '2.0.0';
const query = (params: ConnectParams) => new URL(endpointUrl({ url: 'ws://h/socket', vsn, params })).search;

/** What Plug must read: numbers and booleans as text, lists of maps or lists numbered, nothing for null or undefined. */
function asPlugReads(value: ParamValue): Decoded | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object') return String(value);
  if (!Array.isArray(value)) return entries(Object.entries(value));
  if (value.some((item) => typeof item === 'object' && item !== null)) return entries(Object.entries(value));
  const list = value.filter((item) => item !== null && item !== undefined).map(String);
  return list.length === 0 ? undefined : list;
}

function entries(list: [string, ParamValue][]): Decoded | undefined {
  const read = list
    .map(([key, value]) => [key, asPlugReads(value)] as const)
    .filter(([, value]) => value !== undefined);
  return read.length === 0 ? undefined : (Object.fromEntries(read) as Decoded);
}

describe('the params of an endpoint', () => {
  it('are written in brackets, lists as Plug reads lists', () => {
    expect(decodeURIComponent(query({ a: 'b c', d: { x: 1, y: { z: true } }, c: ['1', 2] }))).toBe(
      '?a=b c&d[x]=1&d[y][z]=true&c[]=1&c[]=2&vsn=2.0.0',
    );
  });

  it('are left out where they are null or undefined', () => {
    expect(query({ a: null, b: undefined, c: [null, 1], d: { x: null } })).toBe('?c%5B%5D=1&vsn=2.0.0');
  });

  it('are numbered in a list of maps, which has no form of its own', () => {
    expect(decodeQuery(query({ users: [{ name: 'a' }, { name: 'b' }] }).slice(1))).toEqual({
      users: { 0: { name: 'a' }, 1: { name: 'b' } },
      vsn,
    });
  });

  it('come out of Plug as they went in', () => {
    fc.assert(
      fc.property(params, (given) => {
        const { vsn: last, ...read } = decodeQuery(query(given).slice(1));
        expect(last).toBe(vsn);
        expect(read).toEqual(asPlugReads(given) ?? {});
      }),
      { numRuns: 300 },
    );
  });

  it('must not hold a vsn', () => {
    const refused = () => query({ vsn: '1.0.0' });
    expect(refused).toThrow(ConfigurationError);
    expect(refused).toThrow('params.vsn must not be given');
  });

  it('must be Unicode', () => {
    for (const params of [{ a: 'half \ud800' }, { '\udc00': 'x' }, { a: ['\ud800'] }])
      expect(() => query(params)).toThrow(ConfigurationError);
  });

  it('are quoted by no error', () => {
    const secret = { token: 'hunter2' };
    for (const [url, params] of [
      ['/socket?token=hunter2', secret],
      ['ftp://hunter2@h/s?token=hunter2', secret],
      ['ws://h:hunter2/', secret],
      ['ws://h/s?vsn=hunter2', secret],
      ['ws://h/s', { ...secret, vsn: 'hunter2' }],
      ['ws://h/s', { token: 'hunter2 \ud800' }],
    ] as const) {
      const refused = () => endpointUrl({ url, vsn, params });
      expect(refused).toThrow(ConfigurationError);
      expect(refused).toThrow(/^(?!.*hunter2)/);
    }
  });
});
