'use client';

import { imageCommands, loginCommand } from '@/lib/dashboard/image-commands';
import { useRegistryAddress } from '../layout/registry-address';
import { useViewer } from '../layout/viewer';
import { CommandLine } from '../ui/command-line';

interface PushCommandsProps {
  /** Where the image goes. */
  repository: string;
  /** The image on the reader's machine. */
  local: string;
}

/** The commands that bring an image into this registry, for the address that the browser sees. */
export function PushCommands({ repository, local }: PushCommandsProps) {
  const { host, needsInsecure } = useRegistryAddress();
  const viewer = useViewer();
  const { tag, push, pull } = imageCommands(host, repository, local);
  const login = loginCommand(host, 'name' in viewer ? viewer.name : undefined);
  const steps = [
    ...(viewer.kind === 'everybody'
      ? []
      : [{ words: 'Sign in, once on each machine', name: 'login', command: login }]),
    { words: 'Name an image on your machine after this registry', name: 'tag', command: tag },
    { words: 'Push it', name: 'push', command: push },
    { words: 'Pull it, from any machine that reaches this registry', name: 'pull', command: pull },
  ];
  return (
    <>
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {steps.map((step, index) => (
          <li key={step.name}>
            <p className="mb-1.5 flex gap-2 text-ink-soft text-table">
              <span className="w-3 text-ink-dim tabular-nums" aria-hidden="true">
                {index + 1}
              </span>
              {step.words}
            </p>
            <div className="sm:pl-5">
              <CommandLine command={step.command} name={step.name} />
            </div>
          </li>
        ))}
      </ol>
      {needsInsecure && (
        <div className="mt-4 border-line border-t pt-4 text-ink-soft text-table sm:ml-5">
          <p className="mb-1.5">
            This address is plain HTTP, which Docker accepts only from its own machine. Put it behind TLS, or
            add it to <code className="font-mono">/etc/docker/daemon.json</code> and restart Docker:
          </p>
          <CommandLine command={`{ "insecure-registries": ["${host}"] }`} name="daemon.json" kind="file" />
        </div>
      )}
    </>
  );
}
