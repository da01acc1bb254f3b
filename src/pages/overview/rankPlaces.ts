import { compareFindings, groupFindings, type Finding, type FindingGroup } from '../../checks/finding';

/** What the Overview of one location has told so far. */
export interface PlaceReport {
  findings: readonly Finding[];
  /** Something is still asked that may add findings. */
  loading: boolean;
  /** Why it is not known what is wrong there; undefined where it is. */
  unknown: string | undefined;
}

/** What is wrong at one location, with all that it explains there. */
export interface LocatedGroup {
  location: string;
  worst: Finding;
  group: FindingGroup;
}

/** What is wrong at any location, put together by its cause there: the worst first, wherever it is. */
export function rankEverywhere(reports: ReadonlyMap<string, PlaceReport>): LocatedGroup[] {
  return [...reports]
    .flatMap(([location, { findings }]) =>
      groupFindings(findings).flatMap((group) => {
        const [worst] = [...group.findings].sort(compareFindings);
        return worst ? [{ location, worst, group }] : [];
      })
    )
    .sort((a, b) => compareFindings(a.worst, b.worst));
}

/**
 * Locations in the order in which to look at them: those with the worst findings, those of which nothing is known, and those
 * where nothing is wrong. Among equals they keep their order.
 */
export function rankPlaces(locations: readonly string[], reports: ReadonlyMap<string, PlaceReport>): string[] {
  const ranked = rankEverywhere(reports).map(({ location }) => location);
  const isQuiet = (location: string) => {
    const report = reports.get(location);
    return report !== undefined && report.unknown === undefined && !report.loading;
  };
  const unknown = ranked.length;
  const order = (location: string) => {
    const index = ranked.indexOf(location);
    return index >= 0 ? index : isQuiet(location) ? unknown + 1 : unknown;
  };
  return [...locations].sort((a, b) => order(a) - order(b));
}
