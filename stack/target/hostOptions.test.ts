/** @jest-environment node */
import { authority, targetCommand, TargetUsageError } from './hostOptions';

const add = (...args: string[]) => targetCommand(['add', 'berlin-1', ...args]);
const NEEDED = ['--address', 'berlin-1.example', '--server', 'monitoring.example'];

describe('targetCommand', () => {
  it('fills in ports, shipper and labels', () => {
    expect(add(...NEEDED)).toEqual({
      command: 'add',
      options: {
        name: 'berlin-1',
        address: { host: 'berlin-1.example', port: 9443 },
        server: { host: 'monitoring.example', port: 8443 },
        shipper: 'vector',
        labels: 'recommended',
        nginx: undefined,
      },
    });
  });

  it('reads addresses with ports, also of IPv6', () => {
    const told = add('--address', '[2001:db8::1]:9000', '--server', '192.0.2.1:443');
    expect(told).toMatchObject({
      options: { address: { host: '2001:db8::1', port: 9000 }, server: { host: '192.0.2.1', port: 443 } },
    });
    expect(authority({ host: '2001:db8::1', port: 9000 })).toBe('[2001:db8::1]:9000');
  });

  it.each([
    ['a name that is a path', ['add', '../x', ...NEEDED], /name/],
    ['a name that would end its line', ['add', 'a:b', ...NEEDED], /name/],
    ['no address', ['add', 'berlin-1', '--server', 'm'], /--address/],
    ['an address with more in it', ['add', 'berlin-1', '--address', 'a; rm', '--server', 'm'], /--address/],
    ['a port that is none', ['add', 'berlin-1', '--address', 'a:70000', '--server', 'm'], /--address/],
    ['an unknown shipper', ['add', 'berlin-1', ...NEEDED, '--shipper', 'syslog'], /vector, promtail/],
    [
      'labels that the shipper does not write',
      ['add', 'berlin-1', ...NEEDED, '--shipper', 'alloy', '--labels', 'combined'],
      /Vector only/,
    ],
    ['an unknown option', ['add', 'berlin-1', ...NEEDED, '--colour', 'red'], /colour/],
    ['an unknown command', ['paint', 'berlin-1'], /paint/],
  ])('refuses %s, and says so', (_what, args, why) => {
    expect(() => targetCommand(args)).toThrow(TargetUsageError);
    expect(() => targetCommand(args)).toThrow(why);
  });

  it('helps who says nothing', () => {
    expect(targetCommand([])).toEqual({ command: 'help' });
  });
});
