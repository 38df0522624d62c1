import { FileSystemDriver } from '../driver';

/** For tests: a file system that says before each of its calls what is to come; the call waits for what that starts. */
export class HookedDriver extends FileSystemDriver {
  onCall: ((call: string, files: string[]) => Promise<void> | void) | undefined;

  constructor() {
    super(false);
  }

  override async modifiedTimes(files: readonly string[]) {
    for (const file of files) await this.onCall?.('stat', [file]);
    return await super.modifiedTimes(files);
  }

  override async stat(file: string) {
    await this.onCall?.('stat', [file]);
    return await super.stat(file);
  }

  override async replace(from: string, to: string) {
    await this.onCall?.('replace', [from, to]);
    return await super.replace(from, to);
  }

  override async link(from: string, to: string) {
    await this.onCall?.('link', [from, to]);
    return await super.link(from, to);
  }

  override async remove(file: string) {
    await this.onCall?.('remove', [file]);
    return await super.remove(file);
  }

  override async setMode(file: string, mode: number) {
    await this.onCall?.('setMode', [file]);
    return await super.setMode(file, mode);
  }
}
