import type { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import { AnnotationEditor } from './editors/AnnotationEditor';
import type { SignalsQuery } from './query';

/** Marks on panels: what happened to containers, or since when a finding has held. */
export class SignalsAnnotations implements AnnotationSupport<SignalsQuery> {
  QueryEditor = AnnotationEditor;

  getDefaultQuery(): Partial<SignalsQuery> {
    return { show: 'events', form: 'series' };
  }

  prepareQuery({ target }: AnnotationQuery<SignalsQuery>): SignalsQuery {
    const show = target?.show === 'findings' ? 'findings' : 'events';
    return { ...target, refId: 'Anno', show, form: 'series' };
  }
}
