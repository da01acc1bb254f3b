import { normaliseMessage } from './fingerprint';

describe('normaliseMessage', () => {
  it.each([
    ['order 8812 of 3.5 EUR', 'order <_> of <_> EUR'],
    ['dial tcp 10.0.1.25:587: connect: refused', 'dial tcp <_>: connect: refused'],
    ['no field \'customer\' in "a \\" b"', 'no field \'<_>\' in "<_>"'],
    ["couldn't find it, don't ask", "couldn't find it, don't ask"],
    ['trace 4fd1c2aa0b of 0xc00011c000', 'trace <_> of <_>'],
    ['id 123e4567-e89b-12d3-a456-426614174000 gone', 'id <_> gone'],
    ['at 2026-03-01T10:15:02.113Z', 'at <_>'],
    ['29#29: *876567 limiting requests', '<_>#<_>: *<_> limiting requests'],
    ['a facade of decades', 'a facade of decades'],
    ['two\n  lines', 'two lines'],
  ])('%j becomes %j', (message, expected) => expect(normaliseMessage(message)).toBe(expected));
});
