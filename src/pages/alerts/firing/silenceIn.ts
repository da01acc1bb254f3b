import { createSilence, type AlertmanagerSource, type NewSilence } from '../../../grafana/alerting/alertmanagers';
import { asProblem } from '../../../grafana/asProblem';
import type { Problem } from '../../../grafana/Problem';

/** What became of a silence that several Alertmanagers were asked for. */
export interface SilenceOutcome {
  /** Uids of those that have it now. */
  made: string[];
  problems: Problem[];
}

/** Makes a silence in each of these, however the others fare: whoever has it must not be asked again. */
export async function silenceIn(sources: readonly AlertmanagerSource[], silence: NewSilence): Promise<SilenceOutcome> {
  const made: string[] = [];
  const problems: Problem[] = [];
  await Promise.all(
    sources.map(async (source) => {
      try {
        await createSilence(source, silence);
        made.push(source.uid);
      } catch (error) {
        problems.push(asProblem(error));
      }
    })
  );
  return { made, problems };
}
