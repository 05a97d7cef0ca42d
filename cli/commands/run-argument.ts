import { Argument } from 'commander';
import { completeWith, runWords } from '../completion/words.ts';

/** An argument that names an earlier run, with completion of run ids. */
export function runArgument(
  name: string,
  description = 'run id, unique prefix, `last`, or path of the run folder',
): Argument {
  return completeWith(new Argument(name, description), runWords);
}
