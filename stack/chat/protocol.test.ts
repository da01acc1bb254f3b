/** @jest-environment node */
import fc from 'fast-check';
import { parseClientMessage, Refused } from './protocol';

const say = (text: string) => JSON.stringify({ type: 'say', text });

describe('what a client sends', () => {
  test('is understood where it is well formed', () => {
    expect(parseClientMessage('{"type":"join","room":"lobby","name":" Ada Łovelace "}', 10)).toEqual({
      type: 'join',
      room: 'lobby',
      name: 'Ada Łovelace',
    });
    expect(parseClientMessage(say('<script>alert(1)</script>'), 100)).toEqual({
      type: 'say',
      text: '<script>alert(1)</script>',
    });
  });

  test.each([
    ['no JSON', 'hello', 'invalid'],
    ['an unknown type', '{"type":"shout"}', 'invalid'],
    ['more than belongs there', '{"type":"leave","admin":true}', 'invalid'],
    ['markup as a name', '{"type":"join","room":"lobby","name":"<b>"}', 'invalid'],
    ['a name that is too long', `{"type":"join","room":"lobby","name":"${'a'.repeat(33)}"}`, 'invalid'],
    ['a name that turns text around', '{"type":"join","room":"lobby","name":"ab\u202ecd"}', 'invalid'],
    ['nothing but spaces', say('   '), 'invalid'],
    ['a control character', say('a\u0007'), 'invalid'],
    ['text that is turned around', say('a\u202eb'), 'invalid'],
    ['too many characters', say('a'.repeat(11)), 'too_large'],
  ])('%s is refused', (_, text, reason) => {
    expect(() => parseClientMessage(text, 10)).toThrow(expect.objectContaining({ name: 'Refused', reason }));
  });

  test('is never anything but understood or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        try {
          expect(['join', 'leave', 'say']).toContain(parseClientMessage(text, 100).type);
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
        }
      })
    );
  });
});
