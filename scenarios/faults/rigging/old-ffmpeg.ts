import { findProgram } from './find-program.ts';

/**
 * A shell script that behaves like ffmpeg 4.3: it prints its version and does not know the options that came later.
 *
 * @param name `ffmpeg` or `ffprobe`
 */
export async function oldFfmpeg(name: 'ffmpeg' | 'ffprobe'): Promise<string> {
  return `#!/bin/bash
for argument in "$@"; do
  case "$argument" in
    -version | -encoders) echo "${name} version 4.3.6-0+deb11u1 Copyright (c) 2000-2023 the FFmpeg developers" >&2 ;;
    -ch_layout | -fps_mode)
      echo "Unrecognized option '\${argument#-}'." >&2
      echo "Error splitting the argument list: Option not found" >&2
      exit 1
      ;;
  esac
done
if [ "$1" = -version ]; then
  echo "${name} version 4.3.6-0+deb11u1 Copyright (c) 2000-2023 the FFmpeg developers"
  exit
fi
exec ${await findProgram(name)} "$@"
`;
}
