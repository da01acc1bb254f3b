import { isFetchError, type BackendSrvRequest } from '@grafana/runtime';
import type { z } from 'zod';
import { fetchJson, isAbort } from '../fetchJson';
import { Problem } from '../Problem';
import { problemOf } from '../problemOf';

/** What a request is for, in the words in which its failure is told. */
export interface Purpose {
  /** After "You may not ": `install rules in Grafana`. */
  doing: string;
  /** What Grafana's roles call it, such as `alert.rules:write`. */
  permission: string;
  /** The role that has it as Grafana comes. */
  role: 'Viewer' | 'Editor' | 'Admin';
  /** Who answers: Grafana itself, or a data source by its name. */
  name?: string;
  kind?: 'Grafana' | 'Prometheus' | 'Loki';
}

/** Grafana says of whom it asks for a permission only in its message. */
function quoted(error: unknown): string {
  if (!isFetchError(error)) {
    return error instanceof Error ? error.message : String(error);
  }
  const data = error.data as { message?: unknown } | undefined;
  const said = typeof data?.message === 'string' ? data.message : error.statusText;
  return said ? `“${said}” (HTTP ${error.status})` : `HTTP ${error.status}`;
}

/** A failure of Grafana's alerting API as a problem: who may not, which permission is missing, whom to ask. */
export function alertingProblem(error: unknown, purpose: Purpose): Problem {
  if (isFetchError(error) && (error.status === 401 || error.status === 403)) {
    return new Problem(
      'forbidden',
      `You may not ${purpose.doing}`,
      quoted(error),
      `It needs the permission ${purpose.permission}, which the role ${purpose.role} has. Ask an administrator of this organisation.`
    );
  }
  if (isFetchError(error) && error.status === 400) {
    return new Problem(
      'refused',
      `${purpose.name ?? 'Grafana'} refused to ${purpose.doing}`,
      quoted(error),
      'Change what the message names, then try again. Nothing was stored.'
    );
  }
  return problemOf(error, { name: purpose.name ?? 'Grafana', kind: purpose.kind ?? 'Grafana' });
}

/** One request to Grafana's alerting API whose answer has this shape. Rejects with a Problem, or an AbortError. */
export async function askAlerting<T>(
  request: BackendSrvRequest,
  schema: z.ZodType<T>,
  purpose: Purpose,
  signal?: AbortSignal
): Promise<T> {
  try {
    const raw = await fetchJson<unknown>(request, signal);
    const parsed = schema.safeParse(raw);
    if (!parsed.success) {
      throw new Problem(
        'unexpected',
        `${purpose.name ?? 'Grafana'} answered something else than was asked for`,
        parsed.error.issues
          .slice(0, 3)
          .map(({ path, message }) => `${path.join('.')}: ${message}`)
          .join('; '),
        'This release of Grafana may be newer than Quayside knows. Tell the makers of Quayside which one it is.'
      );
    }
    return parsed.data;
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    throw alertingProblem(error, purpose);
  }
}

/** True for a refusal with this status. */
export function hasStatus(error: unknown, status: number): boolean {
  return isFetchError(error) && error.status === status;
}
