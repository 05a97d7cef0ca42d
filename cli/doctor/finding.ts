/** What was found about one thing that runs need. */
export interface Finding {
  readonly name: string;
  /** `missing`: no run can do without it. `warning`: something cannot, or it will be in the way. */
  readonly status: 'ok' | 'missing' | 'warning';
  /** A version, or what is the matter. */
  readonly told: string;
  /** The command that helps. */
  readonly fix?: string;
}

/** Findings of one kind. */
export interface FindingGroup {
  readonly title: string;
  readonly findings: readonly Finding[];
}
