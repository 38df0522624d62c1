'use client';

import { useEffect, useRef, useState } from 'react';

/** Whether the fields of a form say something else than when it came, or was emptied. @returns that, and what to put on the form */
export function useFormChanges() {
  const ref = useRef<HTMLFormElement>(null);
  const begun = useRef('');
  const [isChanged, setChanged] = useState(false);
  useEffect(() => {
    begun.current = textOf(ref.current);
  }, []);
  const look = () => setChanged(textOf(ref.current) !== begun.current);
  // When it is told of, the fields still say what they said before.
  const onReset = () => setChanged(false);
  return { isChanged, form: { ref, onInput: look, onReset } };
}

function textOf(form: HTMLFormElement | null): string {
  return form ? JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)])) : '';
}
