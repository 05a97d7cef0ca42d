/** Terminal control: CSI, OSC and two-character escape sequences. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: matching them is the purpose
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: matching them is the purpose
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Reverse the reading order of the text that follows: https://trojansource.codes */
const BIDI_OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/g;

/** Removes terminal control sequences from untrusted text. Keeps line ends and tabs. */
export function plainText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(ESCAPE_SEQUENCE, '')
    .replaceAll(CONTROL, '\ufffd')
    .replaceAll(BIDI_OVERRIDE, '\ufffd');
}

/** Plain text on one line. */
export function plainLine(text: string): string {
  return plainText(text)
    .replaceAll(/\s*\n\s*/g, ' ⏎ ')
    .replaceAll('\t', ' ');
}
