/** @jest-environment node */
import { DOCKER } from '../signals/conventions';
import { parseQuery } from '../signals/test-support/queryParser';
import { checkById } from './catalog';
import { parameterValues } from './check';
import { conditionOf } from './conditionOf';
import type { Finding } from './finding';
import { subjectOf } from './subject';

function finding(id: string, labels: Record<string, string>): Finding {
  const check = checkById(id);
  return { check, parameters: parameterValues(check), subject: subjectOf(check, DOCKER, labels), labels, value: 1 };
}

test.each([
  ['host-disk-low', { instance: 'web-1:9100', device: '/dev/sd$1', mountpoint: '/var/"lib', fstype: 'ext4' }],
  ['host-network-faults', { instance: 'web-1:9100', device: 'eth0' }],
  ['host-memory-low', { instance: 'web-1:9100' }],
])('%s is asked for exactly what its finding is about', (id, labels) => {
  const text = conditionOf(finding(id, labels), DOCKER);
  expect(parseQuery('promql', text).errors).toEqual([]);
  expect(text).toMatch(new RegExp(`and on \\(${Object.keys(labels).join(', ')}\\) label_replace`));
  expect(text).toContain('"instance", "web-1:9100", "", "")');
});

test('a container is what its scope says', () => {
  const text = conditionOf(finding('oom-kill', { instance: 'web-1:8080', name: 'edge' }), DOCKER);
  expect(text).toContain('name="edge"');
  expect(text).not.toContain('label_replace');
});

test('a finding without labels is asked with all others', () => {
  const { labels: _labels, ...bare } = finding('host-memory-low', { instance: 'web-1:9100' });
  expect(conditionOf(bare, DOCKER)).not.toContain('label_replace');
});
