import React from 'react';
import type { TimeRange } from '@grafana/data';
import { LinkButton } from '@grafana/ui';
import { requestsOfContainer } from '../insights/nginx/behind';
import { fieldsOf } from '../signals/nginx/format';
import { logsOf } from '../signals/nginx/logs';
import type { ContainerRef } from '../signals/scope';
import { useInstallation } from './InstallationContext';
import { nginxUrl } from './nginxUrls';

interface Props {
  container: ContainerRef;
  image: string | undefined;
  service: string | undefined;
  range: TimeRange;
}

/** From a container to its requests on NGINX's page: all of them for an NGINX, those passed on to it for what is behind one. */
export function RequestsLink({ container, image, service, range }: Props) {
  const { installation, settings } = useInstallation();
  const { nginx } = installation.conventions;
  const fields = nginx && logsOf(nginx).flatMap(({ access }) => fieldsOf(access));
  const filters = requestsOfContainer(container, { image, service, told: settings.nginxBehind ?? [], fields });
  return filters && installation.loki ? (
    <LinkButton size="sm" variant="secondary" icon="globe" href={nginxUrl(filters, range)}>
      {filters.length > 0 ? 'Requests that NGINX passed to it' : 'Requests'}
    </LinkButton>
  ) : null;
}
