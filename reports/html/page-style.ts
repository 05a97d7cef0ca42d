/** The page's looks: one column, the colours of the reader's system, nothing from the network. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #14171c);
  --card: light-dark(#ffffff, #1c2027);
  --line: light-dark(#dfe3e8, #313742);
  --text: light-dark(#1b2027, #e4e7ec);
  --quiet: light-dark(#5d6775, #98a2b1);
  --good: light-dark(#1a7f42, #4cc47c);
  --bad: light-dark(#c02626, #ff7b72);
  --odd: light-dark(#9a6200, #e3b341);
  --none: light-dark(#7b8593, #7b8593);
  --link: light-dark(#0b5cad, #6cb2ff);
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 28px 20px 60px; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
code, pre, .log table, .value { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: .93em; }
a { color: var(--link); }
h1, h2, h3, p { margin: 0; }
h2 { font-size: 17px; margin: 32px 0 10px; }
.note { color: var(--quiet); font-size: 13px; font-weight: 400; }
.good { --tone: var(--good); } .bad { --tone: var(--bad); } .odd { --tone: var(--odd); } .none { --tone: var(--none); }
.sign { color: var(--tone); font-weight: 700; display: inline-block; width: 1.2em; text-align: center; }
.badge { background: var(--tone); color: var(--card); border-radius: 4px; padding: 1px 7px; font-size: 12px;
  font-weight: 650; letter-spacing: .02em; white-space: nowrap; }
header, .step, .summary, .log .scroll, form { background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
header { padding: 20px 22px; border-top: 4px solid var(--tone); }
header .verdict { display: flex; gap: 12px; align-items: baseline; flex-wrap: wrap; }
header h1 { font-size: 24px; }
header .badge { font-size: 15px; padding: 3px 11px; text-transform: uppercase; align-self: center; }
header .verdict .duration { margin-left: auto; font-size: 18px; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(215px, 1fr)); gap: 10px 22px; margin: 16px 0 0; }
dt { color: var(--quiet); font-size: 12px; }
dd { margin: 0; overflow-wrap: anywhere; }
.problem { margin-top: 16px; padding-top: 14px; border-top: 1px solid var(--line); }
.problem > p { overflow-wrap: anywhere; white-space: pre-wrap; }
.summary { padding: 14px 18px; }
.timeline { display: block; width: 100%; height: auto; font-size: 13px; }
.timeline text { fill: var(--text); } .timeline .time, .timeline .unrun { fill: var(--quiet); }
.timeline rect { fill: var(--tone); } .timeline .axis { stroke: var(--line); }
.timeline a:hover .label { text-decoration: underline; }
.step { margin: 8px 0; padding: 0 16px; border-left: 4px solid var(--tone); overflow: hidden; }
.step h3 { display: flex; gap: 8px; align-items: baseline; font-size: 15px; font-weight: 500; padding: 9px 0; flex: 1; }
.step > details > summary { cursor: pointer; list-style: none; }
.step > details > summary::-webkit-details-marker { display: none; }
.step .number { color: var(--quiet); font-variant-numeric: tabular-nums; }
.step .name code { font-weight: 650; margin-right: 6px; }
.step .duration { margin-left: auto; color: var(--quiet); font-variant-numeric: tabular-nums; white-space: nowrap; }
.step > details > :last-child { margin-bottom: 14px; } .step.none { padding-bottom: 9px; } .step.none h3 { padding-bottom: 0; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-size: 12px; font-weight: 500; color: var(--quiet); }
th, td { padding: 3px 14px 3px 0; vertical-align: top; }
.checks { border-top: 1px solid var(--line); table-layout: fixed; }
.checks tbody tr { border-top: 1px solid var(--line); }
.checks th:first-child { width: 2.1em; } .checks th:nth-child(2) { width: 31%; } .checks th:nth-child(4) { width: 16%; }
.checks th:nth-child(5) { width: 26%; }
.checks td { overflow-wrap: anywhere; }
.checks .value { font-size: 13px; overflow-wrap: anywhere; } .checks .value:is(.bad, .odd) { color: var(--tone); font-weight: 700; }
.error { border: 1px solid color-mix(in srgb, var(--bad) 40%, var(--line)); border-radius: 6px; padding: 10px 12px; margin: 2px 0 12px;
  background: color-mix(in srgb, var(--bad) 5%, var(--card)); }
.error .badge { --tone: var(--bad); } .error .message { white-space: pre-wrap; overflow-wrap: anywhere; margin: 6px 0; }
.error .cause { color: var(--quiet); font-size: 13px; margin-bottom: 4px; } .error .error { margin: 4px 0; background: none; }
.folded { margin: 6px 0; } .folded summary { cursor: pointer; color: var(--quiet); font-size: 13px; }
pre { margin: 6px 0; padding: 10px; border-radius: 6px; background: var(--page); overflow: auto; max-height: 420px; font-size: 12.5px; white-space: pre-wrap; overflow-wrap: anywhere; }
.attachments { margin: 10px 0; padding: 0; list-style: none; display: grid; gap: 8px 20px;
  grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); }
:is(audio, video, img) { display: block; max-width: 480px; width: 100%; margin: 4px 0; border-radius: 6px; } audio { height: 34px; }
form { padding: 10px 14px; margin-bottom: 8px; display: flex; gap: 6px 16px; flex-wrap: wrap; align-items: center; font-size: 13px; }
form[hidden], tr[hidden] { display: none; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 14px; }
input[type=search] { font: inherit; padding: 4px 8px; border: 1px solid var(--line); border-radius: 5px; background: var(--page); color: inherit; }
.log .scroll { max-height: 70vh; overflow: auto; }
.log table { font-size: 12px; line-height: 1.45; }
.log thead th { position: sticky; top: 0; background: var(--card); padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); }
.log td { padding: 1px 12px 1px 0; } .log :is(td, th):first-child { padding-left: 12px; }
.log .at { text-align: right; color: var(--quiet); } .log .source, .log .what { white-space: nowrap; color: var(--quiet); }
.log .text { white-space: pre-wrap; overflow-wrap: anywhere; width: 100%; }
.log tr:is(.bad, .odd, .none) .text, .log tr:is(.bad, .odd) .what { color: var(--tone); }
.log .data { color: var(--quiet); }
.log tr.mark { background: color-mix(in srgb, var(--link) 9%, transparent); } .log tr.mark .text { font-weight: 650; }
@media (max-width: 640px) { .step h3 { flex-wrap: wrap; } .checks th:nth-child(2) { width: auto; } .log .source { display: none; } }
@media print { body { max-width: none; } .log .scroll { max-height: none; } form { display: none; } }
`;
