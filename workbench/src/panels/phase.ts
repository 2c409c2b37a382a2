// Reading a map over two parameters.
// In: where the parameters lie in the picture, the data behind it. Out: values, places, the point nearest to a place.

import { readCsv } from "../lib/csv";
import type { PictureAxis } from "../lib/protocol";

/** The value at a place, within the axis; on a grid of `steps` if given. */
export function valueAt(axis: PictureAxis, place: number, steps?: number): number {
  const share = clamp((place - axis.start) / (axis.end - axis.start));
  const on = steps === undefined ? share : Math.round(share * steps) / steps;
  return Number((axis.from + on * (axis.to - axis.from)).toPrecision(6));
}

export function placeOf(axis: PictureAxis, value: number): number {
  return axis.start + clamp((value - axis.from) / (axis.to - axis.from)) * (axis.end - axis.start);
}

export function within(axis: PictureAxis, place: number): boolean {
  const share = (place - axis.start) / (axis.end - axis.start);
  return share >= 0 && share <= 1;
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

export interface Point {
  at: [number, number];
  value: number | null;
  regime: string;
  certified: boolean;
  /** Whether something else happens in another equilibrium that is known there. */
  several: boolean;
}

/** The points, from columns `FIRST,SECOND,value,regime,certified,several`. */
export function readPoints(data: string): Point[] {
  const { columns, rows } = readCsv(data);
  const [value, regime, certified, several] = ["value", "regime", "certified", "several"].map((name) => columns.indexOf(name)) as [number, number, number, number];
  return rows.map((row) => ({
    at: [Number(row[0]), Number(row[1])],
    value: row[value] === undefined || row[value] === "" ? null : Number(row[value]),
    regime: row[regime] ?? "",
    certified: certified < 0 || row[certified] !== "false",
    several: row[several] === "true",
  }));
}

export function nearest(points: readonly Point[], axes: readonly [PictureAxis, PictureAxis], at: readonly [number, number]): Point | null {
  const scales = axes.map(({ from, to }) => to - from || 1) as [number, number];
  let best: Point | null = null;
  let least = Infinity;
  for (const point of points) {
    const distance = ((point.at[0] - at[0]) / scales[0]) ** 2 + ((point.at[1] - at[1]) / scales[1]) ** 2;
    if (distance < least) [best, least] = [point, distance];
  }
  return best;
}
