import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';

/** What the service counts: metrics of all four types. No label ever holds what a client wrote. */
export interface ChatMetrics {
  registry: Registry;
  messages: Counter<'outcome'>;
  errors: Counter<'reason'>;
  bytes: Counter<'direction'>;
  connections: Counter<'outcome'>;
  latency: Histogram;
  size: Histogram;
  requests: Histogram<'method' | 'route' | 'code'>;
  broadcast: Summary;
}

/** A registry of its own, so that two services in one process (as in tests) do not share numbers. */
export function chatMetrics(now: { clients: () => number; rooms: () => number }): ChatMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('chat_connected_clients', 'Clients that are connected now.', now.clients);
  gauge('chat_rooms', 'Rooms that somebody is in now.', now.rooms);
  return {
    registry,
    messages: new Counter({
      name: 'chat_messages_total',
      help: 'Messages that clients sent, by what became of them: accepted, refused (the client’s mistake) or failed.',
      labelNames: ['outcome'],
      registers,
    }),
    errors: new Counter({
      name: 'chat_errors_total',
      help: 'Requests of clients that were not done, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    bytes: new Counter({
      name: 'chat_traffic_bytes_total',
      help: 'Bytes of messages over WebSockets, without their frames.',
      labelNames: ['direction'],
      registers,
    }),
    connections: new Counter({
      name: 'chat_connections_total',
      help: 'WebSocket connections, by whether they were let in.',
      labelNames: ['outcome'],
      registers,
    }),
    latency: new Histogram({
      name: 'chat_message_latency_seconds',
      help: 'From the arrival of a message until it was handed to the last socket of its room.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    size: new Histogram({
      name: 'chat_message_size_bytes',
      help: 'Size of the text of messages that were accepted.',
      buckets: [16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
      registers,
    }),
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer HTTP requests.',
      labelNames: ['method', 'route', 'code'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    broadcast: new Summary({
      name: 'chat_broadcast_seconds',
      help: 'Time to hand one message to every socket of its room, over the last ten minutes.',
      percentiles: [0.5, 0.9, 0.95, 0.99],
      maxAgeSeconds: 600,
      ageBuckets: 5,
      registers,
    }),
  };
}
