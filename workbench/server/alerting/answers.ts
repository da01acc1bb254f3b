import type { ApiAnswer, ApiContext } from '../answerApi';
import { HttpError } from '../HttpError';

/** An answer in JSON. */
export const json = (status: number, body: unknown): ApiAnswer => ({ status, json: body });

/** A body of JSON. @throws with status 400 on any other */
export function parse<T>(body: string): T {
  try {
    return JSON.parse(body) as T;
  } catch (error) {
    throw new HttpError(400, 'bad request data', { error: String(error) });
  }
}

/** Refuses a viewer in Grafana's words. */
export function editorsOnly({ state }: ApiContext, permission: string): void {
  if (state.faults.role === 'Viewer') {
    throw new HttpError(
      403,
      `You'll need additional permissions to perform this action. Permissions needed: ${permission}`,
      {
        accessErrorId: 'ACE0000000000',
        title: 'Access denied',
      }
    );
  }
}
