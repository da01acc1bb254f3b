import { EVERYWHERE } from '../../components/paths';
import { fieldsOf, readField, readSettings, type AppSettings, type WrongField } from '../../grafana/settings';
import { sameJson, type StoredFields } from '../../grafana/saveSettings';
import { parseConventions, type Conventions } from '../../signals/conventions';
import type { NginxBehind } from '../../signals/nginx/format';
import { draftOf, logOfDraft, type LogDraft } from '../../signals/nginx/logDraft';
import { togetherOf, writtenLogs } from '../../signals/nginx/logs';
import { budgetProblem } from './LogBudgetField';

/** What somebody types of one location; any part may be wrong for a while. */
export interface PlaceForm {
  /** Empty: the main location. */
  name: string;
  /** Empty: none is named. */
  prometheusUid: string;
  lokiUid: string;
  /** JSON; empty: found out each time. */
  conventions: string;
  drafts: readonly LogDraft[];
  behind: readonly NginxBehind[];
}

/** A stored field that cannot be read, as text to be corrected. */
export interface WrongText {
  field: WrongField['field'];
  text: string;
  message: string;
}

/** The page as it is typed. */
export interface SetupForm {
  main: PlaceForm;
  others: readonly PlaceForm[];
  /** Megabytes; empty: the usual. */
  budget: string;
  /** What was stored and cannot be read: it stays stored until it is corrected, or somebody says to drop it. */
  wrong: readonly WrongText[];
  /** Fields of other pages that could not be read, corrected here. */
  corrected: Partial<AppSettings>;
}

const NOTHING: PlaceForm = { name: '', prometheusUid: '', lokiUid: '', conventions: '', drafts: [], behind: [] };

/** A location that nothing is known of yet. */
export const newPlace = (name: string): PlaceForm => ({ ...NOTHING, name });

type OfPlace = Pick<AppSettings, 'prometheusUid' | 'lokiUid' | 'nginx' | 'nginxBehind'>;

function placeOf(
  name: string,
  { prometheusUid = '', lokiUid = '', nginx, nginxBehind }: OfPlace,
  conventions: unknown
) {
  return {
    name,
    prometheusUid,
    lokiUid,
    // As it is stored, whether it can be used or not: what is wrong in it is said where it is shown.
    conventions: conventions === undefined ? '' : JSON.stringify(conventions, null, 2),
    drafts: nginx ? writtenLogs(nginx).map(draftOf) : [],
    behind: nginxBehind ?? [],
  };
}

/** Locations from what is stored, as far as nothing but conventions is wrong in them; otherwise what is wrong. */
function placesOf(raw: unknown): { places: PlaceForm[] } | { message: string } {
  const stored = Array.isArray(raw) ? raw.map((one: unknown) => fieldsOf(one)) : raw;
  const without = Array.isArray(stored) ? stored.map(({ conventions: _one, ...rest }) => rest) : stored;
  const read = readField('locations', without);
  return 'message' in read
    ? read
    : {
        places: (read.value ?? []).map((one, index) =>
          placeOf(one.name, one, Array.isArray(stored) ? stored[index]?.['conventions'] : undefined)
        ),
      };
}

/** The form that shows what is stored, of which every part that can be read is there. */
export function formOf(jsonData: unknown): SetupForm {
  const stored = fieldsOf(jsonData);
  const { settings, wrong } = readSettings(jsonData);
  const others = placesOf(stored['locations']);
  const shown = new Set<string>(['conventions', ...('places' in others ? ['locations'] : [])]);
  return {
    main: placeOf('', settings, stored['conventions']),
    others: 'places' in others ? others.places : [],
    budget: String(settings.logBudgetMegabytes ?? ''),
    wrong: wrong
      .filter(({ field }) => !shown.has(field))
      .map(({ field, raw, message }) => ({ field, text: JSON.stringify(raw, null, 2), message })),
    corrected: {},
  };
}

