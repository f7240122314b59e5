/**
 * Sends {@link https://example.com | it}.
 * @param key the key
 * @returns nothing
 * @deprecated Use `other`.
 */
declare function send(key: string): void;
