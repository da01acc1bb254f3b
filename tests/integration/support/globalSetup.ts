import { getPrograms } from './getPrograms';
import { createRunDirectory } from './runDirectory';

/**
 * What is made during a run, and shared by its test files, has one folder. What is not on this machine is got before the
 * first test: a test's time is not for that, nor is a machine that builds one to test on.
 */
export default async function globalSetup(): Promise<void> {
  createRunDirectory();
  await getPrograms();
}
