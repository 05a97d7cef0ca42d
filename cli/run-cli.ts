import { type Argument, Command, CommanderError, type Option } from 'commander';
import { HarnessError } from '../harness/engine/errors.ts';
import { ScenarioRejectedError } from '../harness/engine/scenario-definition.ts';
import type { CliContext } from './cli-context.ts';
import { addCompletionCommand } from './commands/completion-command.ts';
import { addDoctorCommand } from './commands/doctor-command.ts';
import { addReportCommand } from './commands/report-command.ts';
import { addScenarioCommand } from './commands/scenario-command.ts';
import { addTapCommand } from './commands/tap-command.ts';
import { EXIT_CODES } from './exit-code.ts';
import { UsageError } from './usage.ts';

/**
 * Creates the command line of dubstep.
 *
 * @param end receives the exit code of the executed command
 */
export function createProgram(context: CliContext, end: (exitCode: number) => void): Command {
  const program = new Command('dubstep')
    .description('step-based end-to-end tests for live dubbing pipelines')
    .exitOverride()
    .configureHelp({ optionDescription: helpText, argumentDescription: helpText })
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    });
  addScenarioCommand(program, context, end);
  addReportCommand(program, context, end);
  addTapCommand(program, context, end);
  addDoctorCommand(program, context, end);
  addCompletionCommand(program, context);
  return program;
}

/** The command names a folder that contains no run. */
function isInvalidLog(error: unknown): error is HarnessError {
  return error instanceof HarnessError && ['EMPTY_RUN', 'EVENT_LOG_CORRUPT'].includes(error.code);
}

/** The description, with the accepted words and the default. */
function helpText({ description, argChoices, ...option }: Argument | Option): string {
  const value =
    option.defaultValueDescription ?? (option.defaultValue === false ? undefined : option.defaultValue);
  const notes = [argChoices?.join(', '), value === undefined ? undefined : `default: ${String(value)}`];
  const present = notes.filter((note) => note !== undefined);
  return present.length === 0 ? description : `${description} (${present.join('; ')})`;
}

/**
 * Executes one command.
 *
 * @param args without the names of node and of the script
 * @returns the exit code
 * @throws errors that are neither invalid usage nor part of a run
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  let exitCode: number = EXIT_CODES.ok;
  const program = createProgram(context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof UsageError || error instanceof ScenarioRejectedError || isInvalidLog(error)) {
      context.stderr.write(`error: ${error.message}\n`);
      return EXIT_CODES.usage;
    }
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  }
}
