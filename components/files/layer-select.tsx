'use client';

import { useId } from 'react';
import type { LayerView } from '@/lib/dashboard/images/manifest-contracts';
import { plainText } from '@/lib/dashboard/plain-text';
import { sizeText } from '@/lib/dashboard/size-words';
import { controlClass } from '../ui/field';

const commandLengthMax = 90;

interface LayerSelectProps {
  layers: readonly LayerView[];
  layer: string | undefined;
  onChange: (layer: string | undefined) => void;
}

/** Whether all layers are shown, one over the other, or which one alone. */
export function LayerSelect({ layers, layer, onChange }: LayerSelectProps) {
  const id = useId();
  // A layer that comes twice is the same layer: it stands there once.
  const places = new Map<string, { layer: LayerView; positions: number[] }>();
  for (const [at, one] of layers.entries()) {
    const known = places.get(one.digest);
    if (known) known.positions.push(at + 1);
    else places.set(one.digest, { layer: one, positions: [at + 1] });
  }
  return (
    <div className="flex min-w-0 items-center gap-2 max-md:w-full">
      <label htmlFor={id} className="shrink-0 text-ink-soft text-table">
        Layer
      </label>
      <select
        id={id}
        value={layer ?? ''}
        onChange={(event) => onChange(event.target.value || undefined)}
        className={controlClass('md:w-80')}
      >
        <option value="">
          {layers.length === 1 ? 'The only one' : `All ${layers.length.toLocaleString('en')}, merged`}
        </option>
        {[...places].map(([digest, { layer: one, positions }]) => (
          <option key={digest} value={digest}>
            {`${positions.join(', ')} · ${sizeText(one.bytes)} · ${commandOf(one)}`}
          </option>
        ))}
      </select>
    </div>
  );
}

function commandOf({ command, digest }: LayerView): string {
  const text = plainText(command ?? digest.slice(0, 19));
  return text.length > commandLengthMax ? `${text.slice(0, commandLengthMax)}…` : text;
}
