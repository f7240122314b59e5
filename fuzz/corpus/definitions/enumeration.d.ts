/** Open, so `Other` is taken; two names that Rust writes alike. */
export enum VehicleType {
  Bus = "BUS",
  OTHER = "OTHER",
  high_speed = "HIGH_SPEED",
  HighSpeed = "HighSpeed",
}

export enum Level {
  Low,
  High = 4,
}

export interface Vehicle {
  type: VehicleType;
  level: Level;
}
