import { HostileText } from './hostile-text';
import { Fact, Panel } from './panel';

/** Names with their values: labels, annotations. Addresses of the web are links. */
export function Pairs({
  title,
  pairs,
}: {
  title: string;
  pairs: readonly { name: string; value: string }[];
}) {
  return (
    <Panel title={title}>
      <dl>
        {pairs.map(({ name, value }) => (
          <Fact key={name} name={name}>
            <HostileText text={value} links />
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}
