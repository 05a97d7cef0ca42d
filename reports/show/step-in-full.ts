import type { ErrorRecord } from '../../harness/engine/event.ts';
import type { Diagnosis } from '../../harness/run-data/diagnosis.ts';
import { errorLines } from '../console/error-lines.ts';
import { CHECK_ERRORS, checkLines, indent, stepLine } from '../console/step-lines.ts';
import type { Paint } from '../console/terminal.ts';
import { diagnosisBlock } from '../diagnosis/diagnosis-block.ts';
import { plainLine, plainText } from '../format/plain-text.ts';
import { alignColumns, counted } from '../format/values.ts';
import type { PollTrail } from '../html/model/poll-trails.ts';
import type { StepView } from '../html/model/run-view.ts';
import type { RunContents } from './event-lines.ts';

/** How {@link stepInFull} prints. */
export interface StepInFullOptions {
  readonly paint: Paint;
  /** Of the terminal, in characters; infinite without one. */
  readonly width: number;
  /** Of the run. */
  readonly diagnosis: Diagnosis | undefined;
}

const INDENT = 4;
const MAX_STATES = 6;
const MAX_STATE_LENGTH = 600;

/**
 * Everything about one step, for a terminal: the diagnosis if it failed first, checks with notes, error with data and causes, polls, files, and commands
 * to type next.
 *
 * @param contents log sources and event names of the step
 */
export function stepInFull(step: StepView, contents: RunContents, options: StepInFullOptions): string[] {
  const { paint, width, diagnosis } = options;
  const ofStep = diagnosis?.step.number === step.result.number ? diagnosis : undefined;
  const { result, polls, attachments, commands } = step;
  const part = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', paint('bold', title), ...indent(lines, INDENT)];
  return [
    stepLine(result, plainLine(result.id).length, paint),
    ...(result.status === 'passed' ? [] : [`    ${paint('dim', plainLine(result.title))}`]),
    ...(ofStep === undefined
      ? []
      : part('diagnosis', diagnosisBlock(ofStep, { paint, width: width - INDENT }))),
    ...part('checks', checkLines(result.checks, true, paint)),
    ...part('error', errorInFull(result.error, paint, ofStep)),
    ...part(
      'polls',
      polls.flatMap((poll) => pollLines(poll, paint)),
    ),
    ...part(
      'files',
      attachments.map(
        ({ path, contentType }) => `${plainLine(path)}  ${paint('dim', plainLine(contentType))}`,
      ),
    ),
    ...part('logs', countList(contents.logSources)),
    ...part('events', countList(contents.eventNames)),
    ...part(
      'next',
      alignColumns(commands.map(({ purpose, command }) => [plainLine(command), paint('dim', purpose)])),
    ),
  ];
}

function errorInFull(
  error: ErrorRecord | undefined,
  paint: Paint,
  diagnosis: Diagnosis | undefined,
): string[] {
  if (error === undefined || CHECK_ERRORS.has(error.code)) return [];
  const lines = errorLines(error, paint, diagnosis);
  // The diagnosis states everything.
  if (lines.length === 0) return [];
  const { data, stack } = error;
  return [
    ...lines,
    ...(data === undefined ? [] : plainText(JSON.stringify(data, null, 2)).split('\n')),
    // The first lines of the stack repeat the message.
    ...(stack === undefined ? [] : plainText(stack.slice(stack.indexOf('\n    at ') + 1)).split('\n')).map(
      (line) => paint('dim', line.trim()),
    ),
  ];
}

function pollLines({ name, attempts, firstMs, lastMs, done, states }: PollTrail, paint: Paint): string[] {
  const times = `${counted(attempts, 'poll')}, ${secondsOf(firstMs)} to ${secondsOf(lastMs)}`;
  const shown = states.slice(-MAX_STATES);
  const earlier = states.length - shown.length;
  return [
    `${plainLine(name)}  ${paint('dim', times)}${done ? '' : `  ${paint('yellow', 'no success')}`}`,
    ...(earlier === 0 ? [] : [paint('dim', `    ${counted(earlier, 'earlier value')}`)]),
    ...shown.map(({ fromMs, text, isError }) => {
      const line = plainLine(text);
      const shown = line.length <= MAX_STATE_LENGTH ? line : `${line.slice(0, MAX_STATE_LENGTH)}…`;
      return `    ${paint('dim', `from ${secondsOf(fromMs)}`)}  ${isError ? paint('red', shown) : shown}`;
    }),
  ];
}

function countList(counts: ReadonlyMap<string, number>): string[] {
  const list = [...counts].map(([name, count]) => `${plainLine(name)} (${count})`);
  return list.length === 0 ? [] : [list.join(', ')];
}

function secondsOf(atMs: number): string {
  return `${(atMs / 1000).toFixed(3)} s`;
}
