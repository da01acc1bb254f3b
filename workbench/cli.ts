import path from 'node:path';
import { parseArgs } from 'node:util';
import { startWorkbench } from './startWorkbench';

const USAGE = `Shows the built plugin's pages without a Grafana, on a real Prometheus and Loki.

  npm run workbench -- [--prometheus URL] [--loki URL] [--port N] [--dist DIR] [--settings JSON] [--scrape-interval 15s]
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      prometheus: { type: 'string' },
      loki: { type: 'string' },
      port: { type: 'string', default: '3010' },
      dist: { type: 'string', default: path.resolve(__dirname, '../dist') },
      settings: { type: 'string', default: '{}' },
      'scrape-interval': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const workbench = await startWorkbench({
    port: Number(values.port),
    prometheusUrl: values.prometheus,
    lokiUrl: values.loki,
    distDir: path.resolve(values.dist),
    settings: JSON.parse(values.settings) as Record<string, unknown>,
    scrapeInterval: values['scrape-interval'],
    onUnanswered: (method, called) => process.stderr.write(`not answered: ${method} ${called}\n`),
  });
  process.stdout.write(`Workbench (not Grafana): ${workbench.url}\n`);
  const stop = () => {
    void workbench.stop().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
});
