/** The key and the certificate of a server with TLS. */
export interface Tls {
  /** The private key as PEM. */
  readonly key: string | Uint8Array;
  /** The certificate as PEM, followed by its intermediate certificates. */
  readonly cert: string | Uint8Array;
}
