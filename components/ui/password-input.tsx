'use client';

import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { controlClass } from './field';

interface PasswordInputProps extends Omit<ComponentProps<'input'>, 'type' | 'className' | 'size'> {
  size?: 'normal' | 'large';
}

/** A password, hidden until its writer wants to read it. */
export function PasswordInput({ size = 'normal', ...input }: PasswordInputProps) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <span className="relative block">
      <input
        {...input}
        type={isShown ? 'text' : 'password'}
        autoCapitalize="none"
        spellCheck={false}
        className={controlClass('pr-11', size)}
      />
      <button
        type="button"
        onClick={() => setShown(!isShown)}
        aria-label="Show password"
        aria-pressed={isShown}
        title={isShown ? 'Hide password' : 'Show password'}
        className="absolute inset-y-1 right-1 flex w-9 items-center justify-center rounded-[5px] text-ink-dim transition-colors hover:bg-sunken hover:text-ink"
      >
        <Icon className="size-4" aria-hidden="true" />
      </button>
    </span>
  );
}
