/** How container clients name this registry. */
export interface RegistryAddress {
  /** The first part of an image name: `registry.example.com` or `127.0.0.1:5000`. */
  host: string;
  /** Whether clients refuse this address until it is listed as insecure: plain HTTP from another machine. */
  needsInsecure: boolean;
}

/**
 * The address of the registry, from the address of the page.
 *
 * Clients take the first part of an image name for a host only if it has a dot or a port, or is `localhost`;
 * any other host gets its port written out, or `docker push box/app` would go to Docker Hub.
 *
 * @param protocol `http:` or `https:`
 * @param host as in the browser's `location.host`: without the protocol's own port
 */
export function registryAddress(protocol: string, host: string): RegistryAddress {
  const isHost = host === 'localhost' || /[.:]/.test(host);
  return {
    host: isHost ? host : `${host}:${protocol === 'https:' ? 443 : 80}`,
    needsInsecure: protocol !== 'https:' && !isLoopback(host),
  };
}

/** Whether a host, with its port or without, is this machine. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);
}
