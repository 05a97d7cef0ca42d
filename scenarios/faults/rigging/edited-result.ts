import type { Alterations } from '../../../harness/environments/index.ts';
import type { FaultStage } from '../fault-stage.ts';
import { editModules } from './edit-modules.ts';

const module = 'services/sts-service/session/session-emitter.ts';

/**
 * The STS service changes each result before it sends it.
 *
 * @param result expression for the result; `produced` is the right one, `earlier` the one before it, if any
 */
export async function editResult(stage: FaultStage, result: string): Promise<Alterations> {
  return {
    specs: await editModules(stage, 'sts-service', [
      {
        module,
        find: 'export class SessionEmitter {',
        replace: 'let earlier: any;\n\nexport class SessionEmitter {',
      },
      {
        module,
        find: '    { result, processingMs }: TimedResult,',
        replace: '    { result: produced, processingMs }: TimedResult,',
      },
      {
        module,
        find: '    const answer: FragmentProcessed = {',
        replace: `    const result = ${result};\n    earlier = produced;\n    const answer: FragmentProcessed = {`,
      },
    ]),
  };
}

/**
 * The STS service sends a result in another way.
 *
 * @param declaration what the statement uses; nothing by default
 * @param statement replaces the one that emits `processed`, the event of the fragment with `sequence_number`
 */
export async function editSending(
  stage: FaultStage,
  statement: string,
  declaration = '',
): Promise<Alterations> {
  return {
    specs: await editModules(stage, 'sts-service', [
      {
        module,
        find: 'export class SessionEmitter {',
        replace: `${declaration}\nexport class SessionEmitter {`,
      },
      {
        module,
        find: "    for (const payload of rewrite(processed)) this.#emit('fragment:processed', payload);",
        replace: `    ${statement}`,
      },
    ]),
  };
}
