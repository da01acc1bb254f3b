import { reasonOf } from '../../../stack/native/reasonOf';
import { nginxProgram } from '../../stack/support/nginx';
import { composeCommand, tool } from '../../stack/support/tools';
import { goaccessProgram } from './goaccess';
import { program } from './programs';
import { createRunDirectory } from './runDirectory';

/** What the tests run, the quick ones first. */
const NEEDED: ReadonlyArray<[name: string, get: () => Promise<unknown>]> = [
  ['Prometheus', () => program('prometheus')],
  ['promtool', () => program('promtool')],
  ['Alertmanager', () => program('alertmanager')],
  ['amtool', () => program('amtool')],
  ['NGINX', nginxProgram],
  ['GoAccess', goaccessProgram],
  ['Loki', () => program('loki')],
  ['Docker Compose', composeCommand],
  ['promtool 3', () => tool('promtool')],
  ['VRL', () => tool('vrl')],
];

/**
 * What is made during a run, and shared by its test files, has one folder. What is not on this machine is got before the
 * first test: some of it is built, and a test's time is not for that, nor is a machine that builds one to test on.
 */
export default async function globalSetup(): Promise<void> {
  createRunDirectory();
  for (const [name, get] of NEEDED) {
    const began = Date.now();
    try {
      await get();
    } catch (error) {
      // The tests that need it fail, and say why. All others can go on.
      process.stdout.write(`${name} is not to be had: ${reasonOf(error)}\n`);
      continue;
    }
    const seconds = Math.round((Date.now() - began) / 1000);
    if (seconds > 2) {
      process.stdout.write(`${name}: got in ${seconds} s\n`);
    }
  }
}
