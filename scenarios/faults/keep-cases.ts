import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CAUSES, diagnose, type RunRecord, readRunRecord } from '../../harness/diagnosis/index.ts';
import { KEPT_CASES, type KeptExpectation, writeKeptCase } from '../../harness/diagnosis/kept-case.ts';
import type { RunEvent } from '../../harness/engine/index.ts';
import { isExpectedStep } from './define-fault.ts';
import { codesOf } from './runner/assess-case.ts';
import { readCaseFile } from './runner/case-folder.ts';
import { allCases, type PlannedCase, selectCases } from './runner/planned-case.ts';

const root = join(import.meta.dirname, '..', '..');
const last = join(root, 'reports', 'faults', 'last', 'cases');
/** Attempts of one poll that are kept, from its end. */
const KEPT_POLLS = 2;

/**
 * Refreshes the cases that the unit tests diagnose, from the runs of the last `pnpm faults`. A case whose diagnosis is
 * wrong is reported and not kept.
 */
async function main(): Promise<void> {
  const cases = selectCases(allCases(), process.argv.slice(2));
  if (process.argv.length === 2) await rm(KEPT_CASES, { recursive: true, force: true });
  let [kept, bytes] = [0, 0];
  for (const planned of cases) {
    const folder = join(last, planned.id);
    const file = await readCaseFile(folder);
    if (file === undefined) continue;
    const whole = await readRunRecord(folder);
    const expected = expectationOf(whole);
    const problem =
      file.problems[0] ??
      wrongness(planned, expected) ??
      (file.status === 'passed' ? passedWrongly(planned) : undefined);
    if (problem !== undefined) {
      console.log(`left out: ${planned.id}: ${problem}`);
      continue;
    }
    const trimmed = neutral(trim(whole));
    const isSame = JSON.stringify(expectationOf(trimmed)) === JSON.stringify(expected);
    bytes += await writeKeptCase({ id: planned.id, expected, record: isSame ? trimmed : neutral(whole) });
    kept += 1;
  }
  console.log(`${kept} cases in tests/cases, ${Math.round(bytes / 1024)} KiB`);
}

function expectationOf(record: RunRecord): KeptExpectation {
  const diagnosis = diagnose(record);
  if (diagnosis === undefined) return { causes: [] };
  const causes = [...codesOf(diagnosis.causes)];
  const [first] = causes;
  const { broken } = diagnosis;
  const leftOut = diagnose(
    record,
    CAUSES.filter(({ code }) => code !== first),
  );
  const isUnknown = leftOut?.causes.length === 0 && leftOut.broken === broken;
  return {
    ...{ step: diagnosis.step.id, causes },
    ...(broken !== undefined && { broken }),
    ...(causes.length === 1 && first !== undefined && isUnknown && { leaveOut: first }),
  };
}

/** What is wrong with the diagnosis of a case. */
function wrongness(
  { fault, distractor }: PlannedCase,
  { step, causes, broken }: KeptExpectation,
): string | undefined {
  if (fault === undefined) return causes.length === 0 ? undefined : `named ${causes.join(', ')}`;
  const { adds } = distractor ?? {};
  if (adds !== undefined)
    return causes.includes(adds) && causes.includes(fault.expected.cause)
      ? undefined
      : `named ${causes.join(', ')}`;
  if (causes[0] !== fault.expected.cause) return `named ${causes[0] ?? 'no cause'}`;
  if (broken !== fault.boundary) return `broken at ${broken ?? 'no boundary'}`;
  return isExpectedStep(fault.expected, step) ? undefined : `failed in ${step ?? 'no step'}`;
}

function passedWrongly({ fault }: PlannedCase): string | undefined {
  return fault === undefined ? undefined : 'the run passed';
}

/** Leaves out what no cause reads: attempts of polls before the last ones, and what the publisher prints about its input. */
function trim({ events, evidence }: RunRecord): RunRecord {
  const left = new Map<string, number>();
  const kept = events.toReversed().filter((event: RunEvent) => {
    if (event.type === 'log') return event.source !== 'publisher' || event.level !== 'debug';
    if (event.type !== 'poll') return true;
    const seen = (left.get(event.name) ?? 0) + 1;
    left.set(event.name, seen);
    return seen <= KEPT_POLLS;
  });
  return { events: kept.reverse(), evidence };
}

/** The folder of a checkout, before a folder of the project. */
const CHECKOUT =
  /(?:\/[\w.-]+)+(?=\/(?:node_modules|services|fixtures|harness|cli|scenarios|lib|\.cache)\/)/g;
const SCRATCH = /\/tmp\/dubstep-\w+/g;

/** Replaces the folders of the machine on which the case ran. */
function neutral({ events, evidence }: RunRecord): RunRecord {
  const clean = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll(root, '/project')
        .replaceAll(SCRATCH, '/run')
        .replaceAll(CHECKOUT, '/project'),
    ) as T;
  return { events: clean(events), evidence: new Map(clean([...evidence])) };
}

await main();
