import { expect, test } from 'vitest';
import { rejectedArgument } from './rejected-argument.ts';

test.each([
  [["Unrecognized option 'vsync'.", 'Error splitting the argument list: Option not found'], 'option'],
  [
    [
      '[vost#0:0/rawvideo @ 0x5577c1613680] Invalid time base: -1',
      'Error opening output files: Invalid argument',
    ],
    'option',
  ],
  [['Option ch_layout not found.'], 'option'],
  [["[fatal] Option 'fps_mode' not found."], 'option'],
  [["Failed to set value 'x' for option 'bogus': Option not found"], 'option'],
  [["Missing argument for option 'i'."], 'option'],
  [['Invalid value blah specified for fps_mode of #0:0.'], 'option'],
  [["No match for section 'bogus'"], 'option'],
  [["Error applying option 'bogus' to filter 'sine': Option not found"], 'option'],
  [["Unknown encoder 'libx264'"], 'component'],
  [['[aost#0:0 @ 0x561deaa36340] Error selecting an encoder'], 'component'],
  [["[AVFilterGraph @ 0x55a1969a4280] No such filter: 'pan'"], 'component'],
  [["Requested output format 'framehash' is not a suitable output format"], 'component'],
  [["[AVFormatContext @ 0x1] Requested output format 'framehash' is not known."], 'component'],
  [['rtmp://127.0.0.1:1935/live/x: Protocol not found'], 'component'],
] as const)('%j is a rejected %s', (lines, kind) => {
  const before = ["Input #0, mov, from 'a.mp4':"];
  expect(rejectedArgument([...before, ...lines])).toEqual({ line: lines[0], kind });
});

test.each([
  '/nowhere: No such file or directory',
  '[mov,mp4 @ 0x1] moov atom not found',
  'a.mp4: Invalid data found when processing input',
  'Output file does not contain any stream',
  'rtmp://127.0.0.1:1/live/x: Connection refused',
  'Error while decoding stream #0:0: Invalid argument',
  '[h264 @ 0x1] non-existing PPS 0 referenced',
  "Stream map '0:a:0' matches no streams.",
])('%j is about the media or the connection', (line) => {
  expect(rejectedArgument([line])).toBeUndefined();
});
