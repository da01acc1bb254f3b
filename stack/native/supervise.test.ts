/** @jest-environment node */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { groupOf } from './processIdentity';
import { Supervisor } from './supervise';
import { claimStateDir } from './leftOvers';
import { waitFor } from './waitFor';

const TSX = join(__dirname, '../../node_modules/.bin/tsx');

const reportSchema = z.object({ pid: z.number(), groups: z.array(z.number()), endedLeftOvers: z.array(z.string()) });

/** Processes of these groups that still run. */
function alive(groups: readonly number[]): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => groups.includes(groupOf(pid) ?? -1));
}

const procFile = (pid: number, name: string) => readFileSync(`/proc/${pid}/${name}`, 'utf8');

/** What runs in a group beside its watchdog. A process may end between being listed and being read. */
function commandsOf(group: number): number[] {
  return alive([group]).filter((pid) => {
    try {
      return !procFile(pid, 'cmdline').includes('watchdog.sh');
    } catch {
      return false;
    }
  });
}

const noneLeft = (groups: readonly number[]) =>
  waitFor('no process to be left', () => (alive(groups).length === 0 ? true : undefined), { deadlineMs: 20_000 });

const ended = (pid: number) =>
  waitFor(`${pid} to end`, () => (groupOf(pid) === undefined ? true : undefined), { deadlineMs: 20_000 });

function startFixture(stateDir: string): { tsx: ChildProcess; report: Promise<z.infer<typeof reportSchema>> } {
  const tsx = spawn(TSX, [require.resolve('./supervise.fixture'), stateDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const report = new Promise<z.infer<typeof reportSchema>>((resolve, reject) => {
    let output = '';
    tsx.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const line = output.split('\n').find((candidate) => candidate.startsWith('{'));
      if (line !== undefined) {
        resolve(reportSchema.parse(JSON.parse(line)));
      }
    });
    tsx.once('exit', (code) => reject(new Error(`the fixture ended with ${code}`)));
  });
  return { tsx, report };
}

describe('Supervisor', () => {
  let stateDir: string;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'quayside-supervise-'));
  });
  afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

  it('leaves no process after stop, also of a program that has children', async () => {
    const supervisor = new Supervisor(stateDir);
    const family = supervisor.start({ name: 'family', command: 'sh', args: ['-c', 'sleep 600 & sleep 600'] });
    await waitFor('the family to run', () => (alive([family.pid]).length >= 4 ? true : undefined), {
      deadlineMs: 5_000,
    });
    await supervisor.stopAll();
    await noneLeft([family.pid]);
    expect(readdirSync(join(stateDir, 'pids'))).toEqual([]);
  });

  it('says how a program ended by itself', async () => {
    const supervisor = new Supervisor(stateDir);
    const { exited } = supervisor.start({ name: 'brief', command: 'sh', args: ['-c', 'exit 3'] });
    expect(await exited).toBe('brief ended with 3');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops all when its process gets %s',
    async (signal) => {
      const { report } = startFixture(stateDir);
      const { pid, groups } = await report;
      process.kill(pid, signal);
      await noneLeft(groups);
    },
    40_000
  );

  it('leaves no process when its own is killed: the watchdogs see to it', async () => {
    const { report } = startFixture(stateDir);
    const { pid, groups } = await report;
    process.kill(pid, 'SIGKILL');
    await noneLeft(groups);
  }, 40_000);

  it('leaves no process when tsx, which runs the script in a child, is killed', async () => {
    const { report } = startFixture(stateDir);
    const { pid, groups } = await report;
    const tsx = Number(/^PPid:\s+(\d+)$/m.exec(procFile(pid, 'status'))?.[1]);
    process.kill(tsx, 'SIGKILL');
    await noneLeft(groups);
    await ended(pid);
  }, 40_000);

  it('ends at the next start what survived even its watchdog', async () => {
    const { report } = startFixture(stateDir);
    const { pid, groups } = await report;
    // A watchdog that dies before it has started its command leaves nothing behind to be ended.
    await waitFor('every command to run', () => groups.every((group) => commandsOf(group).length > 0) || undefined, {
      deadlineMs: 20_000,
    });
    // Held still, their process cannot notice that the watchdogs die.
    process.kill(pid, 'SIGSTOP');
    alive(groups)
      .filter((candidate) => procFile(candidate, 'cmdline').includes('watchdog.sh'))
      .forEach((watchdog) => process.kill(watchdog, 'SIGKILL'));
    process.kill(pid, 'SIGKILL');
    await ended(pid);
    expect(alive(groups).length).toBeGreaterThan(0);

    expect((await claimStateDir(stateDir)).sort()).toEqual(['obedient', 'parent', 'stubborn']);
    await noneLeft(groups);
  }, 40_000);

  it('refuses a state directory in which another stack runs', async () => {
    const { report } = startFixture(stateDir);
    const { pid, groups } = await report;
    await expect(claimStateDir(stateDir)).rejects.toThrow(`already runs in ${stateDir} (pid ${pid})`);
    process.kill(pid, 'SIGTERM');
    await noneLeft(groups);
  }, 40_000);
});
