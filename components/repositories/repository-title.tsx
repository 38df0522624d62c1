import { Fragment } from 'react';

/** A repository's name as the title of its page: whole, broken after slashes where it must be, its namespace dimmed. */
export function RepositoryTitle({ name }: { name: string }) {
  const components = name.split('/');
  const last = components.pop();
  return (
    <span className="[overflow-wrap:anywhere]">
      <span className="text-ink-dim">
        {components.map((component, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: components may repeat, and never move.
          <Fragment key={index}>
            {component}/<wbr />
          </Fragment>
        ))}
      </span>
      {last}
    </span>
  );
}
