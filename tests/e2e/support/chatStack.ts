import { mkdtempSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { runLoad } from '../../../stack/chat/runLoad';
import { chatSettings } from '../../../stack/chat/settings';
import { startChat } from '../../../stack/chat/startChat';
import { composeService, readCompose } from '../../../stack/native/readCompose';
import { startWorkbench } from '../../../workbench/startWorkbench';
import { exposition } from '../../integration/support/exposition';
import { pushLines } from '../../integration/support/pushLines';
import { runDirectory } from '../../integration/support/runDirectory';
import { startLoki, startScraping } from '../../integration/support/servers';
import { stackScrapes } from '../../integration/support/stackScrapes';

const ROOT = resolve(__dirname, '../../..');

/** What cAdvisor says of one running container of a compose project. */
function cadvisorOf(container: { name: string; project: string; service: string }): () => string {
  const { name, project, service } = container;
  const labels = [
    `id="/docker/${'ab'.repeat(32)}"`,
    'image="quayside-chat:0.1.0"',
    `name="${name}"`,
    `container_label_com_docker_compose_project="${project}"`,
    `container_label_com_docker_compose_service="${service}"`,
  ].join(',');
  const started = Math.floor(Date.now() / 1000) - 60;
  return () =>
    [
      'cadvisor_version_info{cadvisorVersion="v0.60.5"} 1',
      'machine_cpu_cores 2',
      'machine_memory_bytes 4e9',
      `container_start_time_seconds{${labels}} ${started}`,
      `container_last_seen{${labels}} ${Math.floor(Date.now() / 1000)}`,
      `container_cpu_usage_seconds_total{cpu="total",${labels}} ${Math.floor(Date.now() / 1000) - started}`,
      `container_memory_working_set_bytes{${labels}} 5e7`,
      `container_spec_memory_limit_bytes{${labels}} 2e8`,
      '',
    ].join('\n');
}

/** The chat service as the stack runs it, its metrics and what it pushes. */
export interface ChatStack {
  workbenchUrl: string;
  prometheusUrl: string;
  lokiUrl: string;
  /** Ends the chat itself; everything else goes on. */
  stopChat(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the chat with people in it, arranged as in the stack: the jobs, labels and intervals of the stack's Prometheus,
 * cAdvisor beside it, the labels by which the compose file lets it push. A second host runs a service of the same name.
 * @param distDir the built plugin
 */
export async function startChatStack(distDir: string): Promise<ChatStack> {
  const stops: Array<() => Promise<void>> = [];
  const started = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const one = await starting;
    stops.push(() => one.stop());
    return one;
  };
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) {
      await end();
    }
  };
  try {
    const loki = await started(startLoki());
    const { environment } = composeService(readCompose(ROOT, { QUAYSIDE_CHAT_LOG: 'loki' }), 'chat');
    const chat = await started(
      startChat(chatSettings({ ...environment, CHAT_HOST: '127.0.0.1', CHAT_PORT: '0', LOKI_URL: loki.url }))
    );
    const cadvisors = [
      await exposition(cadvisorOf({ name: 'quayside-chat-1', project: 'quayside', service: 'chat' })),
      await exposition(cadvisorOf({ name: 'other-chat-1', project: 'other', service: 'chat' })),
    ] as const;
    cadvisors.forEach((one) => stops.push(() => one.close()));
    const targets = mkdtempSync(join(runDirectory(), 'targets-'));
    writeFileSync(
      join(targets, 'cadvisor-berlin.yaml'),
      stringify([{ targets: [cadvisors[1].address], labels: { instance: 'berlin-1' } }])
    );
    const ports = new Map([
      ['chat:3200', Number(new URL(chat.url).port)],
      ['cadvisor:8080', cadvisors[0].port],
    ]);
    const prometheus = await started(startScraping(stackScrapes({ ports, targets }), 3));
    await pushLines(loki.url, { host: 'berlin-1', container: 'other-chat-1', service: 'chat' }, [
      [Date.now(), 'a line of another host'],
    ]);
    const load = new AbortController();
    const talking = runLoad({
      url: chat.url,
      clients: 30,
      rooms: 2,
      messagesPerSecond: 20,
      badShare: 0.2,
      signal: load.signal,
    });
    stops.push(async () => {
      load.abort();
      await talking;
    });
    const workbench = await started(
      startWorkbench({
        prometheusUrl: prometheus.url,
        lokiUrl: loki.url,
        distDir,
        settings: {},
        scrapeInterval: '15s',
      })
    );
    return {
      workbenchUrl: workbench.url,
      prometheusUrl: prometheus.url,
      lokiUrl: loki.url,
      stopChat: async () => {
        load.abort();
        await talking;
        await chat.stop();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
