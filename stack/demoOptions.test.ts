/** @jest-environment node */
import { demoOptions, DemoUsageError } from './demoOptions';

describe('demoOptions', () => {
  it('passes on what was given, and leaves the rest to the fleet', () => {
    expect(demoOptions(['--hosts', '2', '--seed', '7', '--check'])).toMatchObject({
      fleet: { hosts: 2, seed: 7 },
      check: true,
      withoutDocker: false,
    });
    expect(demoOptions([]).fleet).toEqual({});
  });

  it.each([
    [['--hosts', 'many'], '--hosts must be a number, not "many"'],
    [['--hots', '2'], "Unknown option '--hots'"],
  ])('refuses %j', (args, message) => {
    expect(() => demoOptions(args)).toThrow(DemoUsageError);
    expect(() => demoOptions(args)).toThrow(message);
  });
});
