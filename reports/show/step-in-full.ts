import type { ErrorRecord } from '../../harness/engine/event.ts';
import { errorLines } from '../console/error-lines.ts';
import { CHECK_ERRORS, checkLines, indent, stepLine } from '../console/step-lines.ts';
import type { Paint } from '../console/terminal.ts';
import { plainLine, plainText } from '../format/plain-text.ts';
import { alignColumns, counted } from '../format/values.ts';
import type { PollTrail } from '../html/model/poll-trails.ts';
import type { StepView } from '../html/model/run-view.ts';
import type { RunContents } from './event-lines.ts';

const MAX_STATES = 6;
const MAX_STATE_LENGTH = 600;

/**
 * Everything about one step, for a terminal: checks with notes, error with data and causes, polls, files, and commands
 * to type next.
 *
 * @param contents log sources and event names of the step
 */
export function stepInFull(step: StepView, contents: RunContents, paint: Paint): string[] {
  const { result, polls, attachments, commands } = step;
  const part = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', paint('bold', title), ...indent(lines, 4)];
  return [
    stepLine(result, plainLine(result.id).length, paint),
    ...(result.status === 'passed' ? [] : [`    ${paint('dim', plainLine(result.title))}`]),
    ...part('checks', checkLines(result.checks, true, paint)),
    ...part('error', errorInFull(result.error, paint)),
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

function errorInFull(error: ErrorRecord | undefined, paint: Paint): string[] {
  if (error === undefined || CHECK_ERRORS.has(error.code)) return [];
  const { data, stack } = error;
  return [
    ...errorLines(error, paint),
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
