import type { StepCommand } from '../../step-commands.ts';
import { html, type Markup } from '../markup.ts';

/** Commands to type, each with a button that copies it. */
export function commandLines(commands: readonly StepCommand[]): Markup | undefined {
  if (commands.length === 0) return undefined;
  return html`<dl class="commands">${commands.map(
    ({ purpose, command }) =>
      html`<div><dt>${purpose}</dt><dd><code>${command}</code><button type="button" class="copy" data-copy="${command}" hidden>copy</button></dd></div>`,
  )}</dl>`;
}
