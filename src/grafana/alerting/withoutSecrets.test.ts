import { withoutSecrets } from './withoutSecrets';

test.each([
  ['nothing of it', 'no such channel', [], 'no such channel'],
  [
    'the path of an address',
    'Post "https://hooks.slack.com/services/T0/B0/secret": dial tcp: timeout',
    [],
    'Post "https://hooks.slack.com/…": dial tcp: timeout',
  ],
  ['who signs in by it', 'http://me:word@mail.example/x?token=1 is down', [], 'http://mail.example/… is down'],
  ['what was typed', 'invalid key abcdef123', ['abcdef123'], 'invalid key …'],
  ['a text too short to be a secret', 'a bad day', ['a'], 'a bad day'],
])('hides %s', (_what, message, secrets, expected) => expect(withoutSecrets(message, secrets)).toBe(expected));
