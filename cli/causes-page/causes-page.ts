import {
  type Boundary,
  CAUSES,
  type CauseDefinition,
  CHAIN,
  fillPlaceholders,
} from '../../harness/diagnosis/index.ts';
import { CAUSE_CLASSES, type CauseClass, UNKNOWN_CAUSE } from '../../harness/run-data/cause-classes.ts';
import { markdownBlock, markdownTable } from '../../reports/format/markdown.ts';

const INTRODUCTION = `# Causes

The causes that a diagnosis can name for a failed run. This page is generated from \`harness/diagnosis/\`: change the
causes there, then run \`pnpm docs:causes\`. \`pnpm scenario explain <code>\` prints one entry.

A run that fails is diagnosed from what it recorded. The pipeline is a chain of boundaries. At each, some
evidence proves that its input arrived, and other evidence that the right output left it. The first boundary whose output
is missing or wrong is the broken one, and those after it are affected by it. A boundary that cannot be observed in an environment is
*unseen*, never *ok*. Causes are ranked over the chain: evidence upstream comes first, and a cause has to explain what
follows. Causes that are independent of each other are both named.

The commands on this page have the documented default addresses, and \`last\` for the run. A diagnosis prints them with
the addresses, files and processes of its run.`;

/** The text of `docs/causes.md`. */
export function causesPage(): string {
  const sections = [
    INTRODUCTION,
    classSection(),
    unknownSection(),
    boundarySection(),
    ...CHAIN.flatMap((boundary) => causesOf(boundary)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function classSection(): string {
  const rows = Object.entries(CAUSE_CLASSES).map(([name, { acts, meaning, first }]) => [
    name,
    ...[acts, meaning, first].map(prose),
    String(CAUSES.filter((cause) => cause.class === name).length),
  ]);
  const table = markdownTable(['class', 'who has to act', 'meaning', 'first', 'causes'], rows);
  return `## The four classes\n\nThe class states who has to act.\n\n${table}`;
}

function unknownSection(): string {
  const { code, class: causeClass, meaning } = UNKNOWN_CAUSE;
  return `## Unknown\n\n\`${code}\` (${causeClass}): ${prose(meaning)}`;
}

function boundarySection(): string {
  const rows = CHAIN.map(({ id, title, proofIn, proofOut, sources }) => [
    `\`${id}\``,
    prose(title),
    prose(proofIn),
    prose(proofOut),
    prose(sources.join(', ')),
    String(CAUSES.filter(({ boundary }) => boundary === id).length),
  ]);
  const head = ['boundary', 'title', 'proof of the input', 'proof of the output', 'sources', 'causes'];
  return `## The boundaries\n\nIn the direction of the media; the first four surround the pipeline.\n\n${markdownTable(head, rows)}`;
}

function causesOf({ id, title }: Boundary): string[] {
  const causes = CAUSES.filter(({ boundary }) => boundary === id);
  if (causes.length === 0) return [];
  const name = title === id ? id : `${id}: ${title}`;
  return [`## Causes at ${prose(name)}`, ...causes.map(causeEntry)];
}

function causeEntry(cause: CauseDefinition): string {
  const { code, title, class: causeClass, meaning, evidenceFor, evidenceAgainst, fix, confirm } = cause;
  return [
    `### ${code}`,
    `**${prose(title)}.** ${classNote(causeClass, cause)}`,
    prose(meaning),
    [
      `- Evidence for it: ${listOf(evidenceFor)}`,
      `- Evidence against it: ${listOf(evidenceAgainst)}`,
      `- Fix: ${prose(fillPlaceholders(fix))}`,
    ].join('\n'),
    ...(confirm.length === 0
      ? []
      : [
          markdownBlock(
            confirm.map((command) => fillPlaceholders(command)),
            'sh',
          ),
        ]),
  ].join('\n\n');
}

function classNote(causeClass: CauseClass, { terminal, independent }: CauseDefinition): string {
  return [
    causeClass,
    ...(terminal === true ? ['a waiting step ends at once'] : []),
    ...(independent === true ? ['named beside a cause upstream'] : []),
  ].join('; ');
}

function listOf(items: readonly string[]): string {
  return items.length === 0 ? 'none' : items.map(prose).join('; ');
}

/** Text of the project, which marks its code with backticks. */
function prose(text: string): string {
  const parts = text.split(/(`[^`]*`)/);
  return parts
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[<>*]/g, '\\$&')))
    .join('')
    .replaceAll('|', '\\|');
}
