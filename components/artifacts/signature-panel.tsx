import { TriangleAlert } from 'lucide-react';
import type { SignatureView } from '@/lib/dashboard/artifacts/artifact-contracts';
import { hasDigestForm } from '@/lib/dashboard/digest-form';
import { HostileText } from '../images/hostile-text';
import { ManifestLink } from '../images/manifest-link';
import { Pairs } from '../images/pairs';
import { Fact, Panel } from '../images/panel';

interface SignaturePanelProps {
  repository: string;
  signature: SignatureView;
  /** Of the file that it is: there cosign puts the signature itself, and certificates. */
  annotations: readonly { name: string; value: string }[];
  /** What the manifest of the signature refers to. */
  subject: string | null;
}

/** What a signature says that it signs. Whether that is so, nobody has checked. */
export function SignaturePanel({ repository, signature, annotations, subject }: SignaturePanelProps) {
  const { form, signs, identity, signedAt, expiry } = signature;
  const facts: [string, string | null][] = [
    ['Under the name', identity],
    ['Signed', signedAt],
    ['Expires', expiry],
  ];
  return (
    <>
      <Panel title={`Signature of ${form}`} aside="Present, not verified">
        {subject !== null && subject !== signs && (
          <p className="flex items-start gap-2 border-amber-line border-b bg-amber-wash px-4 py-2 text-table">
            <TriangleAlert className="mt-0.5 size-4 shrink-0 text-amber" aria-hidden="true" />
            It says that it signs another digest than the one it is attached to.
          </p>
        )}
        <dl>
          <Fact name="Says it signs">
            {hasDigestForm(signs) ? (
              <ManifestLink repository={repository} digest={signs} />
            ) : (
              <HostileText text={signs} />
            )}
          </Fact>
          {facts.map(([name, value]) =>
            value === null ? null : (
              <Fact key={name} name={name}>
                <HostileText text={value} />
              </Fact>
            ),
          )}
        </dl>
      </Panel>
      {signature.annotations.length > 0 && <Pairs title="Signed with it" pairs={signature.annotations} />}
      {annotations.length > 0 && <Pairs title="Annotations of the signature" pairs={annotations} />}
    </>
  );
}
