import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { sceneGraph } from '@grafana/scenes';
import { Badge, TextLink, Tooltip, useStyles2 } from '@grafana/ui';
import type { PageScene } from '../../components/PageScene';
import { containerUrl } from '../../components/paths';
import { textOf } from '../../signals/urlList';
import type { Instances } from '../../discovery/serviceInstances';
import type { ContainerBehind } from '../../insights/services/containersBehind';
import { containerKey } from '../../signals/scope';
import { NotAnswering } from './NotAnswering';
import type { UpdateState } from './servicesState';

const HOW: Record<ContainerBehind['how'], string> = {
  label: 'A label of the scrape target says so.',
  address: 'Prometheus scrapes it under the name of the container, or of its service.',
  job: 'On the host that Prometheus scrapes, a container, or a service, is called like the application.',
};
const ONE_OF_SEVERAL =
  'Several hosts have one that is called so, and the target does not say on which it runs: give it a label host.';
const MOST_SHOWN = 12;

/** The instances of an application, which of them answer, and the containers that they are. */
export function Behind({
  found,
  scene,
  range,
  update,
}: {
  found: Instances;
  scene: PageScene;
  range: TimeRange;
  update: UpdateState;
}) {
  const styles = useStyles2(getStyles);
  const { instances, containers } = found;
  const distinct = [...new Map(containers.map((one) => [containerKey(one.container), one])).values()];
  return (
    <>
      <NotAnswering
        instances={instances}
        to={range.to.valueOf()}
        timeZone={sceneGraph.getTimeRange(scene).getTimeZone()}
      />
      <div className={styles.rows}>
        <span className={styles.title}>Instances</span>
        <ul className={styles.list}>
          {instances.slice(0, MOST_SHOWN).map(({ instance, up, scraped }) => (
            <li key={instance}>
              <button
                type="button"
                className={styles.button}
                title="Only this instance"
                onClick={() => update({ instance: textOf([instance]) })}
              >
                <Badge
                  color={up ? 'green' : scraped ? 'red' : 'darkgrey'}
                  icon={up ? 'check' : 'times'}
                  text={up || scraped ? instance : `${instance}, no longer scraped`}
                />
              </button>
            </li>
          ))}
          {instances.length > MOST_SHOWN && <li>and {instances.length - MOST_SHOWN} more</li>}
        </ul>
        <span className={styles.title}>Containers</span>
        {distinct.length === 0 ? (
          <span className={styles.quiet}>
            Not known: no container, and no service, is called like its targets or itself on the host that they name.
          </span>
        ) : (
          <ul className={styles.list}>
            {distinct.slice(0, MOST_SHOWN).map(({ container, how, oneOfSeveral }) => (
              <li key={containerKey(container)}>
                <Tooltip content={oneOfSeveral ? `${HOW[how]} ${ONE_OF_SEVERAL}` : HOW[how]}>
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
