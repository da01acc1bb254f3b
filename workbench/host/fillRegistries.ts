import {
  booleanOverrideProcessor,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  FieldType,
  identityOverrideProcessor,
  numberOverrideProcessor,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
  type Field,
  type FieldConfigPropertyItem,
  type TransformerRegistryItem,
} from '@grafana/data';

/** The workbench draws panels and has no editor for their options. */
export const NoEditor = () => null;

type Process = FieldConfigPropertyItem['process'];

const always = () => true;
const numbers = ({ type }: Field) => type === FieldType.number;

const STANDARD: Array<[id: string, process: Process, shouldApply: (field: Field) => boolean, defaultValue?: unknown]> =
  [
    ['displayName', displayNameOverrideProcessor, always],
    ['unit', unitOverrideProcessor, always],
    ['min', numberOverrideProcessor, numbers],
    ['max', numberOverrideProcessor, numbers],
    ['fieldMinMax', booleanOverrideProcessor, numbers],
    ['decimals', numberOverrideProcessor, numbers],
    ['color', identityOverrideProcessor, always],
    ['noValue', stringOverrideProcessor, always],
    ['links', dataLinksOverrideProcessor, always, []],
    ['actions', identityOverrideProcessor, always, []],
    ['mappings', valueMappingsOverrideProcessor, always, []],
    [
      'thresholds',
      thresholdsOverrideProcessor,
      always,
      {
        mode: 'absolute',
        steps: [
          { value: -Infinity, color: 'green' },
          { value: 80, color: 'red' },
        ],
      },
    ],
    ['filterable', booleanOverrideProcessor, always],
    ['description', stringOverrideProcessor, always],
  ];

/** Fills the registries that Grafana fills at start; field overrides and transformations work by them. */
export function fillRegistries(): void {
  standardFieldConfigEditorRegistry.setInit(() =>
    STANDARD.map(([id, process, shouldApply, defaultValue]) => ({
      id: id as FieldConfigPropertyItem['id'],
      path: id,
      name: id,
      description: '',
      editor: NoEditor,
      override: NoEditor,
      process,
      shouldApply,
      defaultValue,
      // As in Grafana: these are set per field only.
      hideFromDefaults: id === 'displayName' || id === 'filterable' ? undefined : false,
    }))
  );
  standardTransformersRegistry.setInit(() => {
    const items = new Map<string, TransformerRegistryItem>();
    for (const transformation of Object.values(standardTransformers)) {
      // The package lists some transformations twice, and the registry refuses a second one of the same id.
      items.set(transformation.id, {
        id: transformation.id,
        name: transformation.name,
        transformation,
        editor: NoEditor,
        imageDark: '',
        imageLight: '',
      });
    }
    return [...items.values()];
  });
}
