import {
  KNOWN_VERSIONS,
  type KnownTool,
  VERSIONED_TOOLS,
  type VersionedTool,
  type VersionNumber,
} from './known-versions.ts';

const INTRODUCTION = `# Versions

What is known of the versions of the programs that runs use. This page is generated from \`harness/versions/\`: change that,
then run \`pnpm docs:versions\`.

\`pnpm dubstep doctor\` and step 0 of every scenario look the installed versions up. An *unsupported* version is a fault of
the ENVIRONMENT, and the run does not start. A *problem* is a warning with these words. A version that is newer than all
known ones is noted and does not fail.
`;

/** The text of `docs/versions.md`. */
export function versionsPage(): string {
  return [INTRODUCTION, ...VERSIONED_TOOLS.map((tool) => section(tool, KNOWN_VERSIONS[tool]))].join('\n');
}

function section(tool: VersionedTool, { versions, unknownFrom, install }: KnownTool): string {
  const rows = versions.map(({ from, state, note, sources }, index) => {
    const links = sources.map((url, at) => `[${at + 1}](${url})`).join(', ');
    return `| ${rangeOf(from, versions[index + 1]?.from ?? unknownFrom)} | ${state} | ${note} | ${links} |`;
  });
  return [
    `## ${tool}\n`,
    `Install it: ${install}.\n`,
    '| versions | state | what is known | source |',
    '|---|---|---|---|',
    ...rows,
    `| from ${textOf(unknownFrom)} | newer | noted, without a failure | – |`,
    '',
  ].join('\n');
}

function rangeOf(from: VersionNumber, before: VersionNumber): string {
  return from.every((part) => part === 0)
    ? `before ${textOf(before)}`
    : `${textOf(from)}, before ${textOf(before)}`;
}

function textOf([major, minor, patch]: VersionNumber): string {
  return patch === 0 ? `${major}.${minor}` : `${major}.${minor}.${patch}`;
}
