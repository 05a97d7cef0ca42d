import type { Command, Option } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { type TypedCommand, wordsOfCommand, wordsOfOption } from './known-words.ts';

/**
 * What the last of some words may become. None where anything may stand: a file, a number.
 *
 * @param program the command line; it knows its commands and options
 * @param words what was typed after the program's name; the last one may be empty or cut off
 */
export function complete(program: Command, words: readonly string[], context: CliContext): string[] {
  const typed = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  const { command, pending, ...rest } = read(program, typed);
  if (pending?.required === true)
    return beginningWith(last, wordsOfOption(pending.long ?? '', rest, context) ?? []);
  if (last.startsWith('-')) {
    const options = command.createHelp().visibleOptions(command);
    return beginningWith(
      last,
      options.map(({ long, short }) => long ?? short ?? ''),
    );
  }
  const values = pending === undefined ? [] : (wordsOfOption(pending.long ?? '', rest, context) ?? []);
  const commands =
    rest.operands.length > 0
      ? []
      : command
          .createHelp()
          .visibleCommands(command)
          .map((each) => each.name());
  return beginningWith(last, [...values, ...wordsOfCommand(rest, context), ...commands]);
}

interface Reading extends TypedCommand {
  readonly command: Command;
  /** The option before the last word, when it takes a value. */
  readonly pending: Option | undefined;
}

function read(program: Command, typed: readonly string[]): Reading {
  let command = program;
  let pending: Option | undefined;
  const path: string[] = [];
  const operands: string[] = [];
  for (const word of typed) {
    // Some shells make words of their own of `--env=process`.
    if (word === '=') continue;
    const isOption = word.startsWith('-');
    if (pending !== undefined && !isOption) {
      pending = undefined;
      continue;
    }
    if (isOption) {
      const [flag = ''] = word.split('=', 1);
      const option = command.options.find(({ long, short }) => long === flag || short === flag);
      const takesValue = option !== undefined && (option.required || option.optional);
      pending = takesValue && !word.includes('=') ? option : undefined;
      continue;
    }
    const next = operands.length > 0 ? undefined : command.commands.find((each) => each.name() === word);
    if (next === undefined) operands.push(word);
    else {
      command = next;
      path.push(word);
    }
  }
  return { command, pending, path, operands };
}

/** Of a list with commas the last word is completed. */
function beginningWith(last: string, words: readonly string[]): string[] {
  const text = last === '=' ? '' : last;
  const before = text.slice(0, text.lastIndexOf(',') + 1);
  return [...new Set(words)].map((word) => before + word).filter((word) => word.startsWith(text));
}
