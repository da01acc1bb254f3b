import type { ApiAnswer, ApiRequest } from './answerApi';
import { HttpError } from './HttpError';
import type { WorkbenchState } from './WorkbenchState';

/** Answers `/workbench/...`: the hooks by which tests inject failures and read what was sent upstream. */
export function answerWorkbench({ method, path, body }: ApiRequest, state: WorkbenchState): ApiAnswer {
  switch (`${method} ${path}`) {
    case 'GET /workbench/faults':
      return { status: 200, json: state.faults };
    case 'POST /workbench/faults':
      try {
        state.setFaults(JSON.parse(body) as Record<string, unknown>);
      } catch (error) {
        throw new HttpError(400, error instanceof Error ? error.message : String(error));
      }
      return { status: 200, json: state.faults };
    case 'GET /workbench/requests':
      return { status: 200, json: state.requests };
    case 'DELETE /workbench/requests':
      state.requests = [];
      return { status: 200, json: [] };
    case 'GET /workbench/unanswered':
      return { status: 200, json: state.unanswered };
    default:
      throw new HttpError(404, `The workbench has no ${method} ${path}.`);
  }
}
