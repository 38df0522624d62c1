import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import type { Options } from './options';

/** File systems by the magic number of statfs(2). */
const fileSystems: Record<number, string> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  801189825: 'zfs',
  16914836: 'tmpfs',
  2035054128: 'overlayfs',
};

/** What two results must have in common before their absolute figures can be compared; the ratios need less. */
export function fingerprint(options: Options): string[] {
  const { sizes } = options;
  const mebibytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MiB`;
  return [
    machine(options.folder),
    `door ${options.door}, seed ${options.seed}, rounds ${options.rounds}, load processes ${options.loadProcesses}, ` +
      `layer ${mebibytes(sizes.layerBytes)}, images ${sizes.images}, repositories ${sizes.repositories}, ` +
      `tags ${sizes.tags}, uploads ${sizes.uploadsAtOnce} x ${mebibytes(sizes.uploadBytes)}` +
      (options.openLoop ? `, open loop ${options.rate}/s for ${options.seconds} s` : ''),
  ];
}

/** What runs the measurements: in one line, with the file system of the folder. */
export function machine(folder: string): string {
  const type = statfsSync(folder).type;
  return (
    `node ${process.version}, linux ${release()}, ${cpus()[0]?.model.trim()} x ${availableParallelism()}, ` +
    `${Math.round(totalmem() / 1024 ** 3)} GiB, ${fileSystems[type] ?? `file system 0x${type.toString(16)}`}, ` +
    `commit ${commit()}`
  );
}

function commit(): string {
  try {
    const dirty = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8', stdio: 'pipe' }) !== '';
    const hash = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' });
    return hash.trim() + (dirty ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}
