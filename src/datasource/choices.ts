import { CustomVariableSupport, FieldType, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import type { Observable } from 'rxjs';
import { answering } from './asking';
import { ChoiceEditor } from './editors/ChoiceEditor';
import { loadChoices } from './loadChoices';
import type { ChoiceQuery } from './query';
import type { SignalsDataSource } from './SignalsDataSource';

/** Variables that list hosts, containers and so on, each within a scope that other variables may restrict. */
export class SignalsVariables extends CustomVariableSupport<SignalsDataSource, ChoiceQuery> {
  override editor = ChoiceEditor;

  constructor(private readonly source: SignalsDataSource) {
    super();
  }

  override query({ targets, range, scopedVars }: DataQueryRequest<ChoiceQuery>): Observable<DataQueryResponse> {
    const [query] = targets;
    return answering('choices', async (signal) => {
      const { scope } = this.source.readScope(query ?? {}, scopedVars);
      const times = { from: range.from.valueOf(), to: range.to.valueOf() };
      const values = await loadChoices(this.source.installations, query?.choice ?? 'hosts', scope, times, signal);
      const column = (name: string) => ({ name, type: FieldType.string, values, config: {} });
      return { data: [{ fields: [column('text'), column('value')], length: values.length }] };
    });
  }
}
