import { scenarioOptionsSchema } from '../../harness/environments/index.ts';
import { type DubbingCheck, dubbingChecks } from '../checks/registry.ts';
import { fullPipeline } from '../full-pipeline.ts';

const INTRODUCTION = `# Checks

Every check and recorded value of the dubbing scenarios. This page is generated from \`scenarios/checks/registry/\`:
change that, then run \`pnpm docs:checks\`.

A check is compared with a limit; a value is recorded without one. A check that could not be made is *not measured*,
and its step is inconclusive. \`leaveOut\` in \`dubstep.config.ts\` names checks as \`step-id/check-id\`: they are recorded
without a limit. Where a step makes a check several times, each has an instance: \`stream 2\`, \`segment 3\`.
`;

interface Row {
  readonly step: string;
  readonly id: string;
  readonly check: DubbingCheck;
}

/** The text of `docs/checks.md`. */
export function checksPage(): string {
  const steps = fullPipeline.build(scenarioOptionsSchema.parse({})).steps.map(({ id }) => id);
  const all: [string, DubbingCheck][] = Object.entries(dubbingChecks);
  const rows = all.flatMap(([id, check]) => check.steps.map((step): Row => ({ step, id, check })));
  const ofFullPipeline = steps.flatMap((step) => rows.filter((row) => row.step === step));
  const always = ofFullPipeline.filter(({ check }) => check.when === undefined);
  const others = [...ofFullPipeline, ...rows.filter(({ step }) => !steps.includes(step))].filter(
    (row) => !always.includes(row),
  );
  return [
    INTRODUCTION,
    '## Every run of full-pipeline\n',
    '| step | id | title | kind | meaning and limit | not made |',
    '|---|---|---|---|---|---|',
    ...always.map((row) => lineOf(row, row.check.unless)),
    '',
    '## Other scenarios and conditions\n',
    '| step | id | title | kind | meaning and limit | made |',
    '|---|---|---|---|---|---|',
    ...others.map((row) => lineOf(row, conditionOf(row.check))),
    '',
  ].join('\n');
}

function lineOf({ step, id, check }: Row, condition = ''): string {
  const kind = check.unit === undefined ? check.kind : `${check.kind}, ${check.unit}`;
  return `| ${[step, `\`${id}\``, check.title, kind, check.description, condition].join(' | ')} |`;
}

function conditionOf({ when, unless }: DubbingCheck): string {
  const parts = [...(when === undefined ? [] : [when]), ...(unless === undefined ? [] : [`not: ${unless}`])];
  return parts.join('; ');
}
