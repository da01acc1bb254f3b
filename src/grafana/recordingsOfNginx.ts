import type { Conventions } from '../signals/conventions';
import type { Tiles } from '../signals/recorded/coverage';
import { hostsOfHeartbeats, nginxHeartbeats } from '../signals/recorded/nginxRecorded';
import type { NginxRecording } from '../signals/recorded/nginxReads';
import type { DataSourceChoice } from './dataSources';
import { findRecordings, type RecordingsFound } from './recordingsFound';

/** What is recorded of NGINX's logs, and for which part of a range. */
export type NginxRecordings = RecordingsFound & NginxRecording;

/**
 * Finds out what was recorded of NGINX's logs within the steps of a range, by one query; nothing where nothing was, and
 * where the steps are finer than what is recorded. Rejects with a Problem.
 */
export async function findNginxRecordings(
  source: DataSourceChoice,
  conventions: Conventions,
  tiles: Tiles,
  signal?: AbortSignal
): Promise<NginxRecordings | undefined> {
  const found = await findRecordings(source, nginxHeartbeats(conventions), tiles, signal);
  return found && { ...found, virtualHosts: hostsOfHeartbeats(found.heartbeats) };
}
