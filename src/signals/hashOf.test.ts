import { hashOf } from './hashOf';

describe('hashOf', () => {
  it('tells texts apart that differ in a letter, and is short', () => {
    expect(hashOf('a')).not.toBe(hashOf('b'));
    expect(hashOf('panic')).toMatch(/^[0-9a-f]{16}$/);
  });
});
