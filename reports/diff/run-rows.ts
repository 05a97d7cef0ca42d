import { formatValue } from '../../harness/engine/check-text.ts';
import type { Json, StepResult, StepStatus } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-result.ts';
import type { Paint } from '../console/terminal.ts';
import { formatDuration } from '../format/duration.ts';
import { plainLine } from '../format/plain-text.ts';

const NOT_RUN: ReadonlySet<StepStatus> = new Set(['not-run', 'skipped']);
/** A difference of time that is told in colour. */
const NOTABLE_MS = 1000;

/** What the two runs were run with, where it differs. */
export function paramRows(a: RunResult, b: RunResult): string[][] {
  const [ofA, ofB] = [paramsOf(a), paramsOf(b)];
  return [...new Set([...ofA.keys(), ...ofB.keys()])].flatMap((name) => {
    const [inA, inB] = [ofA.get(name) ?? '–', ofB.get(name) ?? '–'];
    return inA === inB ? [] : [[plainLine(name), plainLine(inA), plainLine(inB)]];
  });
}

function paramsOf({ params, environment }: RunResult): Map<string, string> {
  const known = typeof params === 'object' && params !== null ? Object.entries(params) : [];
  const texts = known.flatMap(([name, value]: [string, Json | undefined]) =>
    value === undefined ? [] : [[name, formatValue(value)] as const],
  );
  return new Map([...texts, ['environment', environment]]);
}

/** How each step ended and how long it took. */
export function stepRows(a: RunResult, b: RunResult, paint: Paint): string[][] {
  const ids = new Set([...a.steps, ...b.steps].map(({ id }) => id));
  return [...ids].map((id) => {
    const [inA, inB] = [a, b].map(({ steps }) => steps.find((step) => step.id === id));
    const delta = deltaMs(inA, inB);
    const told = delta === undefined ? '' : `${delta < 0 ? '-' : '+'}${formatDuration(Math.abs(delta))}`;
    const isNotable = Math.abs(delta ?? 0) >= NOTABLE_MS || inA?.status !== inB?.status;
    return [plainLine(id), endOf(inA), endOf(inB), isNotable ? paint('yellow', told) : told];
  });
}

function deltaMs(a: StepResult | undefined, b: StepResult | undefined): number | undefined {
  if (a === undefined || b === undefined || NOT_RUN.has(a.status) || NOT_RUN.has(b.status)) return undefined;
  return b.durationMs - a.durationMs;
}

function endOf(step: StepResult | undefined): string {
  if (step === undefined) return '–';
  return NOT_RUN.has(step.status) ? step.status : `${step.status} ${formatDuration(step.durationMs)}`;
}
