'use client';

import { useQuery } from '@tanstack/react-query';
import { PackageOpen } from 'lucide-react';
import type { ArtifactContent } from '@/lib/dashboard/artifacts/artifact-contracts';
import { artifactContentQuery } from '@/lib/dashboard/images/manifest-queries';
import { LoadError } from '../feedback/load-error';
import { Notice } from '../feedback/notice';
import { Omitted } from '../images/omitted';
import { ChartPanels } from './chart-panels';
import { FileList } from './file-list';
import { JsonText } from './json-text';
import { PackageTable } from './package-table';
import { SignaturePanel } from './signature-panel';
import { StatementPanel } from './statement-panel';
import { VexTable } from './vex-table';

/** What a manifest that is no image holds: a chart, packages, statements, signatures, or files. */
export function ContentTab({ repository, digest }: { repository: string; digest: string }) {
  const { data, error, isFetching, refetch } = useQuery(artifactContentQuery(repository, digest));
  if (error && !data)
    return (
      <LoadError what="The content" error={error} retrying={isFetching} onRetry={() => void refetch()} />
    );
  if (!data) return <div role="status" aria-label="Loading the content" className="skeleton h-80" />;
  if (data.parts.length === 0 && data.chart === null)
    return (
      <Notice Icon={PackageOpen} title="This manifest holds no files">
        What it says stands in its annotations.
      </Notice>
    );
  return <Content content={data} />;
}

function Content({ content }: { content: ArtifactContent }) {
  const { repository, parts, partsOmitted, chart, subject } = content;
  return (
    <>
      {chart && <ChartPanels chart={chart} />}
      {parts.map((part, at) => {
        const { statement, signature, packages, vex, text } = part;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a manifest may name a file twice, and their order never changes.
          <div key={at}>
            {signature && (
              <SignaturePanel
                repository={repository}
                signature={signature}
                annotations={part.annotations}
                subject={subject}
              />
            )}
            {packages && (
              <PackageTable list={packages} isFirst={parts.find((one) => one.packages) === part} />
            )}
            {vex && <VexTable list={vex} />}
            {statement && <StatementPanel statement={statement} />}
            {text !== null && <JsonText text={text} />}
          </div>
        );
      })}
      <FileList content={content} />
      <Omitted count={partsOmitted} />
    </>
  );
}
