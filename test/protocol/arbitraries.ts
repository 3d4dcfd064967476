import fc from 'fast-check';

const encoder = new TextEncoder();

/** Text without half surrogate pairs, of any script, mostly short. */
export const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !/\p{Surrogate}/u.test(value));

/** A ref or join_ref as it stands in a binary frame: null is length 0. */
export const ref = fc.option(text.filter((value) => value !== '' && fits(value)));

/** A topic, event or status short enough for a binary frame. */
export const shortText = text.filter(fits);

export const bytes = fc.uint8Array({ maxLength: 300 });

/** A whole text frame; numbers that JSON changes (-0) are left out. */
export const frame = fc.tuple(fc.option(text), fc.option(text), text, text, fc.jsonValue({ noUnicodeString: false }));

function fits(value: string): boolean {
  return encoder.encode(value).length <= 255;
}
