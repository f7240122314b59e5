export enum Mode { Fast = "fast", Quick = "fast", Slow = "slow", slow = "slower" }
