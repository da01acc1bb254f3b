import { readFileSync } from 'node:fs';
import { z } from 'zod';

const LOG_WAYS = ['stdout', 'file', 'loki'] as const;
export type LogWay = (typeof LOG_WAYS)[number];

const number = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

const labelList = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(',')
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const [name = '', ...value] = part.split('=');
        return [name.trim(), value.join('=').trim()];
      })
  );

const schema = z
  .object({
    CHAT_HOST: z.string().min(1).default('127.0.0.1'),
    CHAT_PORT: number(3200, 0, 65_535),
    /** Where the log goes: any of stdout, file, loki. */
    CHAT_LOG: z
      .string()
      .default('stdout')
      .transform((text) => text.split(',').map((part) => part.trim()))
      .pipe(z.array(z.enum(LOG_WAYS)).min(1)),
    CHAT_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    CHAT_LOG_FILE: z.string().min(1).default('chat.log'),
    LOKI_URL: z.url({ protocol: /^https?$/ }).optional(),
    LOKI_USER: z.string().min(1).optional(),
    LOKI_PASSWORD: z.string().min(1).optional(),
    LOKI_PASSWORD_FILE: z.string().min(1).optional(),
    LOKI_LABELS: z
      .string()
      .default('job=chat,container=chat')
      .transform(labelList)
      .pipe(
        z
          .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'is no name of a label'), z.string().min(1))
          .refine((labels) => Object.keys(labels).length > 0, 'must hold at least one label, as in job=chat,host=web-1')
      ),
    /** Origins of pages, beside the service's own, that may open a chat. */
    CHAT_ORIGINS: z
      .string()
      .default('')
      .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
      .pipe(z.array(z.url())),
    CHAT_MAX_CLIENTS: number(2000, 1, 100_000),
    CHAT_MAX_ROOMS: number(200, 1, 10_000),
    CHAT_MAX_MESSAGE_CHARS: number(1000, 1, 10_000),
    CHAT_MESSAGES_PER_SECOND: number(5, 1, 1000),
    CHAT_HISTORY: number(100, 0, 1000),
    /** `on` opens /faults, by which errors and delays are injected. */
    CHAT_FAULTS: z.enum(['on', 'off']).default('off'),
  })
  .superRefine((settings, context) => {
    if (settings.CHAT_LOG.includes('loki') && settings.LOKI_URL === undefined) {
      context.addIssue({ code: 'custom', path: ['LOKI_URL'], message: 'is needed, since CHAT_LOG names loki' });
    }
  });

/** Everything that the service can be told. Times in seconds, sizes in the unit of their name. */
export interface ChatSettings {
  host: string;
  /** 0 takes any free port. */
  port: number;
  log: {
    ways: readonly LogWay[];
    level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
    /** Where `file` writes; below the working directory where it is no absolute path. */
    file: string;
    loki?: { url: string; labels: Record<string, string>; user?: string; password?: string };
  };
  origins: readonly string[];
  limits: Limits;
  faults: boolean;
}

/** What one client, and all of them, may take. */
export interface Limits {
  clients: number;
  rooms: number;
  messageChars: number;
  messagesPerSecond: number;
  /** Messages that a room remembers. */
  history: number;
}

/** Thrown for an environment that the service cannot run with; the message names each variable that is wrong. */
export class ChatSettingsError extends Error {
  override name = 'ChatSettingsError';
}

/** A secret: from a file where one is named, so that it need not stand in the environment. */
function secret(value: string | undefined, file: string | undefined): string | undefined {
  if (file === undefined) {
    return value;
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ChatSettingsError(`LOKI_PASSWORD_FILE: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The settings that an environment holds; what it leaves out has a default.
 * @throws ChatSettingsError
 */
export function chatSettings(env: Readonly<Record<string, string | undefined>>): ChatSettings {
  // An empty variable is one that compose was given no value for.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new ChatSettingsError(issues.join('\n'));
  }
  const one = parsed.data;
  const password = secret(one.LOKI_PASSWORD, one.LOKI_PASSWORD_FILE);
  return {
    host: one.CHAT_HOST,
    port: one.CHAT_PORT,
    log: {
      ways: one.CHAT_LOG,
      level: one.CHAT_LOG_LEVEL,
      file: one.CHAT_LOG_FILE,
      ...(one.LOKI_URL
        ? {
            loki: {
              url: one.LOKI_URL,
              labels: one.LOKI_LABELS,
              ...(one.LOKI_USER ? { user: one.LOKI_USER } : {}),
              ...(password ? { password } : {}),
            },
          }
        : {}),
    },
    origins: one.CHAT_ORIGINS,
    limits: {
      clients: one.CHAT_MAX_CLIENTS,
      rooms: one.CHAT_MAX_ROOMS,
      messageChars: one.CHAT_MAX_MESSAGE_CHARS,
      messagesPerSecond: one.CHAT_MESSAGES_PER_SECOND,
      history: one.CHAT_HISTORY,
    },
    faults: one.CHAT_FAULTS === 'on',
  };
}