/** The conventions as they are typed: none where nothing is, and what is wrong where they cannot be used. */
export function readConventions(text: string): { conventions?: Conventions; wrong?: string } {
  if (text.trim() === '') {
    return {};
  }
  try {
    return { conventions: parseConventions(JSON.parse(text)) };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

function settingsOfPlace({ prometheusUid, lokiUid, conventions, drafts, behind }: PlaceForm) {
  const nginx = togetherOf(drafts.map((draft) => logOfDraft(draft).log).filter((log) => log !== undefined));
  const typed = readConventions(conventions).conventions;
  return {
    ...(prometheusUid ? { prometheusUid } : {}),
    ...(lokiUid ? { lokiUid } : {}),
    ...(typed ? { conventions: typed } : {}),
    ...(nginx ? { nginx } : {}),
    ...(behind.length > 0 ? { nginxBehind: [...behind] } : {}),
  };
}

/** The fields of the settings that the form says, as far as they can be used. */
export function settingsOf({ main, others, budget, corrected }: SetupForm): AppSettings {
  return {
    ...settingsOfPlace(main),
    ...(budget.trim() && !budgetProblem(budget) ? { logBudgetMegabytes: Number(budget) } : {}),
    ...(others.length > 0
      ? { locations: others.map((one) => ({ name: one.name.trim(), ...settingsOfPlace(one) })) }
      : {}),
    ...corrected,
  };
}

/** What is wrong with the name of a location, among the names of all, its own included. */
export function nameProblem(text: string, names: readonly string[]): string | undefined {
  const name = text.trim();
  return name === ''
    ? 'A location needs a name'
    : name === EVERYWHERE
      ? `${EVERYWHERE} means all locations: choose another name`
      : names.filter((one) => one.trim() === name).length > 1
        ? 'Two locations have one name'
        : undefined;
}

/** What is wrong with a location as it is typed, beside what its own fields say; nothing where it can be used. */
export function placeProblem(place: PlaceForm, names: readonly string[]): string | undefined {
  return (
    nameProblem(place.name, names) ??
    (place.prometheusUid === '' && place.lokiUid === ''
      ? 'A location has only the data sources that it names: name a Prometheus, a Loki, or both'
      : undefined)
  );
}

const unusable = ({ conventions, drafts, behind }: PlaceForm) =>
  readConventions(conventions).wrong !== undefined ||
  behind.some((row) => Object.values(row).includes('')) ||
  drafts.some((draft) => logOfDraft(draft).log === undefined);

/** Why the form cannot be stored yet, by what it is about; empty where it can. */
export function whyNotStored({ main, others, budget }: SetupForm): string[] {
  const names = others.map(({ name }) => name);
  return [
    ...(unusable(main) ? ['the main location: something in it is unfinished or cannot be used'] : []),
    ...others.flatMap((place) => {
      const problem = placeProblem(place, names);
      return problem || unusable(place)
        ? [`${place.name || 'a location'}: ${problem ?? 'something in it is unfinished or cannot be used'}`]
        : [];
    }),
    ...(budgetProblem(budget) ? ['the log budget'] : []),
  ];
}

/** Fields that the page changes. */
const OWNED = [
  'prometheusUid',
  'lokiUid',
  'conventions',
  'nginx',
  'nginxBehind',
  'logBudgetMegabytes',
  'locations',
] as const satisfies ReadonlyArray<keyof AppSettings>;

/**
 * What the form changes of what was stored when it began: fields that were not touched are not among them, nor fields that
 * could not be read and have neither been corrected nor dropped.
 */
export function changesOf(stored: StoredFields, form: SetupForm): Partial<Record<keyof AppSettings, unknown>> {
  const before = settingsOf(formOf(stored));
  const now = settingsOf(form);
  const open = new Set(form.wrong.map(({ field }) => field));
  const settled = readSettings(stored).wrong.map(({ field }) => field);
  const fields = new Set<keyof AppSettings>([
    ...OWNED.filter((field) => !sameJson(before[field], now[field])),
    ...settled,
  ]);
  return Object.fromEntries([...fields].filter((field) => !open.has(field)).map((field) => [field, now[field]]));
}

/** The form with a field that could not be read corrected, or with what is still wrong in what was typed. */
export function withCorrected(form: SetupForm, field: WrongText['field'], text: string): SetupForm {
  const raw: unknown = JSON.parse(text);
  const { main, others, budget, wrong } = formOf({ [field]: raw });
  const rest = form.wrong.filter((one) => one.field !== field);
  if (wrong.length > 0) {
    // As it was typed: its lines must not be put in order under whoever types them.
    return {
      ...form,
      wrong: form.wrong.map((one) => ({
        ...one,
        ...wrong.find((now) => now.field === one.field),
        ...(one.field === field ? { text } : {}),
      })),
    };
  }
  switch (field) {
    case 'prometheusUid':
    case 'lokiUid':
      return { ...form, wrong: rest, main: { ...form.main, [field]: main[field] } };
    case 'nginx':
      return { ...form, wrong: rest, main: { ...form.main, drafts: main.drafts } };
    case 'nginxBehind':
      return { ...form, wrong: rest, main: { ...form.main, behind: main.behind } };
    case 'logBudgetMegabytes':
      return { ...form, wrong: rest, budget };
    case 'locations':
      return { ...form, wrong: rest, others };
    default: {
      const read = readField(field, raw);
      return {
        ...form,
        wrong: rest,
        corrected: { ...form.corrected, ...('value' in read ? { [field]: read.value } : {}) },
      };
    }
  }
}
