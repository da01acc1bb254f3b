import { FieldType, type DataFrame, type Field } from '@grafana/data';

/** Joins the series of each query that asked for a table into one frame: time, a column per label, the value. */
export function toInstantTable(frames: DataFrame[], tables: ReadonlySet<string>): DataFrame[] {
  if (tables.size === 0) {
    return frames;
  }
  const kept = frames.filter(({ refId }) => !tables.has(refId ?? ''));
  const several = tables.size > 1;
  const joined = [...tables].flatMap((refId) => {
    const series = frames.filter((frame) => frame.refId === refId && frame.fields.length > 1);
    return series.length > 0 ? [joinSeries(series, refId, several ? `Value #${refId}` : 'Value')] : [];
  });
  return [...kept, ...joined];
}

function joinSeries(series: DataFrame[], refId: string, valueName: string): DataFrame {
  const labelsOf = (frame: DataFrame) => frame.fields[1]?.labels ?? {};
  const names = [...new Set(series.flatMap((frame) => Object.keys(labelsOf(frame))))].sort();
  const column = (read: (frame: DataFrame, row: number) => unknown) =>
    series.flatMap((frame) => Array.from({ length: frame.length }, (_, row) => read(frame, row)));
  const fields: Field[] = [
    { name: 'Time', type: FieldType.time, config: {}, values: column((frame, row) => frame.fields[0]?.values[row]) },
    ...names.map((name) => ({
      name,
      type: FieldType.string,
      config: { filterable: true },
      values: column((frame) => labelsOf(frame)[name] ?? ''),
    })),
    {
      name: valueName,
      type: FieldType.number,
      config: {},
      values: column((frame, row) => frame.fields[1]?.values[row]),
    },
  ];
  return {
    refId,
    meta: { ...series[0]?.meta, preferredVisualisationType: 'rawPrometheus' },
    fields,
    length: fields[0]?.values.length ?? 0,
  };
}
