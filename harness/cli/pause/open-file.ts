import { execa } from 'execa';

/** Shows a file in the program that the desktop has for it. @returns whether there is one */
export async function openFile(path: string): Promise<boolean> {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const { failed } = await execa(command, [path], { reject: false, timeout: 5000, stdio: 'ignore' });
  return !failed;
}
