import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { type Delay, delays } from './delays.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { isStopped } from './process-life.ts';
import { logRef, observationRef } from './run-facts.ts';

/** A debugger or a checkpoint stops a process for a moment. */
const MIN_PAUSE_MS = 1500;

/** A process of the pipeline that was stopped for some time and then ran again, while something came too late. */
export interface Pause {
  readonly name: string;
  readonly pid: number;
  /** At least this long: it is seen in samples. */
  readonly seenMs: number;
  /** What came of it, as the subject and predicate of a sentence. */
  readonly effect: string;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

interface Span {
  readonly name: string;
  readonly pid: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly ref: EvidenceRef;
  readonly again: EvidenceRef;
}

/** The first pause of a service or of the publisher that made something late. */
export const pausedProcess = oncePerRecord((facts): Pause | undefined => {
  const { failedStep } = facts;
  if (failedStep === undefined) return undefined;
  const late = delays(facts).filter((delay) => delay.explains(failedStep));
  for (const { name, pid, fromMs, toMs, ref, again } of spans(facts)) {
    const delay = late.find((one) => one.parts.includes(name) && one.fromMs <= toMs && one.toMs >= fromMs);
    const effect = delay ?? endOfWait(facts, name, fromMs);
    if (effect === undefined) continue;
    return { name, pid, seenMs: toMs - fromMs, effect: effect.text, evidence: [ref, again, effect.ref] };
  }
  return undefined;
});

const STOPPED_CODES: Readonly<Record<string, string>> = {
  mediamtx: 'MEDIAMTX_STOPPED',
  'media-service': 'MEDIA_SERVICE_STOPPED',
  'sts-service': 'STS_STOPPED',
  publisher: 'PUBLISHER_STOPPED',
};

/** The harness ended a wait because the process was stopped, before it ran again. */
function endOfWait(
  facts: PipelineFacts,
  name: string,
  fromMs: number,
): Pick<Delay, 'text' | 'ref'> | undefined {
  const code = STOPPED_CODES[name];
  const line = facts
    .logs({ source: 'harness', message: /^the step cannot pass any more: / })
    .find(({ message, atMs }) => code !== undefined && message.includes(`: ${code}:`) && atMs >= fromMs);
  return line && { text: 'the wait of the step ended', ref: logRef(line) };
}

/** Times in which a process was in state T, up to the sample in which it was not any more. */
function spans(facts: PipelineFacts): readonly Span[] {
  const open = new Map<
    number,
    { readonly name: string; readonly fromMs: number; readonly ref: EvidenceRef }
  >();
  const closed: Span[] = [];
  for (const { event, data } of facts.processSamples) {
    for (const { name, pid, state } of data.list) {
      if (name.includes('/')) continue;
      const since = open.get(pid);
      if (isStopped({ state })) {
        const ref = observationRef(event, `${name} (pid ${pid}) is stopped (state ${state})`);
        if (since === undefined) open.set(pid, { name, fromMs: event.atMs, ref });
      } else if (since !== undefined) {
        open.delete(pid);
        const again = observationRef(event, `${name} (pid ${pid}) runs again (state ${state})`);
        closed.push({ ...since, pid, toMs: event.atMs, again });
      }
    }
  }
  return closed.filter(({ fromMs, toMs }) => toMs - fromMs >= MIN_PAUSE_MS);
}
