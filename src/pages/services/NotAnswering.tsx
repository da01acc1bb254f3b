import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { Alert } from '@grafana/ui';
import { formatPrecise } from '../../components/units';
import { lifeOf, type Instance } from '../../insights/services/lifeOf';

const MOST_SHOWN = 12;

interface Props {
  instances: readonly Instance[];
  /** The end of the range, Unix milliseconds. */
  to: number;
  timeZone: string;
}

/** Which instances do not answer at the end of the range, and since when. */
export function NotAnswering({ instances, to, timeZone }: Props) {
  const { state, at } = lifeOf(instances, [], to);
  // Others come and go: of an application that answers, only who is still asked is missed.
  const down = instances.filter(({ up, scraped }) => !up && (scraped || state !== 'up'));
  if (down.length === 0) {
    return null;
  }
  const since = (time: number) =>
    `${dateTimeFormat(time, { format: 'YYYY-MM-DD HH:mm', timeZone })} (${formatPrecise((to - time) / 1000, 'seconds')} before the end of this range)`;
  const titles: Record<typeof state, string> = {
    up: `${down.length} of its ${instances.filter(({ scraped }) => scraped).length} instances ${down.length === 1 ? 'does' : 'do'} not answer Prometheus`,
    down: `${down.length === 1 ? 'It has not answered' : `None of its ${down.length} instances has answered`} Prometheus since ${since(at)}`,
    gone: `Prometheus scrapes it no longer: it answered last at ${since(at)}`,
    never: `${down.length === 1 ? 'It did not answer' : `None of its ${down.length} instances answered`} Prometheus in this range`,
  };
  return (
    <Alert severity={state === 'up' ? 'warning' : 'error'} title={titles[state]}>
      <p>
        {down
          .slice(0, MOST_SHOWN)
          .map(({ instance, lastAnswer }) =>
            lastAnswer === undefined
              ? `${instance}, not in this range`
              : `${instance}, last at ${dateTimeFormat(lastAnswer, { format: 'HH:mm:ss', timeZone })}`
          )
          .join('; ')}
        {down.length > MOST_SHOWN && ` and ${down.length - MOST_SHOWN} more`}.
      </p>
      {state === 'gone'
        ? 'Its targets are gone: it was removed, service discovery has lost it, or the scrape configuration has changed. What it said before is drawn below.'
        : 'What they did since is not in these numbers; what they said before is drawn below. Look at their containers and logs, and at Prometheus’ page of targets for the error.'}
    </Alert>
  );
}
