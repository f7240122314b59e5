import { Duration } from "./duration";
import * as geojson from "geojson";

/** A page's class, a type of another package, an imported one, a generic one. */
export class Layer {
  constructor(element: HTMLElement | string);
  getElement(): HTMLElement | null;
  toFeature(): geojson.Feature<geojson.Point>;
  age(): Duration;
  zone(): import("./zone").Zone;
  target: HTMLElement | SVGElement;
}

/** What a foreign parent declares is still reachable. */
export interface LayerOptions extends AddEventListenerOptions {
  pane?: string;
}

/** A handle may extend a foreign one. */
export class PlaceElement extends HTMLElement {
  open(options: Partial<LayerOptions>): void;
}

/** Undecidable, as nothing says what a `Duration` is. */
export type Numeric = Duration extends number ? number : string;
