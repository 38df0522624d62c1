'use client';

import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import { type RegistryAddress, registryAddress } from '@/lib/dashboard/registry-address';

const AddressContext = createContext<RegistryAddress>({ host: 'localhost', needsInsecure: false });

const never = () => () => undefined;

/**
 * Tells the page how clients reach the registry: as the browser does. `protocol` and `host`, which the server
 * saw, stand in until the browser's own are known; a proxy may have changed them on the way.
 */
export function RegistryAddressProvider(props: { protocol: string; host: string; children: ReactNode }) {
  const protocol = useSyncExternalStore(
    never,
    () => window.location.protocol,
    () => props.protocol,
  );
  const host = useSyncExternalStore(
    never,
    () => window.location.host,
    () => props.host,
  );
  const address = useMemo(() => registryAddress(protocol, host), [protocol, host]);
  return <AddressContext value={address}>{props.children}</AddressContext>;
}

/** How clients reach this registry. */
export function useRegistryAddress(): RegistryAddress {
  return useContext(AddressContext);
}
