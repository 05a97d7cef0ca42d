import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readRunRecord } from '../../harness/diagnosis/index.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { assessFault, type FaultRow } from './runner/assess-case.ts';
import { assessDistractor, type DistractorRow } from './runner/assess-distractor.ts';
import { readCaseFile } from './runner/case-folder.ts';
import type { CaseOrder } from './runner/case-process.ts';
import { type FaultsOptions, readOptions, USAGE } from './runner/faults-options.ts';
import { allCases, type PlannedCase, selectCases } from './runner/planned-case.ts';
import { startCase } from './runner/start-case.ts';
import { formatDistractorRow, formatFaultRow, formatTable, missedTargets, tableOf } from './runner/table.ts';

const PASSED = 0;
const FAILED = 1;
const USAGE_ERROR = 2;
const INTERRUPTED = 130;

const last = join(import.meta.dirname, '..', '..', 'reports', 'faults', 'last');

async function main(): Promise<number> {
  let options: FaultsOptions;
  let cases: readonly PlannedCase[];
  try {
    options = readOptions(process.argv.slice(2));
    cases = selectCases(allCases(), options.only);
  } catch (error) {
    console.error(`${errorMessage(error)}\n\n${USAGE}`);
    return USAGE_ERROR;
  }
  if (options.list) {
    for (const { id, fault, distractor } of cases)
      console.log(`${(distractor === undefined ? fault?.boundary : 'distractor')?.padEnd(15)} ${id}`);
    return PASSED;
  }

  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => interruption.abort());
  const rows = new Map<string, FaultRow | DistractorRow>();
  const failures: string[] = [];
  const handle = async (planned: PlannedCase): Promise<void> => {
    if (interruption.signal.aborted) return;
    const folder = join(last, 'cases', planned.id);
    if (!options.recorded) await rm(folder, { recursive: true, force: true });
    const problem = options.recorded
      ? undefined
      : await startCase(orderOf(planned, folder), interruption.signal);
    const row = problem === undefined ? await assess(planned, folder) : problem;
    if (typeof row !== 'string') rows.set(planned.id, row);
    else failures.push(planned.id);
    for (const line of typeof row === 'string' ? [`✗ ${planned.id}  ${row}`] : format(row)) console.log(line);
  };
  const [alone, others] = [cases.filter(runsAlone), cases.filter((planned) => !runsAlone(planned))];
  await inParallel(others, options.recorded ? 1 : options.jobs, handle);
  await inParallel(alone, 1, handle);
  if (interruption.signal.aborted) return INTERRUPTED;

  const ordered = cases.flatMap(({ id }) => rows.get(id) ?? []);
  const table = tableOf(
    ordered.filter((row): row is FaultRow => 'leaveOneOut' in row),
    ordered.filter((row): row is DistractorRow => 'isUnchanged' in row),
  );
  await mkdir(last, { recursive: true });
  const file = join(last, 'table.json');
  await writeFile(file, `${JSON.stringify(table, null, 2)}\n`);
  for (const line of ['', ...formatTable(table), '', relative(process.cwd(), file)]) console.log(line);
  const missed = [...missedTargets(table.totals), ...failures.map((id) => `${id} has no result`)];
  for (const text of missed) console.log(`FAILED  ${text}`);
  return missed.length === 0 ? PASSED : FAILED;
}

function runsAlone({ fault }: PlannedCase): boolean {
  return fault?.runsAlone === true;
}

function orderOf({ id, fault }: PlannedCase, target: string): CaseOrder {
  return { id, target, needsMounts: fault?.needsMounts === true };
}

/** @returns the row of a frozen case, or why it has none */
async function assess(planned: PlannedCase, folder: string): Promise<FaultRow | DistractorRow | string> {
  const file = await readCaseFile(folder);
  if (file === undefined) return 'not run';
  const record = await readRunRecord(folder);
  return planned.distractor === undefined
    ? assessFault(planned.fault, file, record)
    : assessDistractor(planned, file, record);
}

function format(row: FaultRow | DistractorRow): readonly string[] {
  return 'leaveOneOut' in row ? formatFaultRow(row) : formatDistractorRow(row);
}

/** Handles all items, `jobs` of them at the same time. */
async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  handle: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      for (const item of queue) await handle(item);
    }),
  );
}

process.exitCode = await main();
