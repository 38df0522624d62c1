'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Theme, themes } from '@/lib/dashboard/theme';
import { chooseTheme, onTheme } from './choose-theme';

const words = {
  system: { label: 'System theme', Icon: Monitor },
  light: { label: 'Light theme', Icon: Sun },
  dark: { label: 'Dark theme', Icon: Moon },
} as const;

/** Light, dark, or as the reader's machine has it. The choice is kept for a year. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  useEffect(() => onTheme(setTheme), []);
  return (
    <fieldset className="flex rounded-control border border-line p-px">
      <legend className="sr-only">Theme</legend>
      {themes.map((value) => {
        const { label, Icon } = words[value];
        return (
          <label
            key={value}
            title={label}
            className="flex size-7 items-center justify-center rounded-[5px] text-ink-dim transition-colors hover:text-ink has-checked:bg-sunken has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="theme"
              value={value}
              checked={theme === value}
              onChange={() => chooseTheme(value)}
              className="sr-only"
              aria-label={label}
            />
            <Icon className="size-4" aria-hidden="true" />
          </label>
        );
      })}
    </fieldset>
  );
}
