import { queryLogInstant } from '../../grafana/loki';
import { parameterValues } from '../../checks/check';
import { NGINX_CHECKS } from '../../checks/nginx';
import { EVERYTHING } from '../../signals/scope';
import { containerOfStream } from '../../signals/streams';
import { coverageUnder } from '../coverage';
import { detectNginx } from '../detectNginx';
import { counted, lokiOf, NotChecked, prometheusOf, type Ailment } from './ailment';
import { logsStopped } from './logsStopped';

const SHOWN = 10;

const VECTOR =
  'sources:\n  docker:\n    type: docker_logs\nsinks:\n  loki:\n    type: loki\n    inputs: [docker]\n    endpoint: http://LOKI:3100\n    encoding: { codec: text }\n    labels:\n      host: HOST\n      container: "{{ container_name }}"';

const unmatched: Ailment = {
  id: 'logs-missing',
  title: 'No container of a host has logs',
  severity: 'warning',
  costs: 'A container’s page has its numbers and not its lines, so what broke is seen and why is not.',
  how: () => 'the containers that run, beside the streams of the last day',
  examine: async (patient) => {
    const { conventions, time, signal } = patient;
    const sources = { prometheus: prometheusOf(patient), loki: lokiOf(patient) };
    const { containers, withoutLogs = [], hosts } = await coverageUnder(sources, conventions, time, signal);
    if (containers.length === 0) {
      throw new NotChecked('no container is there now');
    }
    const mute = hosts.filter((one) => one.containers && !one.logs).map(({ host }) => host);
    const strangers = hosts.filter((one) => one.logs && !one.containers).map(({ host }) => host);
    const matched = `${containers.length - withoutLogs.length} of ${containers.length} containers have logs`;
    return mute.length === 0
      ? { outcome: 'well', found: matched }
      : {
          outcome: 'ill',
          found: `${matched}. No container of ${counted(mute.length, 'host')} has any.`,
          examples: mute.slice(0, SHOWN),
          remedies: [
            ...(strangers.length > 0
              ? [
                  {
                    where: `Host names, above: Loki knows hosts that cAdvisor does not (${strangers.slice(0, SHOWN).join(', ')}); say which is which`,
                    lines: JSON.stringify({ host: mute[0], logs: [strangers[0]] }),
                  },
                ]
              : []),
            { where: 'vector.yaml', lines: VECTOR },
          ],
        };
  },
};

const UNPARSED = NGINX_CHECKS.unparsed;

const unparsed: Ailment = {
  id: 'lines-unparsed',
  title: UNPARSED.title,
  severity: 'warning',
  costs: 'Those requests are in no number, no list and no check.',
  how: () => 'the share of lines that do not have the format of the access log',
  examine: async (patient) => {
    const { conventions, time, signal } = patient;
    const loki = lokiOf(patient);
    const nginx = conventions.nginx ?? (await detectNginx(loki, conventions.logs, time, signal))[0]?.conventions;
    if (!nginx) {
      throw new NotChecked('no stream of the last day has lines that look like an access log');
    }
    const parameters = parameterValues(UNPARSED, { window: 60 });
    const known = { ...conventions, nginx };
    const shares = await queryLogInstant(
      loki,
      UNPARSED.value({ conventions: known, scope: EVERYTHING, parameters }),
      time,
      signal
    );
    const bad = shares.filter(({ value }) => value > (parameters['share'] ?? 0));
    return bad.length === 0
      ? { outcome: 'well', found: 'The lines of the last hour have their format' }
      : {
          outcome: 'ill',
          found: `Lines of ${counted(bad.length, 'access log')} do not have the format that is set or was found.`,
          examples: bad.map(({ labels, value }) => {
            const { host = '', name = JSON.stringify(labels) } = containerOfStream(known, labels) ?? {};
            return `${[host, name].filter((part) => part !== '').join('/')}: ${(100 * value).toFixed(0)} %`;
          }),
          remedies: [
            {
              where: 'NGINX’s logs, below: paste log_format from nginx.conf; or give NGINX this one',
              lines:
                'log_format combined_timed \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time\';\naccess_log /dev/stdout combined_timed;',
            },
          ],
        };
  },
};

/** What may be wrong with logs. */
export const LOG_AILMENTS: readonly Ailment[] = [logsStopped(VECTOR), unmatched, unparsed];
