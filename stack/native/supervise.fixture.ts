/**
 * A process that supervises others, for the tests to kill. Prints one JSON line when all run.
 *
 *   tsx supervise.fixture.ts STATE_DIR
 */
import { claimStateDir } from './leftOvers';
import { stopOnExit } from './stopOnExit';
import { Supervisor } from './supervise';

async function main(): Promise<void> {
  const stateDir = process.argv[2];
  if (stateDir === undefined) {
    throw new Error('a state directory is needed');
  }
  const endedLeftOvers = await claimStateDir(stateDir);
  const supervisor = new Supervisor(stateDir, 1_000);
  stopOnExit({ stop: () => supervisor.stopAll(), kill: () => supervisor.killAll() });
  // One that ends when asked, one that does not, and one with a child of its own.
  const groups = [
    supervisor.start({ name: 'obedient', command: 'sleep', args: ['600'] }),
    supervisor.start({ name: 'stubborn', command: 'sh', args: ['-c', 'trap "" TERM; while :; do sleep 1; done'] }),
    supervisor.start({ name: 'parent', command: 'sh', args: ['-c', 'sleep 600 & sleep 600'] }),
  ].map(({ pid }) => pid);
  console.log(JSON.stringify({ pid: process.pid, groups, endedLeftOvers }));
}

void main();
