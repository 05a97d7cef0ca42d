import { html } from '../html/markup.ts';
import { documentOf } from '../html/page/page-document.ts';

/** The page that follows a run while it goes; its script fills it with what the server tells. */
export function livePage(runId: string): string {
  return documentOf({
    title: `running: ${runId}`,
    scripts: ['live'],
    connects: true,
    withInlinedFiles: false,
    header: html`<header class="card none" id="head" data-run="${runId}"><div class="verdict"><span class="badge none" id="verdict" aria-live="polite">running</span><h1 id="scenario">${runId}</h1>
<span class="chips"><span class="chip duration" id="elapsed"></span></span></div>
<p class="title" id="title"></p><p class="problem" id="trouble" hidden></p></header>`,
    body: html`<section id="live-steps"></section>
<h2 class="live-log-title">Log</h2><div class="card live-log" id="live-log-view" tabindex="0"><table class="log-lines"><tbody id="live-log"></tbody></table></div>
<p class="note"><a href="/">All runs</a></p>`,
  });
}
