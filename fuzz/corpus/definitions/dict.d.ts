interface PutOptions {
  /** Seconds. */
  ttl?: number;
  key: string;
  tags?: string[];
}
