import { faultOf } from '../harness/engine/errors.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-code.ts';
import { runCli } from './run-cli.ts';

/** What a process may take to end by itself after its work is done. */
const LEAVE_WITHIN_MS = 2000;

/** Runs the command line as this process, from its arguments to its exit code. */
export async function runAsProcess(
  project: Pick<CliContext, 'scenarios' | 'tags' | 'scenariosFolder' | 'runsFolder' | 'overview'>,
): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  try {
    const context = {
      ...project,
      workingFolder: process.cwd(),
      stdin,
      stdout,
      stderr,
      env,
      command: process.argv,
      // Somebody may have started this to hear of its runs.
      onRun: (runFolder: string) => process.send?.({ runFolder }),
    };
    process.exitCode = await runCli(process.argv.slice(2), context);
  } catch (error) {
    const isOfMachine = faultOf(error) === 'ENVIRONMENT';
    // Where in the harness it was found says nothing to who has to put the machine right.
    const told = isOfMachine && error instanceof Error ? `error: ${error.message}` : stackOf(error);
    stderr.write(`${told}\n`);
    process.exitCode = isOfMachine ? EXIT_CODES.notStarted : EXIT_CODES.failed;
  }
  setTimeout(() => {
    const open = process
      .getActiveResourcesInfo()
      .filter((name) => name !== 'Timeout')
      .join(', ');
    stderr.write(`something that the run opened is still open (${open}): ending without it\n`);
    process.exit();
  }, LEAVE_WITHIN_MS).unref();
}

function stackOf(error: unknown): string {
  return (error instanceof Error ? error.stack : undefined) ?? String(error);
}

/** Whoever read the output went away (`| head`): the run goes on and writes its reports. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
