/** What a server needs to speak TLS. */
export interface Tls {
  /** The private key, as PEM. */
  readonly key: string | Uint8Array;
  /** The certificate, as PEM, with those that vouch for it behind it. */
  readonly cert: string | Uint8Array;
}
