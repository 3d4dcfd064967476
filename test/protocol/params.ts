import fc from 'fast-check';
import type { ParamValue } from '../../src/protocol/endpoint.ts';

const word = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !/\p{Surrogate}/u.test(text));
const key = word.filter((text) => text !== '' && !/[[\]]/.test(text) && text !== 'vsn');
const { value: paramValue } = fc.letrec<{ value: ParamValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.integer(),
    fc.boolean(),
    fc.bigInt(),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));
/** Any params that Plug can tell apart: a bracket in a key would nest it, and an empty key inside would make a list. */
export const params = fc.dictionary(key, paramValue, { maxKeys: 5 });
