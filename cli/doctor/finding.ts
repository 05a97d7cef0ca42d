import type { Paint } from '../../reports/console/terminal.ts';
import { plainLine } from '../../reports/format/plain-text.ts';

/** The state of one thing that runs need. */
export interface Finding {
  readonly name: string;
  /** `missing`: no run works. `warning`: some runs fail, or a leftover is in the way. */
  readonly status: 'ok' | 'missing' | 'warning';
  /** A version, or the problem. */
  readonly message: string;
  /** The command that fixes the problem. */
  readonly fix?: string;
}

export interface FindingGroup {
  readonly title: string;
  readonly findings: readonly Finding[];
}

const MARKS = { ok: ['✓', 'green'], missing: ['✗', 'red'], warning: ['!', 'yellow'] } as const;

/** Formats findings with their fixes; the verdict is the last line. */
export function formatFindings(groups: readonly FindingGroup[], paint: Paint): string[] {
  const all = groups.flatMap(({ findings }) => findings);
  const width = Math.max(0, ...all.map(({ name }) => name.length));
  return [
    ...groups.flatMap(({ title, findings }) => [
      paint('bold', title),
      ...findings.flatMap((finding) => findingLines(finding, width, paint)),
      '',
    ]),
    verdictLine(all, paint),
  ];
}

function findingLines({ name, status, message, fix }: Finding, width: number, paint: Paint): string[] {
  const [mark, style] = MARKS[status];
  const line = `  ${paint(style, mark)} ${plainLine(name).padEnd(width)}  ${plainLine(message)}`;
  return fix === undefined ? [line] : [line, `    ${' '.repeat(width)}  ${paint('cyan', fix)}`];
}

function verdictLine(findings: readonly Finding[], paint: Paint): string {
  const count = (status: Finding['status']): number =>
    findings.filter((finding) => finding.status === status).length;
  const [missing, warnings] = [count('missing'), count('warning')];
  const warned = warnings === 0 ? '' : `; ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  if (missing === 0) return `${paint(['green', 'bold'], 'READY')}  pnpm scenario quick${warned}`;
  const problems = `${missing} ${missing === 1 ? 'problem' : 'problems'}`;
  return `${paint(['red', 'bold'], 'NOT READY')}  ${problems}${warned}. ./setup installs all programs`;
}
