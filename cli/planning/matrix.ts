import type { ScenarioDefinition } from '../../harness/engine/scenario-definition.ts';
import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';

/** The values to combine. */
export interface MatrixAxes {
  readonly scenarios: readonly ScenarioDefinition<ScenarioOptions>[];
  readonly environments: readonly ScenarioOptions['environment'][];
  readonly sts: readonly ScenarioOptions['sts'][];
  readonly publish: readonly ScenarioOptions['publish'][];
}

/** One combination. */
export interface MatrixCell {
  readonly definition: ScenarioDefinition<ScenarioOptions>;
  readonly choices: Pick<ScenarioOptions, 'environment' | 'sts' | 'publish'>;
}

/** All combinations, ordered by scenario first. */
export function matrixCells({ scenarios, environments, sts, publish }: MatrixAxes): MatrixCell[] {
  return scenarios.flatMap((definition) =>
    environments.flatMap((environment) =>
      sts.flatMap((mode) =>
        publish.map((protocol) => ({
          definition,
          choices: { environment, sts: mode, publish: protocol },
        })),
      ),
    ),
  );
}

/** The combinations in the format of GitHub's `strategy.matrix: ${{ fromJSON(…) }}`. */
export function ciMatrix(cells: readonly MatrixCell[]): {
  readonly include: readonly Readonly<Record<'scenario' | 'env' | 'sts' | 'publish', string>>[];
} {
  return {
    include: cells.map(({ definition, choices }) => ({
      scenario: definition.id,
      env: choices.environment,
      sts: choices.sts,
      publish: choices.publish,
    })),
  };
}
