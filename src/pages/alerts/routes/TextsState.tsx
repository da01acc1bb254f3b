import React, { useState } from 'react';
import { Badge, Button, Stack } from '@grafana/ui';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { useLoaded } from '../../../components/useLoaded';
import {
  readNotificationTexts,
  writeNotificationTexts,
  type NotificationTexts,
} from '../../../grafana/alerting/notificationTexts';
import { missingPermission } from '../../../grafana/alerting/permissions';
import { asProblem } from '../../../grafana/asProblem';
import type { Problem } from '../../../grafana/Problem';

const STATES: Record<NotificationTexts['state'], { text: string; color: 'green' | 'orange' | 'blue' }> = {
  same: { text: 'Installed', color: 'green' },
  different: { text: 'Not as this version has them', color: 'orange' },
  missing: { text: 'Not installed', color: 'blue' },
};

/** Quayside's texts of notifications in Grafana: whether they are there, and installing or renewing them. */
export function TextsState({ version, onChanged }: { version: number; onChanged: () => void }) {
  const texts = useLoaded(`notification texts ${version}`, readNotificationTexts);
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const lacks = missingPermission('writeTemplates');
  const store = async (stored: NotificationTexts) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await writeNotificationTexts(stored);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
    onChanged();
  };
  const { data } = texts;
  if (!data) {
    return texts.problem ? <ProblemNotice problem={texts.problem} severity="warning" /> : null;
  }
  return (
    <section aria-label="Texts of notifications">
      {problem && <ProblemNotice problem={problem} />}
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <span>Quayside’s texts of notifications, the template group “quayside”</span>
        <Badge {...STATES[data.state]} />
        {data.state === 'different' && data.provenance && (
          <span>They come from a {data.provenance}: renew them there, with npm run -s rules.</span>
        )}
        {data.state !== 'same' && !data.provenance && (
          <Button
            size="sm"
            variant="secondary"
            disabled={isBusy || lacks !== undefined}
            tooltip={
              lacks
                ? `You need the permission ${lacks}: ask an administrator`
                : data.state === 'different'
                  ? 'What somebody else changed in them is lost'
                  : undefined
            }
            onClick={() => void store(data)}
          >
            {data.state === 'missing' ? 'Install the texts' : 'Renew the texts'}
          </Button>
        )}
      </Stack>
    </section>
  );
}
