import { describe, expect, it } from 'vitest';
import * as codes from '../../src/sentences/codes.ts';
import * as whole from '../../src/sentences/whole.ts';

describe('what a page in production says', () => {
  it('is a code, and the page that has its sentence', () => {
    expect(codes.say('delay')).toBe(
      '(code "delay": see https://github.com/xstate-phoenix/xstate-phoenix/blob/main/docs/codes.md)',
    );
  });

  it('is never a value', () => {
    expect(codes.say('event_unknown', 'S3CRET')).not.toContain('S3CRET');
    expect(whole.say('event_unknown', 'S3CRET')).toContain('S3CRET');
  });
});

describe('the problem of an option', () => {
  const problems = [
    { path: 'params.user', message: 'is wrong' },
    { path: 'url', message: 'is wrong' },
  ];
  const given = [problems, { params: ['S3CRET'], url: 'S3CRET' }, { params: () => [], url: 'S3CRET' }] as const;

  it('tells what its function gave, if it is one', () => {
    expect(whole.withGiven(...given)).toEqual([
      { path: 'params.user', message: 'is wrong (its function gave a list)' },
      { path: 'url', message: 'is wrong' },
    ]);
  });

  it('tells nothing of it in a page in production', () => {
    expect(codes.withGiven(...given)).toEqual(problems);
  });
});
