import type { ErrorRecord } from '../../engine/index.ts';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';

/** A call that the operating system refused because of the state of the machine. */
export interface RefusedCall {
  readonly code: string;
  readonly message: string;
  readonly ref: EvidenceRef;
}

/** Codes of the operating system: `ENOSPC`, `EMFILE`, `EACCES`. */
const SYSTEM_CODE = /^E[A-Z]{2,}$/;

/**
 * The first step that failed because a call of the harness was refused. The engine classes only those errors of the system
 * as ENVIRONMENT that the state of the machine explains.
 */
export function refusedCall(facts: PipelineFacts): RefusedCall | undefined {
  for (const event of facts.events) {
    if (event.type !== 'step:end' || event.result.status === 'passed') continue;
    const refused = errorsOf(event.result.error).find(
      ({ code, fault }) => fault === 'ENVIRONMENT' && SYSTEM_CODE.test(code),
    );
    if (refused === undefined) continue;
    const { code, message } = refused;
    const ref = { text: message, atMs: event.atMs, seq: event.seq, source: event.result.id };
    return { code, message: message.split('\n', 1)[0] ?? code, ref };
  }
  return undefined;
}

function errorsOf(error: ErrorRecord | undefined): readonly ErrorRecord[] {
  return error === undefined ? [] : [error, ...errorsOf(error.cause)];
}
