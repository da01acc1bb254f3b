import { regexProblem } from '../logRegex';
import { measuredField, type DerivedMetric, type LineField } from './derivedMetric';
import { nameProblem } from './derivedNames';

/** Names of the captures of a Loki pattern, or of the groups of an expression. */
function capturesOf({ from, expression }: Extract<LineField, { expression: string }>): string[] {
  const names = from === 'pattern' ? /<([a-zA-Z_][a-zA-Z0-9_]*)>/g : /\(\?P?<([a-zA-Z_][a-zA-Z0-9_]*)>/g;
  return [...expression.matchAll(names)].map(([, name = '']) => name).filter((name) => name !== '_');
}

function fieldsOf(metric: DerivedMetric): LineField[] {
  const measured = measuredField(metric.measure);
  return [...metric.by.map(({ field }) => field), ...(measured ? [measured.field] : [])];
}

/**
 * What is wrong with a metric that its queries alone would not tell, in words for whoever made it; none where all is well.
 * @param streamLabels the labels of the streams that it reads
 */
export function derivedProblems(metric: DerivedMetric, streamLabels: readonly string[]): string[] {
  const name = nameProblem(metric.name);
  const out: string[] = name === undefined ? [] : [name];
  const names = metric.by.map(({ as }) => as);
  for (const name of new Set(names.filter((one, at) => names.indexOf(one) !== at))) {
    out.push(`Two fields are called ${name}: give one of them another name.`);
  }
  for (const { as, field } of metric.by) {
    if (as === 'le' || as.startsWith('__')) {
      out.push(`A label cannot be called ${as}: Prometheus uses that name itself.`);
    } else if (streamLabels.includes(as) && !(field.from === 'label' && field.name === as)) {
      out.push(
        `The streams have a label ${as} already, which Loki would take in its place: give the field another name.`
      );
    }
  }
  const expressions = new Set<string>();
  for (const field of fieldsOf(metric)) {
    if (field.from !== 'pattern' && field.from !== 'regexp') {
      continue;
    }
    expressions.add(field.expression);
    const refused = field.from === 'regexp' ? regexProblem(field.expression) : undefined;
    if (refused !== undefined) {
      out.push(`The expression ${field.expression} cannot be used: ${refused}`);
    }
    const captures = capturesOf(field);
    if (!captures.includes(field.name)) {
      out.push(
        field.from === 'pattern'
          ? `The pattern has no <${field.name}>.`
          : `The expression has no group (?P<${field.name}>…).`
      );
    }
    for (const capture of captures.filter((one) => streamLabels.includes(one))) {
      out.push(`The streams have a label ${capture} already: call the part <${capture}> of the expression otherwise.`);
    }
  }
  if (expressions.size > 1) {
    out.push('Use one pattern or expression for all fields: each reads every line once more.');
  }
  return out;
}
