import type { Paint } from '../../reports/console/terminal.ts';
import { plainLine } from '../../reports/format/plain-text.ts';
import type { Finding, FindingGroup } from './finding.ts';

const MARKS = { ok: ['✓', 'green'], missing: ['✗', 'red'], warning: ['!', 'yellow'] } as const;

/** What the doctor found, with what to type against it, and the verdict last. */
export function doctorLines(groups: readonly FindingGroup[], paint: Paint): string[] {
  const all = groups.flatMap(({ findings }) => findings);
  const width = Math.max(0, ...all.map(({ name }) => name.length));
  return [
    ...groups.flatMap(({ title, findings }) => [
      paint('bold', title),
      ...findings.flatMap((finding) => findingLines(finding, width, paint)),
      '',
    ]),
    verdictOf(all, paint),
  ];
}

function findingLines({ name, status, told, fix }: Finding, width: number, paint: Paint): string[] {
  const [mark, style] = MARKS[status];
  const line = `  ${paint(style, mark)} ${plainLine(name).padEnd(width)}  ${plainLine(told)}`;
  return fix === undefined ? [line] : [line, `    ${' '.repeat(width)}  ${paint('cyan', fix)}`];
}

function verdictOf(findings: readonly Finding[], paint: Paint): string {
  const count = (status: Finding['status']): number =>
    findings.filter((finding) => finding.status === status).length;
  const [missing, warnings] = [count('missing'), count('warning')];
  const told = warnings === 0 ? '' : `; ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  if (missing === 0) return `${paint(['green', 'bold'], 'READY')}  pnpm scenario quick${told}`;
  const what = `${missing} ${missing === 1 ? 'thing is' : 'things are'} missing`;
  return `${paint(['red', 'bold'], 'NOT READY')}  ${what}${told}. ./setup installs programs all at once`;
}
