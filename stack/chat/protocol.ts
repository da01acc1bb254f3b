import { z } from 'zod';

/** Letters, digits, marks and a few signs of any script: names stand in other people's pages. */
const NAME = /^[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M} ._'-]{0,31}$/u;
/** Control characters, and those that turn the direction of text around: they would change what others read. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;

const name = z.string().trim().regex(NAME, "takes letters, digits, spaces and . _ ' -, at most 32 of them");

const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('join'), room: name, name }),
  z.strictObject({ type: z.literal('leave') }),
  z.strictObject({ type: z.literal('say'), text: z.string() }),
]);

/** What a client sends. */
export type ClientMessage = z.infer<typeof clientMessage>;

/** One thing that somebody said. */
export interface ChatMessage {
  /** Counts up within the service's life. */
  id: number;
  /** Unix milliseconds. */
  at: number;
  name: string;
  text: string;
}

/** Why something was not done: a word for metrics, never anything that a client wrote. */
export type Refusal =
  'invalid' | 'too_large' | 'rate_limited' | 'not_joined' | 'name_taken' | 'too_many_rooms' | 'fault';

/** What the service sends. */
export type ServerMessage =
  | { type: 'joined'; room: string; name: string; people: string[]; history: readonly ChatMessage[] }
  | { type: 'said'; message: ChatMessage }
  | { type: 'people'; people: string[] }
  | { type: 'refused'; reason: Refusal; text: string };

/** Something that a client may not do, with the words to tell it. */
export class Refused extends Error {
  constructor(
    readonly reason: Refusal,
    message: string
  ) {
    super(message);
    this.name = 'Refused';
  }
}

/**
 * What a client sent, from untrusted text.
 * @throws Refused
 */
export function parseClientMessage(text: string, maxChars: number): ClientMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refused('invalid', 'That is not JSON');
  }
  const parsed = clientMessage.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Refused('invalid', `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'is not understood'}`);
  }
  const message = parsed.data;
  if (message.type === 'say') {
    if (message.text.trim() === '' || UNSEEN.test(message.text)) {
      throw new Refused('invalid', 'A message needs text, without control characters');
    }
    if (message.text.length > maxChars) {
      throw new Refused('too_large', `A message has at most ${maxChars} characters`);
    }
  }
  return message;
}
