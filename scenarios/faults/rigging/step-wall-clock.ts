import { type FileHandle, open, readFile } from 'node:fs/promises';

/*
 * Linux maps code for reading the clock into every process (the vDSO). A process that gets another version of that code
 * reads another time, while the clock of the machine stays as it is. Writing to the page makes a copy of it for the
 * process.
 */

/** x86-64 code that asks the kernel for the time and adds seconds, by the name of the function. */
const FUNCTIONS: Readonly<Record<string, (seconds: Buffer) => Buffer>> = {
  // clock_gettime(edi: clock, rsi: timespec): only CLOCK_REALTIME, which is 0.
  __vdso_clock_gettime: (seconds) => code('b8e4000000 0f05 85ff 7507 488106', seconds, 'c3'),
  // gettimeofday(rdi: timeval)
  __vdso_gettimeofday: (seconds) => code('b860000000 0f05 4885ff 7407 488107', seconds, 'c3'),
  // time(rdi: result)
  __vdso_time: (seconds) => code('b8c9000000 0f05 4805', seconds, '4885ff 7403 488907 c3'),
};

/**
 * Moves the wall clock of running processes, as if somebody set the clock of the machine. Their monotonic clock continues.
 *
 * @param seconds positive: forward
 * @throws on other systems than Linux on x86-64, and without permission to write to a process
 */
export async function stepWallClock(pids: readonly number[], seconds: number): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('this fault needs Linux on x86-64');
  const added = Buffer.alloc(4);
  added.writeInt32LE(seconds);
  await Promise.all(pids.map((pid) => stepOne(pid, added)));
}

async function stepOne(pid: number, added: Buffer): Promise<void> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  const [, from = '', to = ''] = /^([0-9a-f]+)-([0-9a-f]+) .*\[vdso\]$/m.exec(maps) ?? [];
  const [start, end] = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  if (Number.isNaN(start)) throw new Error(`process ${pid} has no vDSO`);
  await using memory = await open(`/proc/${pid}/mem`, 'r+');
  const image = await readAt(memory, start, end - start);
  for (const [name, codeOf] of Object.entries(FUNCTIONS)) {
    const { offset, size } = symbolIn(image, name);
    const bytes = codeOf(added);
    if (bytes.length > size) throw new Error(`${name} of process ${pid} is too short`);
    await memory.write(bytes, 0, bytes.length, start + offset);
  }
}

async function readAt(memory: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await memory.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new Error('the vDSO cannot be read');
  return buffer;
}

const [DYNAMIC_SYMBOLS, SYMBOL_BYTES, SECTION_BYTES] = [11, 24, 64];

/** A function in an ELF image, by its table of dynamic symbols. */
function symbolIn(image: Buffer, name: string): { readonly offset: number; readonly size: number } {
  const sectionAt = (index: number) => Number(image.readBigUInt64LE(40)) + index * SECTION_BYTES;
  const fileOffset = (section: number) => Number(image.readBigUInt64LE(section + 24));
  const count = image.readUInt16LE(60);
  for (let index = 0; index < count; index += 1) {
    const section = sectionAt(index);
    if (image.readUInt32LE(section + 4) !== DYNAMIC_SYMBOLS) continue;
    const strings = fileOffset(sectionAt(image.readUInt32LE(section + 40)));
    const [from, length] = [fileOffset(section), Number(image.readBigUInt64LE(section + 32))];
    for (let symbol = from; symbol < from + length; symbol += SYMBOL_BYTES) {
      const at = strings + image.readUInt32LE(symbol);
      if (image.toString('latin1', at, image.indexOf(0, at)) !== name) continue;
      const offset = Number(image.readBigUInt64LE(symbol + 8));
      return { offset, size: Number(image.readBigUInt64LE(symbol + 16)) };
    }
  }
  throw new Error(`the vDSO has no ${name}`);
}

function code(before: string, seconds: Buffer, after: string): Buffer {
  const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
  return Buffer.concat([bytes(before), seconds, bytes(after)]);
}
