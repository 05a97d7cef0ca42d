import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { apiTrouble, mediamtxTrouble } from './mediamtx-facts.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { inputTimeout, publisherTrouble } from './publisher-facts.ts';
import { logRef } from './run-facts.ts';
import { pathStates, publishedBy } from './stream-facts.ts';

/** The publisher sends, MediaMTX has accepted its connection, and the path has not become ready. */
export function neverReady(
  facts: PipelineFacts,
): { readonly publishedS: number; readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]] } | undefined {
  const published = publishedBy(facts);
  const status = facts.step('mediamtx-received-stream')?.status;
  if (published === undefined || (status !== 'failed' && status !== 'timed-out')) return undefined;
  const trouble = publisherTrouble(facts) ?? mediamtxTrouble(facts) ?? apiTrouble(facts);
  if (trouble !== undefined) return undefined;
  if (pathStates(facts, facts.inPath).some(({ data }) => data.ready)) return undefined;
  const [reported] = facts.logs({ source: 'mediamtx', message: /is publishing to path '/ });
  if (reported !== undefined) return undefined;
  const opened = facts.logs({ source: 'mediamtx', message: /^\[(RTMP|RTSP)\] \[conn .*\] opened/ }).at(-1);
  const line = inputTimeout(facts) ?? opened;
  const evidence = line === undefined ? ([published.ref] as const) : ([published.ref, logRef(line)] as const);
  return { publishedS: published.mediaS, evidence };
}
