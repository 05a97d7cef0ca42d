import type { Distractor, Fault } from '../define-fault.ts';
import { DISTRACTORS } from '../distractors/index.ts';
import { FAULTS } from '../registry.ts';

interface PlannedFault {
  readonly id: string;
  readonly fault: Fault;
  readonly distractor?: undefined;
}

/** A distractor by itself, or beside a fault. */
export interface PlannedDistractor {
  readonly id: string;
  readonly fault?: Fault;
  readonly distractor: Distractor;
}

/** Selects the clips that differ from those of the project. */
const CLIPS = 'clips';

/** A run of the catalogue. */
export type PlannedCase = PlannedFault | PlannedDistractor;

/** Separates the ids of a distractor and the fault beside it. */
const BESIDE = '+';

/** Every case of the catalogue: the faults, then the distractors. */
export function allCases(
  faults: readonly Fault[] = FAULTS,
  distractors: readonly Distractor[] = DISTRACTORS,
): readonly PlannedCase[] {
  return [
    ...faults.map((fault) => ({ id: fault.id, fault })),
    ...distractors.flatMap((distractor) => [
      ...(distractor.adds === undefined ? [{ id: distractor.id, distractor }] : []),
      ...distractor.beside.map((id) => {
        const fault = faults.find((candidate) => candidate.id === id);
        if (fault === undefined) throw new Error(`${distractor.id} is tried beside ${id}, which is no fault`);
        return { id: `${distractor.id}${BESIDE}${id}`, fault, distractor };
      }),
    ]),
  ];
}

/**
 * Selects cases by id, by the boundary of a fault, by the id of a distractor, by `distractors`, or by `clips`.
 *
 * @throws {Error} for a name that selects nothing
 */
export function selectCases(all: readonly PlannedCase[], names: readonly string[]): readonly PlannedCase[] {
  if (names.length === 0) return all;
  const unknown = names.filter((name) => !all.some((planned) => isNamed(planned, name)));
  if (unknown.length > 0) {
    throw new Error(
      `${unknown.join(', ')}: no case, boundary or distractor of this name. List them: pnpm faults --list`,
    );
  }
  return all.filter((planned) => names.some((name) => isNamed(planned, name)));
}

function isNamed({ id, fault, distractor }: PlannedCase, name: string): boolean {
  if (id === name) return true;
  return distractor === undefined
    ? fault?.boundary === name
    : distractor.id === name ||
        name === 'distractors' ||
        (name === CLIPS && distractor.id.startsWith('clip-'));
}
