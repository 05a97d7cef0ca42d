import type { BoundaryId, DiagnosedCause } from '../run-data/diagnosis.ts';
import { BOUNDARIES } from '../run-data/diagnosis.ts';
import type { CauseDefinition, CauseFinding } from './causes/cause.ts';
import type { PipelineFacts } from './facts/pipeline-facts.ts';
import { fillPlaceholders } from './fill-placeholders.ts';

/** Causes of a failure in order, and those that rank lower, with the reason. */
export interface RankedCauses {
  readonly causes: readonly DiagnosedCause[];
  readonly alternatives: readonly DiagnosedCause[];
}

interface Candidate {
  readonly cause: CauseDefinition;
  readonly finding: CauseFinding;
}

/**
 * Finds and ranks the causes of a failure.
 *
 * Certain findings come first, then those further upstream, then those whose evidence is earlier. The first one that is
 * not downstream of the first broken boundary is the root; the others follow from it, except certain ones whose evidence
 * cannot be a consequence of another cause (`independent`). A likely finding is a root only when nothing is certain and
 * its boundary is the first broken one. Without a root, the cause is unknown.
 *
 * @param broken the first boundary that differs from a good run
 */
export function rankCauses(
  registry: readonly CauseDefinition[],
  facts: PipelineFacts,
  broken: BoundaryId | undefined,
): RankedCauses {
  const candidates = registry
    .flatMap((cause) => {
      const finding = cause.find(facts);
      if (finding === undefined) return [];
      const { boundary = cause.boundary, class: faultClass = cause.class } = finding;
      return [{ cause: { ...cause, boundary, class: faultClass }, finding }];
    })
    .sort(byRank);
  const roots: Candidate[] = [];
  const lower: { readonly candidate: Candidate; readonly because: string }[] = [];
  for (const candidate of candidates) {
    const because = whyLower(candidate, roots, broken);
    if (because === undefined) roots.push(candidate);
    else lower.push({ candidate, because });
  }
  return {
    causes: roots.map((candidate) => diagnosed(candidate, facts)),
    alternatives: lower.map(({ candidate, because }) => diagnosed(candidate, facts, because)),
  };
}

/** @returns undefined when the candidate is a root cause */
function whyLower(
  { cause, finding }: Candidate,
  [root]: readonly Candidate[],
  broken: BoundaryId | undefined,
): string | undefined {
  const isCertain = finding.certainty === 'certain';
  if (isCertain && cause.independent === true) return undefined;
  // What is upstream of the first broken boundary let the right thing through, so it does not explain the break.
  if (isCertain && cause.boundary === broken && root?.cause.boundary !== broken) return undefined;
  if (root !== undefined) {
    return position(cause.boundary) > position(root.cause.boundary)
      ? `likely a consequence of ${root.cause.code}, which comes first in the chain; repair that first`
      : `its evidence is weaker or later than that of ${root.cause.code}`;
  }
  if (broken === undefined) return isCertain ? undefined : 'no boundary of the chain is broken';
  if (position(cause.boundary) > position(broken))
    return `the chain is broken further upstream, at ${broken}`;
  if (isCertain || cause.boundary === broken) return undefined;
  return `the first broken boundary is ${broken}, not ${cause.boundary}`;
}

function byRank(a: Candidate, b: Candidate): number {
  return (
    Number(a.finding.certainty === 'likely') - Number(b.finding.certainty === 'likely') ||
    position(a.cause.boundary) - position(b.cause.boundary) ||
    firstAtMs(a) - firstAtMs(b)
  );
}

function position(boundary: BoundaryId): number {
  return BOUNDARIES.indexOf(boundary);
}

function firstAtMs({ finding }: Candidate): number {
  return Math.min(...finding.evidence.map(({ atMs = Number.POSITIVE_INFINITY }) => atMs));
}

/** A pipeline that the run has not started may have other code than this checkout. */
function withPlaces(fix: string, places: readonly string[], { environment }: PipelineFacts): string {
  if (places.length === 0 || environment === 'attach' || /\bservices\/[\w/-]+\.ts\b/.test(fix)) return fix;
  return `${fix} Its code: ${places.join(', ')}.`;
}

function diagnosed(
  { cause, finding }: Candidate,
  facts: PipelineFacts,
  lowerBecause?: string,
): DiagnosedCause {
  const { code, title, boundary, class: faultClass } = cause;
  const { summary, evidence, against = [], fix = cause.fix, confirm = cause.confirm } = finding;
  return {
    ...{ code, title, boundary, class: faultClass, summary },
    fix: withPlaces(
      fillPlaceholders(fix, facts),
      faultClass === 'PRODUCT' ? (cause.places ?? []) : [],
      facts,
    ),
    evidence: [...evidence],
    against: [...against],
    confirm: confirm.map((command) => fillPlaceholders(command, facts)),
    ...(lowerBecause !== undefined && { lowerBecause }),
  };
}
