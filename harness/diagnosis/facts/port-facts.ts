import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { logRef, observationRef } from './run-facts.ts';
import { setupErrorRef } from './setup-error.ts';

/** A port that something else holds. */
export interface TakenPort {
  /** Who needs it, or `undefined` when the run reserves several. */
  readonly service: string | undefined;
  readonly port: number | undefined;
  /** Command and pid. */
  readonly holder: string | undefined;
  /** What was recorded about it. */
  readonly text: string;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

const IN_USE = /EADDRINUSE|address already in use|bind: Only one usage of each socket address/i;
const PORT = /:(\d{2,5})\b(?!.*:\d{2,5}\b)/;
const errorSchema = z.looseObject({ err: z.looseObject({ message: z.string() }) });

/** The port that the run could not use; `undefined` once every service was reachable. */
export function takenPort(facts: PipelineFacts): TakenPort | undefined {
  if (facts.setup !== undefined) return undefined;
  return reserved(facts) ?? bound(facts);
}

/** The harness itself found ports in use. */
function reserved(facts: PipelineFacts): TakenPort | undefined {
  const ref = setupErrorRef(facts, ['PORT_TAKEN', 'PORT_IN_USE']);
  if (ref === undefined) return undefined;
  const [, port, holder] = /(\d{2,5}) \(\w+\) is held by ([^;.]+)/.exec(ref.text) ?? [];
  const text = ref.text.replace(/^\w+: /, '');
  const known = port === undefined ? undefined : Number(port);
  return { service: undefined, port: known, holder, text, evidence: [ref] };
}

/** A service could not listen. */
function bound(facts: PipelineFacts): TakenPort | undefined {
  for (const line of facts.logs()) {
    if (line.source === 'harness' || line.source === 'publisher') continue;
    const detail = errorSchema.safeParse(line.data).data?.err.message;
    const text = [line.message, detail].find((one) => one !== undefined && IN_USE.test(one));
    if (text === undefined) continue;
    const port = Number(PORT.exec(text)?.[1]);
    const probe = facts.probed('ports');
    const holder = probe?.data.list?.find((entry) => entry.port === port)?.holder;
    const held = holder === undefined ? undefined : `${holder.command} (pid ${holder.pid})`;
    return {
      ...{ service: line.source, port: Number.isNaN(port) ? undefined : port, holder: held },
      text: text.split('\n', 1)[0] ?? text,
      evidence: [
        logRef(line, text),
        ...(probe === undefined || held === undefined
          ? []
          : [observationRef(probe.event, `port ${port} is held by ${held}`)]),
      ],
    };
  }
  return undefined;
}
