import { describe, expect, it } from 'vitest';
import { say } from '../../src/sentences/codes.ts';
import { say as sayWhole } from '../../src/sentences/whole.ts';

describe('what a page in production says', () => {
  it('is a code, and the page that has its sentence', () => {
    expect(say('delay')).toBe(
      '(code "delay": see https://github.com/xstate-phoenix/xstate-phoenix/blob/main/docs/codes.md)',
    );
  });

  it('is never a value', () => {
    expect(say('event_unknown', 'S3CRET')).not.toContain('S3CRET');
    expect(sayWhole('event_unknown', 'S3CRET')).toContain('S3CRET');
  });
});
