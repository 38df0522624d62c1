'use client';

import { useEffect, useRef } from 'react';

interface TickBoxProps {
  label: string;
  state: boolean | 'some';
  /** @param isRange whether Shift was held */
  onTick: (isRange: boolean) => void;
}

/** A box to tick, large enough for a finger. */
export function TickBox({ label, state, onTick }: TickBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = state === 'some';
  }, [state]);
  return (
    <label className="flex size-6 items-center justify-center">
      <input
        ref={input}
        type="checkbox"
        aria-label={label}
        checked={state === true}
        onChange={({ nativeEvent }) => onTick('shiftKey' in nativeEvent && nativeEvent.shiftKey === true)}
        className="size-4 accent-accent-fill"
      />
    </label>
  );
}
