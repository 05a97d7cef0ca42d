import { diagnose, readRunRecord, TerminalCauseWatch } from '../../harness/diagnosis/index.ts';
import {
  type CheckDefinition,
  type Json,
  type Scenario,
  type ScenarioDefinition,
  ScenarioRejectedError,
  type Step,
  toJson,
} from '../../harness/engine/index.ts';
import { type Alterations, redactSettings, type ScenarioOptions } from '../../harness/environments/index.ts';
import { type DubbingCheckId, dubbingChecks } from '../checks/registry.ts';
import type { Tag } from '../tags.ts';
import type { DubbingPlan } from './dubbing-plan.ts';
import { DubbingRig } from './dubbing-rig.ts';
import { requireKnownChecks, withoutLeftOutChecks } from './left-out-checks.ts';

/** @typeParam OwnCheckId ids of checks that only this scenario makes */
export interface DubbingScenario<OwnCheckId extends string = never> extends DubbingPlan {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly Tag[];
  /** Distinguishes dubbed from original segments by their audio, which is impossible with `--sts echo`. */
  readonly needsDistinctDub?: boolean;
  /** Checks of its own steps, in addition to {@link dubbingChecks}. */
  readonly checks?: Readonly<Record<OwnCheckId, CheckDefinition>>;
  readonly steps: readonly Step<DubbingRig, DubbingCheckId | NoInfer<OwnCheckId>>[];
}

/** A dubbing scenario that can be selected by its id and built with options. */
export interface DubbingScenarioDefinition extends ScenarioDefinition<ScenarioOptions, Tag> {
  /** The same scenario on an environment that differs from a correct one. */
  altered(alterations: Alterations): ScenarioDefinition<ScenarioOptions, Tag>;
}

/** Defines a scenario that publishes a clip through the dubbing pipeline. */
export function defineDubbingScenario<OwnCheckId extends string = never>(
  scenario: DubbingScenario<OwnCheckId>,
): DubbingScenarioDefinition {
  return {
    ...definitionOf(scenario),
    altered: (alterations) => definitionOf({ ...scenario, alterations }),
  };
}

function definitionOf<OwnCheckId extends string>(
  scenario: DubbingScenario<OwnCheckId>,
): ScenarioDefinition<ScenarioOptions, Tag> {
  const { id, title, tags, steps, checks, needsDistinctDub = false, ...plan } = scenario;
  return {
    id,
    title,
    tags,
    build(options): Scenario<unknown> {
      const { services, alterations: _alterations, ...recorded } = plan;
      if (needsDistinctDub && options.sts === 'echo') {
        throw new ScenarioRejectedError(
          id,
          'it distinguishes dubbed segments from original ones by their audio, and with --sts echo both are the same. Use --sts real',
        );
      }
      const built: Scenario<DubbingRig> = {
        id,
        title,
        tags,
        params: toJson({ ...recorded, ...(services && { services: redactSettings(services) }), ...options }),
        checks: { ...dubbingChecks, ...checks },
        steps: steps.map(withoutLeftOutChecks),
        validate: () => requireKnownChecks({ id, checks: { ...checks }, steps }, options),
        diagnose: diagnoseFolder,
        watch: () => new TerminalCauseWatch(),
        createRig: (run) => new DubbingRig(run, plan, options),
      };
      return built as Scenario<unknown>;
    },
  };
}

async function diagnoseFolder(folder: string): Promise<Json | undefined> {
  const diagnosis = diagnose(await readRunRecord(folder));
  return diagnosis === undefined ? undefined : toJson(diagnosis);
}
