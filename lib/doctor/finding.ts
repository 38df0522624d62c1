/** What is wrong in front of a registry, by its stable name: what it means, and what to change. */
export const faults = {
  unreachable: {
    title: 'nothing answers at this address',
    change: 'check the name, the port, the firewall, and that the proxy runs',
  },
  'certificate-unusable': {
    title: 'no connection over TLS comes about',
    change:
      'check that the proxy serves HTTPS on this port, with TLS 1.2 or newer and a certificate for this name',
  },
  'certificate-name': {
    title: 'the certificate is for another name',
    change: 'get a certificate that has this name among its subject alternative names',
  },
  'certificate-expired': {
    title: 'the certificate has expired',
    change: 'renew it, and look why it was not renewed in time',
  },
  'certificate-not-yet-valid': {
    title: 'the certificate is not valid yet',
    change: 'check the clocks of both machines; get a certificate that is valid now',
  },
  'certificate-expires-soon': {
    title: 'the certificate expires soon',
    change: 'renew it, and look why that did not happen by itself',
  },
  'certificate-self-signed': {
    title: 'the certificate is signed by itself',
    change:
      'get one of an authority, or give it to every client (docker: /etc/docker/certs.d/HOST/ca.crt) and to this command with --ca',
  },
  'certificate-chain': {
    title: 'the server leaves out intermediate certificates',
    change:
      'give the proxy the whole chain: the certificate, then each intermediate one (nginx: ssl_certificate fullchain.pem; HAProxy: all in the file of crt)',
  },
  'certificate-authority': {
    title: 'the certificate comes from an authority that is not known here',
    change:
      'give its root to every client, and to this command with --ca; or get a certificate of a public authority',
  },
  'plain-http': {
    title: 'there is no TLS: everybody on the way can read and change what is sent, passwords too',
    change: 'put a proxy with TLS in front (deploy/proxy has files for four of them)',
  },
  'not-a-registry': {
    title: 'what answers is no registry',
    change: 'make the proxy pass /v2/ and all below it on to CyberDock, with the path as it is',
  },
  redirected: {
    title: 'the proxy answers with a redirect',
    change: 'use the address that it redirects to, or make the proxy pass the request on',
  },
  'registry-down': {
    title: 'the proxy does not reach CyberDock',
    change: 'check that CyberDock runs, and the address and port of it in the configuration of the proxy',
  },
  'sign-in': {
    title: 'signing in fails',
    change: 'check the name and the password (--user); the log of CyberDock tells more',
  },
  'not-allowed': {
    title: 'the registry does not let this user push here',
    change: 'use --user with a user that may push, or --repository with a repository in which this one may',
  },
  'registry-refuses': {
    title: 'CyberDock itself refuses a request',
    change: 'the answer says why; the log of CyberDock tells more',
  },
  'scheme-lost': {
    title: 'CyberDock does not learn that clients come over HTTPS (or that they do not)',
    change:
      'make the proxy set X-Forwarded-Proto to the scheme of the client (nginx: proxy_set_header X-Forwarded-Proto $scheme;), or set server.publicUrl',
  },
  'host-lost': {
    title: 'CyberDock does not learn the name and port that clients use',
    change:
      'make the proxy pass on Host as it came, with its port (nginx: proxy_set_header Host $http_host; Apache: ProxyPreserveHost On), or set server.publicUrl',
  },
  'public-url': {
    title: 'server.publicUrl is another address than this one',
    change: 'set server.publicUrl to the address that clients use, or use that address',
  },
  'proxy-not-trusted': {
    title: 'CyberDock does not believe the proxy',
    change: 'add the address of the proxy to server.trustedProxies',
  },
  'client-address-lost': {
    title:
      'CyberDock does not learn the addresses of clients: its log and audit trail have that of the proxy',
    change: 'make the proxy set X-Forwarded-For (nginx: proxy_set_header X-Forwarded-For $remote_addr;)',
  },
  'client-can-pretend': {
    title: 'the proxy passes on what clients say of themselves',
    change:
      'make the proxy replace X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host, and take Forwarded away (see deploy/proxy)',
  },
  'location-changed': {
    title: 'the proxy changes where uploads go on',
    change:
      'make the proxy leave Location alone: CyberDock sends paths (nginx: proxy_redirect off;), and change no paths',
  },
  'header-dropped': {
    title: 'a header that clients need does not arrive',
    change: 'make the proxy pass on all headers of requests and answers (nginx: no proxy_hide_header)',
  },
  'length-lost': {
    title: 'an answer comes without its length, or with a wrong one',
    change:
      'make the proxy leave answers as they are: no compression, no rewriting, no buffering that drops Content-Length',
  },
  'size-limit': {
    title: 'the proxy limits the size of what is pushed',
    change:
      'take the limit away (nginx: client_max_body_size 0; Apache: LimitRequestBody 0; Traefik: no buffering middleware; Caddy: no request_body max_size). Cloudflare has one of 100 MB that can not be taken away: let clients go round it',
  },
  'body-cut': {
    title: 'the connection is cut while something is pushed',
    change:
      'look for limits of size, time and rate in the proxy and in what stands before it; its log tells more',
  },
  'body-changed': {
    title: 'CyberDock got another number of bytes than were sent',
    change:
      'make the proxy pass bodies on as they are; look for filters, firewalls and virus scanners on the way',
  },
  'chunks-refused': {
    title: 'bodies without a length, as docker pushes them, do not get through',
    change:
      'make the proxy pass on requests with Transfer-Encoding: chunked (nginx: proxy_http_version 1.1), and look for firewalls on the way',
  },
  'request-buffering': {
    title: 'the proxy keeps what is pushed until it has all of it',
    change:
      'turn that off, or large pushes fill its disk and time out (nginx: proxy_request_buffering off; and proxy_http_version 1.1; HAProxy: no option http-buffer-request; Traefik: no buffering middleware)',
  },
  'response-buffering': {
    title: 'the proxy keeps answers until it has all of them',
    change:
      'turn that off, or pulls wait and fill its disk (nginx: proxy_buffering off; Caddy: flush_interval -1; Traefik: no buffering middleware)',
  },
  'expect-continue': {
    title: 'the proxy does not answer clients that ask before they send (Expect: 100-continue)',
    change: 'make the proxy answer 100 Continue or pass Expect on',
  },
  'upload-pause': {
    title: 'a push that pauses is ended',
    change:
      'raise the idle limits for what clients send (nginx: client_body_timeout, proxy_send_timeout; HAProxy: timeout client; Traefik: respondingTimeouts.readTimeout 0s) and storage.idleTimeout of CyberDock',
  },
  'download-pause': {
    title: 'a pull that pauses is ended',
    change:
      'raise the idle limits for what clients take (nginx: send_timeout, proxy_read_timeout; HAProxy: timeout client) and storage.idleTimeout of CyberDock',
  },
  'range-ignored': {
    title: 'parts of a layer can not be fetched, so no broken pull can go on',
    change:
      'make the proxy pass on Range, and Content-Range of the answer (nginx: no proxy_force_ranges, no cache for /v2)',
  },
  compression: {
    title: 'the proxy compresses what registry clients get',
    change: 'turn that off below /v2 (nginx: gzip off; Caddy: no encode; Traefik: no compress middleware)',
  },
  'content-changed': {
    title: 'what is pulled is not what was pushed',
    change:
      'make the proxy pass bodies on as they are; look for caches, filters and virus scanners on the way',
  },
  'pages-missing': {
    title: 'the dashboard is not to be had at this address',
    change: 'make the proxy pass on everything, not only /v2',
  },
  'connection-failed': {
    title: 'a connection fails',
    change: 'look into the logs of the proxy and of CyberDock',
  },
} as const satisfies Record<string, { title: string; change: string }>;

/** The stable name of a fault. */
export type FaultCode = keyof typeof faults;

/** What a check found: the fault, and what was seen of it. */
export interface Fault {
  code: FaultCode;
  /** What was asked and what came back, for a person. */
  detail: string;
}
