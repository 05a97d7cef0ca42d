import { ExecaError, execa } from 'execa';
import { ToolError } from './tool-error.ts';

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Runs a program to its end, with its input and output through pipes.
 *
 * @param input what it reads on stdin
 * @param signal kills it; none of these programs has anything to put in order
 * @returns what it wrote to stdout
 * @throws {ToolError} when it could not be started or did not end well; when `signal` was aborted, its reason
 */
export async function runTool(
  program: string,
  args: readonly string[],
  input: Uint8Array | string,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  try {
    const { stdout } = await execa(program, args, {
      input,
      encoding: 'buffer',
      stripFinalNewline: false,
      maxBuffer: MAX_OUTPUT_BYTES,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
      killSignal: 'SIGKILL',
    });
    return stdout;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ExecaError) throw new ToolError(program, error);
    throw error;
  }
}
