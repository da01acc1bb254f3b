import { z } from 'zod';
import { TEMPLATE_GROUP } from '../../checks/rules/channels';
import { NOTIFICATION_TEMPLATES } from '../../checks/rules/notificationTemplates';
import { fetchJson, isAbort } from '../fetchJson';
import { alertingProblem, askAlerting, hasStatus } from './askAlerting';

const stored = z.object({
  template: z.string(),
  version: z.string().nullish(),
  provenance: z.string().nullish(),
});

/** Our texts of notifications, as Grafana has them. */
export interface NotificationTexts {
  state: 'missing' | 'same' | 'different';
  /** By it Grafana notices that somebody else has changed them meanwhile. */
  version: string;
  /** Who else manages them, such as a file: then Grafana refuses to change them. */
  provenance: string | undefined;
}

const PATH = `/api/v1/provisioning/templates/${TEMPLATE_GROUP}`;

/** How our texts are in Grafana. Rejects with a Problem. */
export async function readNotificationTexts(signal?: AbortSignal): Promise<NotificationTexts> {
  try {
    const { template, version, provenance } = stored.parse(
      await fetchJson<unknown>({ url: PATH, method: 'GET' }, signal)
    );
    return {
      // Grafana trims what it stores.
      state: template.trim() === NOTIFICATION_TEMPLATES.trim() ? 'same' : 'different',
      version: version ?? '',
      provenance: provenance && provenance !== 'api' ? provenance : undefined,
    };
  } catch (error) {
    if (hasStatus(error, 404)) {
      return { state: 'missing', version: '', provenance: undefined };
    }
    throw isAbort(error)
      ? error
      : alertingProblem(error, {
          doing: 'read notification templates',
          permission: 'alert.notifications.templates:read',
          role: 'Viewer',
        });
  }
}

/** Stores our texts in place of those of this version. Rejects with a Problem; then nothing was changed. */
export async function writeNotificationTexts({ version }: NotificationTexts): Promise<void> {
  await askAlerting(
    {
      url: PATH,
      method: 'PUT',
      headers: { 'X-Disable-Provenance': 'true' },
      data: { template: NOTIFICATION_TEMPLATES, version },
    },
    z.unknown(),
    { doing: 'change notification templates', permission: 'alert.notifications.templates:write', role: 'Editor' }
  );
}
