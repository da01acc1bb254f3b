/** Something that a contact point must be told. */
export interface ChannelField {
  /** Its name in Grafana's settings. */
  id: string;
  title: string;
  example: string;
  /** Never shown again once it is stored. */
  secret: boolean;
}

/** A way in which alerts reach somebody, as a contact point of Grafana's with Quayside's texts. */
export interface Channel {
  /** Grafana's type of contact point. */
  type: 'email' | 'slack' | 'telegram' | 'teams' | 'webhook' | 'pagerduty';
  title: string;
  fields: readonly ChannelField[];
  /** Settings that use our templates, which must be there: see `NOTIFICATION_TEMPLATES`. */
  texts: Readonly<Record<string, unknown>>;
}

const template = (name: string) => `{{ template "quayside.${name}" . }}`;

/** The channels that have texts of their own. */
export const CHANNELS: readonly Channel[] = [
  {
    type: 'email',
    title: 'Mail',
    fields: [{ id: 'addresses', title: 'Addresses', example: 'administrators@example.org', secret: false }],
    texts: { subject: template('title'), message: template('text'), singleEmail: true },
  },
  {
    type: 'slack',
    title: 'Slack',
    fields: [
      { id: 'url', title: 'Incoming webhook', example: 'https://hooks.slack.com/services/…', secret: true },
      { id: 'recipient', title: 'Channel', example: '#alerts', secret: false },
    ],
    texts: { title: template('title'), text: template('slack.text') },
  },
  {
    type: 'telegram',
    title: 'Telegram',
    fields: [
      { id: 'bottoken', title: 'Token of the bot', example: '123456:…', secret: true },
      { id: 'chatid', title: 'Chat', example: '-1001234567890', secret: false },
    ],
    texts: { message: template('telegram'), parse_mode: 'HTML' },
  },
  {
    type: 'teams',
    title: 'Microsoft Teams',
    fields: [{ id: 'url', title: 'Address of the workflow', example: 'https://….logic.azure.com/…', secret: true }],
    texts: { title: template('title'), message: template('teams.text') },
  },
  {
    type: 'webhook',
    title: 'Webhook',
    fields: [{ id: 'url', title: 'Address', example: 'https://hooks.example.org/alerts', secret: true }],
    texts: { httpMethod: 'POST', title: template('title'), message: template('text'), maxAlerts: '100' },
  },
  {
    type: 'pagerduty',
    title: 'PagerDuty',
    fields: [{ id: 'integrationKey', title: 'Integration key', example: '32 letters and digits', secret: true }],
    texts: {
      severity: template('pagerduty.severity'),
      summary: template('title'),
      class: '{{ .CommonLabels.quayside_check }}',
      component: '{{ .CommonLabels.host }}',
      client: 'Quayside',
      client_url: template('first_link'),
      details: { text: template('text') },
    },
  },
];

/** The name under which Grafana holds our templates. */
export const TEMPLATE_GROUP = 'quayside';

/** A contact point as the provisioning API takes it. */
export interface ContactPoint {
  name: string;
  type: Channel['type'];
  settings: Record<string, unknown>;
  disableResolveMessage: boolean;
}

/** A contact point of a channel. @throws naming each field that is empty */
export function contactPointOf(channel: Channel, name: string, values: Readonly<Record<string, string>>): ContactPoint {
  const missing = channel.fields.filter(({ id }) => (values[id] ?? '').trim() === '');
  if (missing.length > 0) {
    throw new Error(`${channel.title} needs: ${missing.map(({ title }) => title).join(', ')}`);
  }
  const own = Object.fromEntries(channel.fields.map(({ id }) => [id, (values[id] ?? '').trim()]));
  return { name, type: channel.type, settings: { ...own, ...channel.texts }, disableResolveMessage: false };
}
