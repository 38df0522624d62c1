import { digestFace } from '@/lib/dashboard/digest-face';
import type { LayerView } from '@/lib/dashboard/images/manifest-contracts';
import { plainText } from '@/lib/dashboard/plain-text';
import { sizeText } from '@/lib/dashboard/size-words';

const width = 1_000;
/** What is too small to be seen is as wide as this. */
const widthMin = 3;

/** An image as one bar: its layers by size in the colours of their digests, those hatched that others have too. */
export function LayerBar({ layers }: { layers: readonly LayerView[] }) {
  const total = layers.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total === 0) return null;
  let x = 0;
  const parts = layers.map((layer) => {
    const part = { layer, x, width: Math.max((layer.bytes / total) * width, widthMin) };
    x += part.width;
    return part;
  });
  const shared = layers.filter(isShared).reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <svg
      viewBox={`0 0 ${x} 16`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${layers.length} layers, ${sizeText(total)}, of which others have ${sizeText(shared)} too`}
      className="h-4 w-full rounded-[4px]"
    >
      <pattern
        id="shared-layer"
        width="8"
        height="8"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="3" height="8" className="fill-surface opacity-50" />
      </pattern>
      {parts.map(({ layer, ...part }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an image may have a layer twice, and their order never changes.
        <g key={at} className="digest-hue" data-hue={digestFace(layer.digest).hue}>
          <title>{`${sizeText(layer.bytes)} ${plainText(layer.command ?? layer.digest).slice(0, 200)}`}</title>
          <rect {...part} height="16" fill="currentColor" className="stroke-1 stroke-surface" />
          {isShared(layer) && <rect {...part} height="16" fill="url(#shared-layer)" />}
        </g>
      ))}
    </svg>
  );
}

/** Whether something else that the reader may pull has the layer too. */
export function isShared({ sharing }: LayerView): boolean {
  return sharing.here + sharing.elsewhere > 0;
}
