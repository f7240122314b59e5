export interface ProxyEnv { http_proxy?: string; HTTP_PROXY?: string; }
export interface Ids { id?: string; $id?: string; _id?: number; type?: string; Type?: string; new?: boolean; other_properties?: string; [key: string]: unknown; }
export declare const retries: number;
export declare const RETRIES: number;
export declare const Retries: string;
export declare function reset(): void;
export declare const RESET: string;
