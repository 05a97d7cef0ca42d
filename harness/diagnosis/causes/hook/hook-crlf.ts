import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook was stored with the line ends of Windows. */
export const hookCrlf = defineCause({
  code: 'HOOK_CRLF',
  title: 'The lines of the MediaMTX hook end in CR LF',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'The hook was stored with the line ends of Windows. The system looks for an interpreter whose name ends in a carriage return, and reports the hook itself as missing.',
  evidenceFor: ['the #! line of the hook ends in CR LF'],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: "Remove the carriage returns: sed -i 's/\\r$//' <hook> . Keep them out with the line `mtx-hook text eol=lf` in .gitattributes.",
  confirm: ['head -1 <hook> | od -c'],
  terminal: true,
  find: (facts) =>
    hookFinding(facts, 'crlf', (_, hook) => ({
      summary: `The lines of the ${hook} end in CR LF, so the system finds no interpreter for it.`,
    })),
});
