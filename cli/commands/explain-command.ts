import { Argument, type Command } from 'commander';
import { CAUSES, type CauseDefinition, CHAIN, fillPlaceholders } from '../../harness/diagnosis/index.ts';
import { CAUSE_CLASSES, type CauseClass, UNKNOWN_CAUSE } from '../../harness/run-data/cause-classes.ts';
import { BOUNDARIES, type BoundaryId } from '../../harness/run-data/diagnosis.ts';
import { nearestMatch } from '../../lib/nearest-match.ts';
import { colours, isInteractive, noColours, type Paint } from '../../reports/console/terminal.ts';
import { alignColumns } from '../../reports/format/values.ts';
import { wrapText } from '../../reports/format/wrap-text.ts';
import type { CliContext } from '../cli-context.ts';
import { completeWith } from '../completion/words.ts';
import { UsageError } from '../usage.ts';

const MAX_WIDTH = 100;
const CLASSES = Object.keys(CAUSE_CLASSES) as readonly CauseClass[];

/** `scenario explain [code]` */
export function addExplainCommand(parent: Command, { stdout, env }: CliContext): void {
  const code = new Argument(
    '[code]',
    'a cause, such as HOOK_NOT_EXECUTABLE, or a class, such as ENVIRONMENT',
  );
  parent
    .command('explain')
    .description('explain the code of a cause or a class: meaning, evidence, fix; without a code, list all')
    .addArgument(completeWith(code, words))
    .action((typed: string | undefined) => {
      const paint = isInteractive(stdout, env) ? colours : noColours;
      const lines = typed === undefined ? listLines(paint) : explanation(typed, paint);
      const width = Math.min(MAX_WIDTH, stdout.columns ?? MAX_WIDTH);
      for (const line of lines.flatMap((each) => wrapped(each, width))) stdout.write(`${line}\n`);
    });
}

function words(): string[] {
  return [...CAUSES.map(({ code }) => code), UNKNOWN_CAUSE.code, ...CLASSES];
}

/** @throws {UsageError} for an unknown code */
function explanation(typed: string, paint: Paint): string[] {
  const code = typed.toUpperCase().replaceAll('-', '_');
  const cause = CAUSES.find((candidate) => candidate.code === code);
  if (cause !== undefined) return causeLines(cause, paint);
  const causeClass = CLASSES.find((candidate) => candidate === code);
  if (causeClass !== undefined) return classLines(causeClass, paint);
  if (code === UNKNOWN_CAUSE.code) return unknownLines(paint);
  const nearest = nearestMatch(code, words());
  const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
  throw new UsageError(`no cause '${typed}'. ${hint}\`pnpm scenario explain\` lists all.`);
}

function causeLines(cause: CauseDefinition, paint: Paint): string[] {
  const { code, title, boundary, class: causeClass, meaning, fix, confirm } = cause;
  const part = (name: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', paint('bold', name), ...lines.map((line) => `  ${line}`)];
  const { title: place = boundary } = CHAIN.find(({ id }) => id === boundary) ?? {};
  return [
    `${paint('bold', code)}  ${title}`,
    paint('dim', `boundary ${boundary}${place === boundary ? '' : `: ${place}`}`),
    paint('dim', `class ${causeClass}: ${CAUSE_CLASSES[causeClass].acts}`),
    '',
    meaning,
    ...part('evidence for it', cause.evidenceFor),
    ...part('evidence against it', cause.evidenceAgainst),
    ...part('fix', [fillPlaceholders(fix)]),
    ...part(
      'confirm',
      confirm.map((command) => fillPlaceholders(command)),
    ),
  ];
}

function classLines(causeClass: CauseClass, paint: Paint): string[] {
  const { acts, meaning, first } = CAUSE_CLASSES[causeClass];
  const codes = CAUSES.filter((cause) => cause.class === causeClass).map(({ code, title }) => [code, title]);
  return [
    `${paint('bold', causeClass)}  ${acts}`,
    '',
    meaning,
    first,
    ...(codes.length === 0 ? [] : ['', ...alignColumns(codes)]),
  ];
}

function unknownLines(paint: Paint): string[] {
  const { code, title, class: causeClass, meaning } = UNKNOWN_CAUSE;
  return [
    `${paint('bold', code)}  ${title}`,
    paint('dim', `class ${causeClass}: ${CAUSE_CLASSES[causeClass].acts}`),
    '',
    meaning,
  ];
}

/** Every cause by boundary, then the classes. */
function listLines(paint: Paint): string[] {
  const rowsOf = (boundary: BoundaryId): string[][] =>
    CAUSES.filter((cause) => cause.boundary === boundary).map(({ code, class: causeClass, title }) => [
      code,
      causeClass,
      title,
    ]);
  const groups = BOUNDARIES.flatMap((boundary) => {
    const rows = rowsOf(boundary);
    return rows.length === 0
      ? []
      : [paint('bold', boundary), ...alignColumns(rows).map((line) => `  ${line}`)];
  });
  const classes = CLASSES.map((causeClass) => [causeClass, CAUSE_CLASSES[causeClass].acts]);
  return [...groups, '', paint('bold', 'classes'), ...alignColumns(classes).map((line) => `  ${line}`)];
}

/** A line of prose; its indentation continues. Tables and commands are left alone. */
function wrapped(line: string, width: number): string[] {
  const [margin = ''] = /^ */.exec(line) ?? [];
  if (line.slice(margin.length).includes('  ')) return [line];
  return wrapText(line.slice(margin.length), width - margin.length).map((each) => margin + each);
}
