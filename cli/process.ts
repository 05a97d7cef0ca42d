import { faultOf, HarnessError } from '../harness/engine/errors.ts';
import { machineProblem } from '../harness/engine/machine-error.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-code.ts';
import { runCli } from './run-cli.ts';

/** Time for the process to end by itself after its work. */
const EXIT_WITHIN_MS = 2000;

/** Runs the command line as this process: reads its arguments and sets its exit code. */
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
      // Received by `--watch`, which starts this process.
      onRun: (runFolder: string) => process.send?.({ runFolder }),
    };
    process.exitCode = await runCli(process.argv.slice(2), context);
  } catch (error) {
    const isEnvironment = faultOf(error) === 'ENVIRONMENT';
    // A stack trace of the harness helps with neither the machine nor a run folder.
    const isOnPurpose = error instanceof HarnessError || isEnvironment;
    const message = isOnPurpose ? `error: ${sentenceOf(error)}` : stackOf(error);
    stderr.write(`${message}\n`);
    process.exitCode = isEnvironment ? EXIT_CODES.notStarted : EXIT_CODES.failed;
  }
  setTimeout(() => {
    const open = process
      .getActiveResourcesInfo()
      .filter((name) => name !== 'Timeout')
      .join(', ');
    stderr.write(`resources of the run are still open (${open}): exiting anyway\n`);
    process.exit();
  }, EXIT_WITHIN_MS).unref();
}

function sentenceOf(error: unknown): string {
  return machineProblem(error) ?? (error instanceof Error ? error.message : String(error));
}

function stackOf(error: unknown): string {
  return (error instanceof Error ? error.stack : undefined) ?? String(error);
}

/** When the reader of the output exits (`| head`), the run continues and writes its reports. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
