/** Why a layer was read no further. */
export type CutReason =
  | 'bytes'
  | 'ratio'
  | 'entries'
  | 'path'
  | 'header'
  | 'names'
  | 'window'
  | 'time'
  | 'memory'
  | 'checksum'
  | 'sparse'
  | 'damaged'
  | 'short';

/** Why nothing of a layer can be read. */
export type NoTarReason = 'media-type' | 'not-tar';

/** A layer is read no further: what was read of it until then stays right. */
export class Cut extends Error {
  override readonly name = 'Cut';

  constructor(
    readonly reason: CutReason,
    options?: ErrorOptions,
  ) {
    super(`the layer is read no further: ${reason}`, options);
  }
}

/** A blob is no layer that can be read. */
export class NoTar extends Error {
  override readonly name = 'NoTar';

  constructor(readonly reason: NoTarReason) {
    super(`the blob is no layer: ${reason}`);
  }
}
