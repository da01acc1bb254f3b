import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, Badge, TextLink, Tooltip, useStyles2 } from '@grafana/ui';
import { containerUrl } from '../../components/paths';
import { textOf } from '../../signals/urlList';
import type { Instances } from '../../discovery/services';
import type { ContainerBehind } from '../../insights/services/containersBehind';
import { containerKey } from '../../signals/scope';
import type { UpdateState } from './servicesState';

const HOW: Record<ContainerBehind['how'], string> = {
  label: 'A label of the scrape target says so.',
  address: 'Prometheus scrapes it under the name of the container, or of its service.',
  job: 'On the host that Prometheus scrapes, a container, or a service, is called like the job.',
};
const MOST_SHOWN = 12;

/** The instances of an application, which of them answer, and the containers that they are. */
export function Behind({ found, range, update }: { found: Instances; range: TimeRange; update: UpdateState }) {
  const styles = useStyles2(getStyles);
  const { instances, containers } = found;
  const down = instances.filter(({ up }) => !up);
  const distinct = [...new Map(containers.map((one) => [containerKey(one.container), one])).values()];
  return (
    <>
      {down.length > 0 && (
        <Alert
          severity={down.length === instances.length ? 'error' : 'warning'}
          title={
            down.length === instances.length
              ? `None of its ${instances.length} instances answers Prometheus`
              : `${down.length} of its ${instances.length} instances ${down.length === 1 ? 'does' : 'do'} not answer Prometheus`
          }
        >
          {down
            .slice(0, MOST_SHOWN)
            .map(({ instance }) => instance)
            .join(', ')}
          {down.length > MOST_SHOWN && ` and ${down.length - MOST_SHOWN} more`}. What they did since is not in these
          numbers: look at their containers, and at Prometheus’ page of targets for the error.
        </Alert>
      )}
      <div className={styles.rows}>
        <span className={styles.title}>Instances</span>
        <ul className={styles.list}>
          {instances.slice(0, MOST_SHOWN).map(({ instance, up }) => (
            <li key={instance}>
              <button
                type="button"
                className={styles.button}
                title="Only this instance"
                onClick={() => update({ instance: textOf([instance]) })}
              >
                <Badge color={up ? 'green' : 'red'} icon={up ? 'check' : 'times'} text={instance} />
              </button>
            </li>
          ))}
          {instances.length > MOST_SHOWN && <li>and {instances.length - MOST_SHOWN} more</li>}
        </ul>
        <span className={styles.title}>Containers</span>
        {distinct.length === 0 ? (
          <span className={styles.quiet}>
            Not known: no container, and no service, is called like its targets or its job.
          </span>
        ) : (
          <ul className={styles.list}>
            {distinct.slice(0, MOST_SHOWN).map(({ container, how }) => (
              <li key={containerKey(container)}>
                <Tooltip content={HOW[how]}>
                  <span>
                    <TextLink href={containerUrl(container, range)} inline={false}>
                      {`${container.name} on ${container.host}`}
                    </TextLink>
                  </span>
                </Tooltip>
              </li>
            ))}
            {distinct.length > MOST_SHOWN && <li>and {distinct.length - MOST_SHOWN} more</li>}
          </ul>
        )}
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  rows: css({
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: theme.spacing(0.5, 2),
    alignItems: 'baseline',
  }),
  title: css({ color: theme.colors.text.secondary }),
  quiet: css({ color: theme.colors.text.secondary }),
  list: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 1.5), listStyle: 'none', margin: 0 }),
  button: css({ background: 'none', border: 0, padding: 0 }),
});
