'use client';

import { clsx } from 'clsx';
import { useEffect, useRef, useState } from 'react';
import { type TokenAction, tokenActions } from '@/lib/dashboard/account/token-actions';
import { Field } from '../ui/field';

const words: Record<TokenAction, string> = {
  pull: 'read images and tags',
  push: 'add images, and move tags',
  retag: 'move tags to images that are there',
  delete: 'remove tags and images',
  administer: 'all of these, and restore',
};

interface TokenScopeProps {
  isNarrow: boolean;
  onNarrow: (isNarrow: boolean) => void;
  /** Whose token it is. */
  who?: 'you' | 'they';
}

/** What a token is for: all that its owner may do, or some actions in some repositories. */
export function TokenScope({ isNarrow, onNarrow, who = 'you' }: TokenScopeProps) {
  return (
    <>
      <fieldset className="mt-4">
        <legend className="mb-1.5 font-medium text-table">What it may do</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          <Choice isChosen={!isNarrow} onChoose={() => onNarrow(false)} value="all">
            {`All that ${who} may do`}
          </Choice>
          <Choice isChosen={isNarrow} onChoose={() => onNarrow(true)} value="some">
            Only some of it
          </Choice>
        </div>
      </fieldset>
      {isNarrow && <Narrowing />}
    </>
  );
}

function Choice(props: { isChosen: boolean; onChoose: () => void; value: string; children: string }) {
  return (
    <label
      className={clsx(
        'flex h-10 items-center gap-2.5 rounded-control border px-3 text-table transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2',
        props.isChosen ? 'border-accent bg-canvas' : 'border-line hover:bg-sunken',
      )}
    >
      <input
        type="radio"
        name="scope"
        value={props.value}
        checked={props.isChosen}
        onChange={props.onChoose}
        className="size-4 accent-accent-fill outline-none"
      />
      {props.children}
    </label>
  );
}

function Narrowing() {
  const [chosen, setChosen] = useState<readonly TokenAction[]>(['pull']);
  const first = useRef<HTMLInputElement>(null);
  const isNone = chosen.length === 0;
  // At least one: a browser has no such rule for boxes.
  useEffect(() => first.current?.setCustomValidity(isNone ? 'Choose at least one.' : ''), [isNone]);
  return (
    <div className="mt-4 grid gap-4 sm:grid-cols-2">
      <fieldset>
        <legend className="mb-1.5 font-medium text-table">Actions</legend>
        <div className="grid gap-1.5">
          {tokenActions.map((action, index) => (
            <label key={action} className="flex items-start gap-2.5 text-table">
              <input
                ref={index === 0 ? first : undefined}
                type="checkbox"
                name="actions"
                value={action}
                checked={chosen.includes(action)}
                onChange={(event) =>
                  setChosen(
                    event.target.checked ? [...chosen, action] : chosen.filter((one) => one !== action),
                  )
                }
                className="mt-0.5 size-4 shrink-0 accent-accent-fill"
              />
              <span>
                {action} <span className="text-ink-dim">{words[action]}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        id="token-repositories"
        label="Repositories"
        hint="One pattern a line: * stands for a part of the name, ** for any number of them."
      >
        <textarea
          id="token-repositories"
          name="repositories"
          required
          rows={4}
          defaultValue="**"
          spellCheck={false}
          autoCapitalize="none"
          aria-describedby="token-repositories-hint"
          className="block w-full rounded-control border border-edge bg-surface px-3 py-2 font-mono text-table"
        />
      </Field>
    </div>
  );
}
