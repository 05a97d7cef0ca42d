/** Colours and cursor movements of terminals: CSI, OSC and two-character escape sequences. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** They let what follows be read backwards, and so as something else: https://trojansource.codes */
const BIDI_OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text from outside without anything that a terminal would obey. Line ends and tabs stay. */
export function plainText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(ESCAPE_SEQUENCE, '')
    .replaceAll(CONTROL, '\ufffd')
    .replaceAll(BIDI_OVERRIDE, '\ufffd');
}

/** The same on one line. */
export function plainLine(text: string): string {
  return plainText(text)
    .replaceAll(/\s*\n\s*/g, ' ⏎ ')
    .replaceAll('\t', ' ');
}
