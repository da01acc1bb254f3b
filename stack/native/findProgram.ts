import { obtainByDebian } from './sources/byDebian';
import { obtainByGo } from './sources/byGo';
import { obtainByRelease } from './sources/byRelease';
import { inCache } from './sources/inCache';
import { inEnvironment } from './sources/inEnvironment';
import { onPath } from './sources/onPath';
import { PROGRAMS, type Program, type ProgramName } from './programs';
import { reasonOf } from './reasonOf';
import { type Source, type SourceContext } from './sources/source';

/**
 * Where to look, in this order. `slow` ones take minutes and the whole machine: who wants to show
 * something meanwhile asks for the others first.
 */
const SOURCES: readonly Source[] = [inEnvironment, onPath, inCache, obtainByRelease, obtainByDebian, obtainByGo];

export interface FoundProgram {
  name: ProgramName;
  /** The executable; for Grafana its home directory, with bin/grafana in it. */
  path: string;
  /** Where it came from, for people. */
  how: string;
}

/** No source had the program. The message names every reason and what can be done. */
export class ProgramMissing extends Error {
  constructor(
    readonly program: Program,
    readonly reasons: readonly string[]
  ) {
    super(
      `${program.title}: ${reasons.join(', ')}: ${program.install} or set ${program.variable}=${
        program.name === 'grafana' ? '/path/of/its/home' : `/path/to/${program.name}`
      }`
    );
    this.name = 'ProgramMissing';
  }
}

export interface FindOptions extends SourceContext {
  /** `quick`: leave out what takes minutes. `slow`: only that, after a quick search has failed. */
  effort?: 'all' | 'quick' | 'slow';
  /** Reasons of an earlier, quick search, for the final message. */
  earlier?: readonly string[];
}

/**
 * Finds a program, or gets it.
 * @throws ProgramMissing
 */
export async function findProgram(name: ProgramName, options: FindOptions): Promise<FoundProgram> {
  const { effort = 'all', earlier = [], ...context } = options;
  const program = PROGRAMS[name];
  const reasons = [...earlier];
  for (const source of SOURCES) {
    if (effort !== 'all' && (source.slow ? 'slow' : 'quick') !== effort) {
      continue;
    }
    context.signal?.throwIfAborted();
    try {
      const path = await source.find(program, context);
      if (path !== undefined) {
        return { name, path, how: source.how };
      }
    } catch (error) {
      context.signal?.throwIfAborted();
      // A variable that points to nothing is the user's own mistake, which no other source may hide.
      if (source === inEnvironment) {
        throw error;
      }
      // Kept, not swallowed: all reasons are told together when no source has it.
      reasons.push(reasonOf(error));
    }
  }
  throw new ProgramMissing(program, reasons);
}
