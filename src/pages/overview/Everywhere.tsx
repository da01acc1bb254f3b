import React, {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useId,
  useMemo,
  useState,
  type ReactNode,
} from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { cardStyle } from '../../components/cardStyle';
import { goToPlace } from '../../components/EachPlace';
import { FindingSummary } from '../../components/findings/FindingSummary';
import { AtPlace, locationTitle, useInstallation, type Place } from '../../components/InstallationContext';
import { sectionTitle } from '../../components/sectionTitle';
import { rankEverywhere, rankPlaces, type LocatedGroup, type PlaceReport } from './rankPlaces';
import { SeverityBadges } from './SeverityBadges';

/** How many things are listed of all locations: below it each location lists its own. */
const WORST = 10;

type Report = (location: string, report: PlaceReport) => void;

const ReportContext = createContext<Report>(() => undefined);

/** Tells what is wrong at the location that is shown here to what puts all of them together. */
export function useReport({ findings, loading, unknown }: PlaceReport): void {
  const report = useContext(ReportContext);
  const { settings } = useInstallation();
  const location = settings.location ?? '';
  useEffect(() => report(location, { findings, loading, unknown }), [report, location, findings, loading, unknown]);
}

/** Above what is shown of each location, what is worst at any of them; nothing where one location is shown. */
export function Everywhere({ range, children }: { range: TimeRange; children: ReactNode }) {
  const { everywhere } = useInstallation();
  const [told, setTold] = useState<ReadonlyMap<string, PlaceReport>>(new Map());
  const report = useCallback<Report>((location, one) => setTold((all) => new Map(all).set(location, one)), []);
  return (
    <ReportContext.Provider value={report}>
      {everywhere && <Worst places={everywhere} told={told} range={range} />}
      {children}
    </ReportContext.Provider>
  );
}

interface WorstProps {
  places: readonly Place[];
  /** By location; one that is not shown any longer may be among them. */
  told: ReadonlyMap<string, PlaceReport>;
  range: TimeRange;
}

function Worst({ places, told, range }: WorstProps) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const byName = useMemo(() => new Map(places.map((place) => [place.location, place])), [places]);
  const reports = new Map([...told].filter(([location]) => byName.has(location)));
  const order = rankPlaces([...byName.keys()], reports);
  const groups = rankEverywhere(reports);
  const shown = groups.slice(0, WORST);
  return (
    <section aria-labelledby={id} className={styles.card} data-testid="quayside-everywhere">
      <h2 id={id} className={styles.title}>
        All locations
      </h2>
      <ul className={styles.places}>
        {order.map((location) => (
          <li key={location} className={styles.place}>
            <Button variant="secondary" fill="text" size="sm" icon="arrow-down" onClick={() => goToPlace(location)}>
              {locationTitle(location)}
            </Button>
            <PlaceState place={byName.get(location)} report={reports.get(location)} />
          </li>
        ))}
      </ul>
      {shown.length > 0 && (
        <ol className={styles.places} aria-label="What is worst">
          {shown.map(({ location, ...one }) => (
            <Located key={`${location} ${one.group.key}`} place={byName.get(location)} range={range} {...one} />
          ))}
        </ol>
      )}
      {groups.length > shown.length && (
        <p className={styles.note}>
          The worst {shown.length} of {groups.length}; each location lists its own below.
        </p>
      )}
    </section>
  );
}

function PlaceState({ place, report }: { place: Place | undefined; report: PlaceReport | undefined }) {
  const styles = useStyles2(getStyles);
  if (!place?.installation.prometheus) {
    return <span className={styles.note}>has no Prometheus that could be asked</span>;
  }
  if (report?.unknown !== undefined) {
    return <span className={styles.note}>{report.unknown}: what is wrong there is not known</span>;
  }
  const asking = !report || report.loading;
  return (
    <span>
      {report && report.findings.length > 0 && <SeverityBadges findings={report.findings} />}
      <span className={styles.note}>
        {asking ? 'still asked' : report.findings.length === 0 ? 'nothing is wrong' : ''}
      </span>
    </span>
  );
}

/** The worst of what belongs together, and where it is. */
function Located({
  place,
  worst,
  group,
  range,
}: Omit<LocatedGroup, 'location'> & { place: Place | undefined; range: TimeRange }) {
  const styles = useStyles2(getStyles);
  const more = group.findings.length + group.explained.length - 1;
  return place ? (
    <li className={styles.place}>
      <AtPlace place={place}>
        <FindingSummary finding={worst} range={range} />
      </AtPlace>
      <span className={styles.note}>
        · {locationTitle(place.location)}
        {more > 0 && ` · ${more} more of it`}
      </span>
    </li>
  ) : null;
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({ ...cardStyle(theme), minWidth: 0 }),
  title: css(sectionTitle(theme)),
  places: css({ listStyle: 'none', padding: 0, margin: theme.spacing(0, 0, 1) }),
  place: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1),
    padding: theme.spacing(0.25, 0),
  }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
});
