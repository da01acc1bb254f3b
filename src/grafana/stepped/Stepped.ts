import type { Tiles } from '../../signals/recorded/coverage';
import type { DataSourceChoice } from '../dataSources';
import type { Series } from '../prometheus';
import type { RecordedPlan } from '../recordedSteps';

/** A query of a part of what is shown, and who is asked. */
export interface AskedQuery {
  expr: string;
  source: DataSourceChoice;
}

/** What is read at steps that tile the range: from a recording, from the logs, or from one after the other. */
export interface Stepped {
  tiles: Tiles;
  /** Which part is read from a recording; nothing where all is read from the logs. */
  plan: RecordedPlan | undefined;
  /** What is asked of the recording, and of the logs. */
  recorded: AskedQuery[];
  raw: AskedQuery[];
  /** What else there is to say. */
  note?: string;
  /** The values at the end of each step; over one step that is the whole range, counts are those of the range. Rejects with a Problem. */
  read: (signal?: AbortSignal) => Promise<Series[]>;
}
