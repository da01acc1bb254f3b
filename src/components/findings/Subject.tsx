import React from 'react';
import type { TimeRange } from '@grafana/data';
import { TextLink } from '@grafana/ui';
import type { FindingSubject } from '../../checks/subject';
import { subjectParts } from '../../checks/subjectText';
import { useAtPlace } from '../InstallationContext';
import { subjectUrl } from './subjectUrl';

/** What a finding is about, with the way to where it is shown. */
export function Subject({ subject, range }: { subject: FindingSubject; range: TimeRange }) {
  const [name, where] = subjectParts(subject);
  const atPlace = useAtPlace();
  return (
    <span>
      <TextLink href={atPlace(subjectUrl(subject, range))} inline={false}>
        {name}
      </TextLink>
      {where ? ` ${where}` : ''}
    </span>
  );
}
