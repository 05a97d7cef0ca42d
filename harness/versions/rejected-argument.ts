/** What ffmpeg or ffprobe says of an argument that it does not accept, whatever the media are. */
export interface RejectedArgument {
  /** The line that it printed. */
  readonly line: string;
  /** `option`: an option or its value. `component`: a codec, filter, format or protocol that this build lacks. */
  readonly kind: 'option' | 'component';
}

/** As ffmpeg 4 to 9 print it. */
const OPTION = [
  /Unrecognized option '[^']*'/,
  /Option '?[\w:-]+'? not found/,
  /Missing argument for option '[^']*'/,
  /Failed to set value '[^']*' for option '[^']*'/,
  /Error applying option '[^']*' to filter/,
  /Unable to parse option value/,
  /Invalid (?:time base: |value \S+ specified for |vsync value|loglevel )/,
  /No match for section '[^']*'/,
  /Error (?:splitting the argument list|parsing (?:global )?options)/,
];
const COMPONENT = [
  /Unknown (?:encoder|decoder|input format|bitstream filter|filter)\b/,
  /No such filter: /,
  /Requested output format '[^']*' is not/,
  /Protocol not found/,
  /Error selecting an encoder|Encoder not found/,
];

/**
 * The argument that ffmpeg or ffprobe rejected, from what it printed. The reason is the program and not the media: another
 * version accepts the same arguments.
 *
 * @param lines oldest first
 */
export function rejectedArgument(lines: readonly string[]): RejectedArgument | undefined {
  for (const [kind, patterns] of [
    ['option', OPTION],
    ['component', COMPONENT],
  ] as const) {
    for (const pattern of patterns) {
      const line = lines.find((each) => pattern.test(each));
      if (line !== undefined) return { line: line.trim(), kind };
    }
  }
  return undefined;
}
