import { podLabels } from '../signals/identity';
import { NETWORK_FAULT_SIGNALS as N } from '../signals/networkFaults';
import { subjectLabels } from './subject';
import type { Check } from './check';
import { at, count, share, SPARSE, valueOf } from './parameters';

const faults = share('share', 'Share of packets', 'Packets with an error or dropped, over all packets.', 0.01, 0.0001);

const floor = count(
  'floor',
  'Faulty packets at least',
  'In ten minutes. Fewer are what every network has now and then.',
  60,
  [0, 1_000_000]
);

const common = {
  source: 'metrics',
  severity: 'warning',
  parameters: [faults, floor],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 600,
  evidenceSeconds: 7200,
} as const;

const containerNetwork: Check = {
  ...common,
  id: 'container-network-faults',
  kind: 'containers',
  subject: 'pod',
  title: 'A container loses packets',
  meaning:
    'Packets from or to it are dropped or arrive broken. Connections stall while they are sent again, and time out where many are lost.',
  firstSteps: [
    'Are others on the same host or network concerned? Then it is not the container.',
    'Dropped on the way in: it takes packets more slowly than they come. Look at its CPU and whether it is throttled.',
    'Look at the limits of the host: conntrack, the queue of the interface, a filter.',
  ],
  needs: [...N.podFaultRatio.needs],
  joinOn: podLabels,
  value: (context) => at(N.podFaultRatio, context, '10m', SPARSE),
  guard: (context) => `(${at(N.podFaults, context, '10m', SPARSE)}) * 600 > ${valueOf(context, 'floor')}`,
};

const hostNetwork: Check = {
  ...common,
  id: 'host-network-faults',
  kind: 'hosts',
  subject: 'device',
  title: 'A network interface loses packets',
  meaning:
    'Packets of the host are dropped or arrive broken. All that runs on it answers late, or not at all, to those that it loses.',
  firstSteps: [
    'ethtool -S on the host tells which counter grows: CRC errors are a cable or a port, drops a full queue.',
    'Compare with the host at the other end of the cable, and with the counters of the switch.',
    'A virtual machine: ask those who run the machine below it.',
  ],
  needs: [...N.deviceFaultRatio.needs],
  joinOn: (conventions) => subjectLabels(conventions, { subject: 'device', source: 'metrics' }),
  value: (context) => at(N.deviceFaultRatio, context, '10m', SPARSE),
  guard: (context) => `(${at(N.deviceFaults, context, '10m', SPARSE)}) * 600 > ${valueOf(context, 'floor')}`,
};

/** Checks of what goes wrong on the way. */
export const NETWORK_CHECKS = { containerNetwork, hostNetwork };
