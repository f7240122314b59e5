type Event =
  | { type: "open"; id: string }
  | { type: "close"; code: number };
type Range = { offset: number; length?: number } | { suffix: number };
declare class Sink {
  send(data: string | ArrayBuffer | Range): void;
}
