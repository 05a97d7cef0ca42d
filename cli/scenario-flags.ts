import type { PipelineFlags } from './options/pipeline-options.ts';
import type { RepeatFlags } from './options/repeat-options.ts';
import type { SelectionFlags } from './options/selection-options.ts';
import type { StepFlags } from './options/step-options.ts';
import type { TellingFlags } from './options/telling-options.ts';

/** Everything that may be typed after `scenario [ids...]`: a group of options is a module in `options/`. */
export interface ScenarioFlags extends SelectionFlags, RepeatFlags, PipelineFlags, StepFlags, TellingFlags {
  /** Names of those that were typed; the others have their defaults. */
  readonly said: ReadonlySet<string>;
}
