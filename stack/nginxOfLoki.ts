import { z } from 'zod';

import type { LogConventions } from '../src/signals/conventions';
import { accessLogProbe, nginxLogsIn } from '../src/signals/nginx/findLog';
import type { NginxConventions } from '../src/signals/nginx/format';
import { request } from './http';

const answerSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.string(), z.string()]).rest(z.unknown())),
      })
    ),
  }),
});

const SAMPLE = 300;
const SECONDS = 3600;

/** How NGINX logs in a Loki, found out as the pages find it out; nothing where no stream looks like an access log. */
export async function nginxOfLoki(lokiUrl: string, logs: LogConventions): Promise<NginxConventions | undefined> {
  const parameters = new URLSearchParams({
    query: accessLogProbe({
      label: logs.shape === 'combined' ? logs.label : logs.container,
      absent: [],
      known: [],
    }),
    limit: String(SAMPLE),
    since: `${SECONDS}s`,
  });
  const answer = await request(`${lokiUrl}/loki/api/v1/query_range?${parameters}`);
  const { data } = answerSchema.parse(JSON.parse(answer));
  const lines = data.result.flatMap(({ stream, values }) => values.map(([, line]) => ({ line, labels: stream })));
  return nginxLogsIn(lines, logs)[0]?.conventions;
}
