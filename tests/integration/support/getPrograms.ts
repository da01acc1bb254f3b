import { reasonOf } from '../../../stack/native/reasonOf';
import { nginxProgram } from '../../stack/support/nginx';
import { composeCommand, tool } from '../../stack/support/tools';
import { goaccessProgram } from './goaccess';
import { program } from './programs';

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
 * Gets what is not on this machine: some of it is built, and takes minutes. What is not to be had is said, and no error:
 * the tests that need it fail, and say why, and all others can go on.
 */
export async function getPrograms(): Promise<void> {
  for (const [name, get] of NEEDED) {
    const began = Date.now();
    try {
      await get();
    } catch (error) {
      process.stdout.write(`${name} is not to be had: ${reasonOf(error)}\n`);
      continue;
    }
    const seconds = Math.round((Date.now() - began) / 1000);
    if (seconds > 2) {
      process.stdout.write(`${name}: got in ${seconds} s\n`);
    }
  }
}
