import React, { useState } from 'react';
import { config } from '@grafana/runtime';
import { Button, Checkbox, Field, Input, Modal, RadioButtonGroup, Stack, TextArea } from '@grafana/ui';
import { ProblemNotice } from '../../../components/ProblemNotice';
import type { AlertmanagerSource } from '../../../grafana/alerting/alertmanagers';
import { matches, matcherText, type LabelMatcher } from '../../../grafana/alerting/routes';
import type { Problem } from '../../../grafana/Problem';
import { silenceIn } from './silenceIn';
import type { MergedAlert } from '../../../components/alerts/mergeAlerts';

const HOURS = [
  { value: 1, label: '1 h' },
  { value: 4, label: '4 h' },
  { value: 12, label: '12 h' },
  { value: 24, label: '1 day' },
  { value: 72, label: '3 days' },
  { value: 168, label: '1 week' },
];

/** Labels by which a silence is better not bound: they say who evaluates, or how bad it is. */
const LOOSE = new Set(['severity', 'grafana_folder', 'alertname']);

interface Props {
  alert: MergedAlert;
  /** All alerts: it is counted how many a silence would mute. */
  alerts: readonly MergedAlert[];
  sources: readonly AlertmanagerSource[];
  onDone: (made: boolean) => void;
}

/** Asks of what, for how long and why, then makes a silence in the Alertmanagers chosen. */
export function SilenceDialog({ alert, alerts, sources, onDone }: Props) {
  const names = Object.keys(alert.labels).filter((name) => !name.startsWith('__') && name !== 'grafana_folder');
  const bound = names.filter((name) => !LOOSE.has(name));
  const [chosen, setChosen] = useState(new Set(alert.checkId ? bound : [...bound, 'alertname']));
  const [hours, setHours] = useState(4);
  const [comment, setComment] = useState('');
  const holders = new Set(alert.tellers.flatMap(({ uid }) => uid ?? []));
  const [where, setWhere] = useState(new Set(sources.filter(({ uid }) => holders.has(uid)).map(({ uid }) => uid)));
  /** Those that have the silence already: another one would be too much. */
  const [made, setMade] = useState<ReadonlySet<string>>(new Set());
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isBusy, setBusy] = useState(false);
  const matchers: LabelMatcher[] = names
    .filter((name) => chosen.has(name))
    .map((name) => ({ name, op: '=', value: alert.labels[name] ?? '' }));
  const muted = alerts.filter(({ labels }) => matchers.every((matcher) => matches(matcher, labels))).length;
  const toggle = (set: Set<string>, one: string) => {
    const next = new Set(set);
    return next.delete(one) ? next : next.add(one);
  };
  const make = async () => {
    setBusy(true);
    setProblems([]);
    const silence = {
      matchers,
      seconds: hours * 3600,
      createdBy: config.bootData.user.login || config.bootData.user.name || 'Grafana',
      comment: comment.trim(),
    };
    const wanted = sources.filter(({ uid }) => where.has(uid) && !made.has(uid));
    const outcome = await silenceIn(wanted, silence);
    if (outcome.problems.length === 0) {
      onDone(true);
      return;
    }
    setMade(new Set([...made, ...outcome.made]));
    setProblems(outcome.problems);
    setBusy(false);
  };
  return (
    <Modal title="Silence alerts" isOpen onDismiss={() => onDone(made.size > 0)}>
      <Stack direction="column" gap={2}>
        {problems.map((problem) => (
          <ProblemNotice key={problem.title} problem={problem} />
        ))}
        {made.size > 0 && (
          <p role="status" style={{ margin: 0 }}>
            {`${sources
              .filter(({ uid }) => made.has(uid))
              .map(({ name }) => name)
              .join(', ')} has the silence already: trying again asks the others only.`}
          </p>
        )}
        <Field label="Alerts with these labels" description={`${muted} of those that are there now.`} noMargin>
          <Stack direction="column" gap={0.5} alignItems="flex-start">
            {names.map((name) => (
              <Checkbox
                key={name}
                value={chosen.has(name)}
                label={matcherText({ name, op: '=', value: alert.labels[name] ?? '' })}
                onChange={() => setChosen(toggle(chosen, name))}
              />
            ))}
          </Stack>
        </Field>
        <Field label="In" noMargin>
          <Stack direction="row" gap={2}>
            {sources.map(({ uid, name }) => (
              <Checkbox
                key={uid}
                value={where.has(uid)}
                disabled={made.has(uid)}
                label={name}
                onChange={() => setWhere(toggle(where, uid))}
              />
            ))}
          </Stack>
        </Field>
        <Field label="For" noMargin>
          <RadioButtonGroup options={HOURS} value={hours} onChange={setHours} />
        </Field>
        <Field label="For another time, in hours" noMargin>
          <Input
            id="quayside-silence-hours"
            type="number"
            min={0.1}
            max={8760}
            width={16}
            value={hours}
            onChange={(event) => setHours(Math.min(8760, Math.max(0.1, Number(event.currentTarget.value) || 1)))}
          />
        </Field>
        <Field label="Why" description="Whoever wonders about the silence reads this." required noMargin>
          <TextArea
            id="quayside-silence-comment"
            rows={2}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
        </Field>
      </Stack>
      <Modal.ButtonRow>
        <Button variant="secondary" onClick={() => onDone(made.size > 0)}>
          Cancel
        </Button>
        <Button
          icon="bell-slash"
          disabled={isBusy || matchers.length === 0 || where.size === 0 || comment.trim() === ''}
          tooltip={
            matchers.length === 0
              ? 'Without a label it would mute everything'
              : where.size === 0
                ? 'Choose an Alertmanager'
                : comment.trim() === ''
                  ? 'Say why'
                  : undefined
          }
          onClick={() => void make()}
        >
          Silence
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}
