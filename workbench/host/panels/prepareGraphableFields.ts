import { cacheFieldDisplayNames, FieldType, type DataFrame } from '@grafana/data';

/** The frames that a graph can draw: a time field and numbers, infinite ones left out. Undefined when there are none. */
export function prepareGraphableFields(series: DataFrame[]): DataFrame[] | undefined {
  cacheFieldDisplayNames(series);
  const frames = series.flatMap((frame) => {
    const isGraphable = [FieldType.time, FieldType.number].every((wanted) =>
      frame.fields.some(({ type }) => type === wanted)
    );
    return isGraphable && frame.length > 0 ? [withoutInfinities(frame)] : [];
  });
  frames.forEach((frame, frameIndex) =>
    frame.fields.forEach((field, fieldIndex) => {
      // By this the legend and the tooltip find a joined column's series again.
      field.state = { ...field.state, origin: { frameIndex, fieldIndex } };
    })
  );
  return frames.length > 0 ? frames : undefined;
}

function withoutInfinities(frame: DataFrame): DataFrame {
  return {
    ...frame,
    fields: frame.fields
      .filter(({ type }) => type === FieldType.time || type === FieldType.number)
      .map((field) => {
        const isDrawable = (value: unknown) => value === null || value === undefined || Number.isFinite(value);
        const values = field.values.every(isDrawable)
          ? field.values
          : field.values.map((value) => (isDrawable(value) ? value : null));
        return { ...field, values, state: { ...field.state } };
      }),
  };
}
