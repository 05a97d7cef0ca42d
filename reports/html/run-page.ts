import { createHash } from 'node:crypto';
import { errorBlock } from './error-block.ts';
import { logSection } from './log-section.ts';
import { html, trusted } from './markup.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import { runHeader } from './run-header.ts';
import type { RunStory } from './run-story.ts';
import { stepSection } from './step-section.ts';
import { timeline } from './timeline.ts';

/** Lets only the page's own style and script act, whatever the run's data may hold. */
const POLICY = [
  "default-src 'none'",
  `style-src '${hashOf(PAGE_STYLE)}'`,
  `script-src '${hashOf(PAGE_SCRIPT)}'`,
  "img-src 'self' file:",
  "media-src 'self' file:",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ');

/** A run as one page that needs nothing but the run folder around it. */
export function runPage(story: RunStory): string {
  const { result, attachments, failedTeardowns } = story;
  const ofStep = Map.groupBy(attachments, ({ during }) => during);
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<title>${result.status}: ${result.scenario}</title>
<style>${trusted(PAGE_STYLE)}</style>
</head>
<body>
${runHeader(result)}
<h2>Steps</h2>
<div class="summary">${timeline(story)}</div>
${result.steps.map((step) => stepSection(step, ofStep.get(step.number) ?? []))}
${failedTeardowns.map(({ name, error }) => html`<h2>Could not end ${name}</h2>${errorBlock(error)}`)}
<p class="note">The files of this run: <a href="result.json">result.json</a>, <a href="events.ndjson">events.ndjson</a>,
<a href="./">all of them</a>.</p>
${logSection(story)}
<script>${trusted(PAGE_SCRIPT)}</script>
</body>
</html>
`;
  return text;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
